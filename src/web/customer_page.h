// customer_page: the model of one customer that several pages show: facts, encounters, consents.
// Personal data as the visitor may see it. Uses customer_seen. Never reads the address.
#pragma once

#include "web/customer_seen.h"

// Adds {label, text, note} to a list of facts, as facts.mustache shows them; nothing for no text.
void fact_add(ctx *c, json_t *facts, const char *label, const char *text, const char *note);
// What they are called: a name, an address or a key, masked for whoever may not see it.
str customer_card_name(ctx *c, const struct customer_seen *seen, const struct customer_card *card);
// Who they are and what they add up to.
MUST_USE bool customer_facts(ctx *c, const struct customer_seen *seen,
                             const struct customer_card *card, json_t **out);
// What was bought by year, and all that was measured of them.
MUST_USE bool customer_measured(ctx *c, const struct customer_card *card, json_t **out);
// Encounters with readings and remarks: {when, when_text, place, label, readings, remarks}.
MUST_USE bool customer_encounters(ctx *c, const struct request *request,
                                  const struct customer_timeline *timeline, json_t **out);
// What may be done for each purpose: {label, text, why, allowed}.
json_t *customer_consents(ctx *c, const struct consent_now *now);
// "6 March 2026, by phone": since when, and how it was said.
const char *consent_since(ctx *c, const struct consent *said);
// Crumbs of a page below a customer's card; NULL seen: of the card itself.
void customer_crumbs(ctx *c, json_t *model, const struct customer_seen *seen, str name);
