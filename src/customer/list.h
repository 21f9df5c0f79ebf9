// list: pages of customers: by value, activity, first or last encounter; narrowed by unit, segment,
// any attribute, or the beginning of a key or a name. Reads what facts/tally.h keeps, never facts,
// so a page takes as long with a hundred million facts as with none. Composes its SQL from the
// fragments of list.sql. Never writes; who may see whom (units) is the caller's to say.
#pragma once

#include "facts/company.h"
#include "facts/privacy.h"

enum customer_sort {
    CUSTOMER_BY_VALUE,
    CUSTOMER_BY_ENCOUNTERS,
    CUSTOMER_BY_LAST,
    CUSTOMER_BY_FIRST,
    CUSTOMER_SORT__COUNT
};
const char *customer_sort_name(enum customer_sort sort); // "value"
bool customer_sort_find(str name, enum customer_sort *out);

struct customer_query {
    enum customer_sort sort;
    bool up;    // the smallest or earliest first
    i64 period; // a year; 0: ever
    str search; // a key, or a name, an e-mail address, a phone number, begins so
    i64 unit;   // 0: any
    str segment;
    str attribute, value; // an attribute says this; "" : not narrowed by one
    // Only customers with an encounter in one of these units; is_scoped with none: nobody.
    bool is_scoped;
    const i64 *units;
    i64 unit_count;
    i64 rows_max; // of a page; 0: 30
    str after;    // `next` of the page before; "": the first
};

struct customer_attribute {
    str name, value;
};

// What a customer adds up to.
struct customer_sums {
    i64 encounters, purchases, value_e4, answers;
    i64 first_ms, last_ms; // 0: no encounter
};

struct customer_line {
    i64 customer;
    str key; // the one that the customer is numbered by
    struct customer_sums sums;
    i64 attribute_count;
    struct customer_attribute *attributes;
};

struct customer_page {
    i64 count;
    struct customer_line *lines;
    str next; // what the following page is asked by; "": this is the last
};

// ERR_BAD_INPUT when `after` is no page's end; ERR_NOT_FOUND names an attribute that there is not.
MUST_USE bool customer_list(ctx *c, const struct customer_query *query, struct customer_page *out);
// How many there are on all pages, counted up to `most`.
MUST_USE bool customer_count(ctx *c, const struct customer_query *query, i64 most, i64 *out);
// Years from the first to the last in which anybody met us, newest first.
MUST_USE bool customer_years(ctx *c, i64 **out, i64 *count);
// The commonest values of an attribute, of as many people as a figure needs.
MUST_USE bool customer_values(ctx *c, str attribute, i64 most, str **out, i64 *count);
