// house: what every page shows of the company: its name and its colour. Read from the settings, and
// remembered for a moment, so that a page costs nothing for it. Owns what it remembers.
#pragma once

#include "http/http.h"

struct house;

struct house_look {
    str name;                  // empty: none
    const char *accent;        // address of the style sheet with its colour; NULL: the usual one
    const char *public_accent; // the same, as customers' old phones read it
};

// Lives in c->arena.
struct house *house_new(ctx *c);
// Puts what is known now into *out; without a connection, what was known. Never fails: a page does
// not miss for it.
void house_look(ctx *c, struct house *house, struct house_look *out);
// What is remembered is read anew, because it was just changed here.
void house_forget(struct house *house);

// The style sheet of a colour, which stands in its address: "0a5c45.css", and of the same without
// functions of colour: "0a5c45-public.css".
bool accent_get(ctx *c, struct request *request, struct response *response);
