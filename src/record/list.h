// list: pages of a kind's records: narrowed, searched, sorted, and quick however deep one pages.
// Composes its SQL from the fragments of list.sql and the columns of the kind's table, never from
// input. Never writes.
#pragma once

#include "record/record.h"

enum record_filter_how {
    FILTER_IS,    // equal; for several choices: is among them
    FILTER_FROM,  // that or more: numbers, money, dates, moments
    FILTER_TO,    // that or less
    FILTER_NONE,  // nothing is said
    FILTER_AMONG, // ids: a reference is one of these; "made_by" too. What a scope narrows by
};

struct record_filter {
    str field;
    enum record_filter_how how;
    str text;
    const i64 *ids;
    i64 id_count;
};

enum record_shelf { SHELF_CURRENT, SHELF_ARCHIVE, SHELF_BOTH };

struct record_query {
    const struct kind *kind;
    str sort; // a field, "changed" or "state"; "": the title
    bool down;
    str search; // every word must begin a word of the record's texts
    str state;  // "": any
    enum record_shelf shelf;
    const struct record_filter *filters;
    i64 filter_count;
    u32 roles;    // fields that they may not see neither sort nor narrow
    i64 rows_max; // of a page; 0: 50
    str after;    // `next` of the page before; "": the first page
};

struct record_page {
    i64 count;
    struct record *records;
    str next; // what the following page is asked by; "": this is the last
};

// Nothing said comes last, both ways. ERR_BAD_INPUT names a field that cannot be sorted or narrowed
// by, or a value that is none.
MUST_USE bool record_list(ctx *c, const struct record_query *query, struct record_page *out);
// How many there are on all pages, counted up to `most`.
MUST_USE bool record_count(ctx *c, const struct record_query *query, i64 most, i64 *out);
