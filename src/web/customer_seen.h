// customer_seen: who sees which customer, and how much of them: scope by unit, masks, and the log
// of looks. What the pages of customers share. Never makes a page.
#pragma once

#include "web/customers.h"

// The customer of an address, as this visitor sees them.
struct customer_seen {
    struct privacy_customer customer;
    const char *id; // as in addresses
    i64 *units;
    i64 unit_count;
    bool is_shown; // personal data unmasked
};

// Reads :id. ERR_NOT_FOUND where there is none, and alike where it is none of the visitor's: who
// may not see somebody is not told that there is somebody.
MUST_USE bool customer_seen_of(ctx *c, const struct request *request, enum permission permission,
                               struct customer_seen *out);
// The same of another id than the address's.
MUST_USE bool customer_seen_id(ctx *c, const struct request *request, str id,
                               enum permission permission, struct customer_seen *out);
// Whether the visitor may do that with this customer.
bool customer_seen_may(const struct request *request, const struct customer_seen *seen,
                       enum permission permission);
// Which of these customers the visitor sees unmasked: shown[i].
MUST_USE bool customer_seen_several(ctx *c, const struct request *request, const i64 *customers,
                                    i64 count, bool *shown);

// A value of an attribute as it is shown: masked unless is_shown, when it is a person's own or so
// few share it that it tells who it is.
str customer_value_shown(ctx *c, bool is_shown, const struct customer_said *said);
// What a customer is called: a name, else an address of e-mail, else a key.
str customer_called(ctx *c, bool is_shown, const struct customer_attribute *attributes, i64 count,
                    str key);

// Notes in the log, without anybody waiting for it, that the visitor looked at these customers'
// personal data. ERR_BUSY where it cannot be noted: then nothing is shown.
struct customer_looked {
    const char *what; // "customer.look"
    const i64 *customers;
    i64 count;
};
MUST_USE bool customer_look_note(ctx *c, const struct request *request,
                                 struct customer_looked looked);
// How the log calls whoever did something, in words: a name, "command anna".
MUST_USE bool customer_who(ctx *c, str who, str *out);
