// hearing: what Kuusilinna's customers complained of in the last months of the demo, and what was
// decided: causes, rules, replies, days off, decisions and patterns as sheets of records, and cases
// with what was written. Plain texts; knows neither the store nor what a case is.
#pragma once

#include "demo/house.h"

#define DEMO_COMPANY "Kuusilinna"

extern const struct demo_sheet demo_hearing_sheets[];
extern const i64 demo_hearing_sheet_count;

// How far a case has come.
enum demo_case_end {
    DEMO_CASE_NEW,
    DEMO_CASE_ASSESSED,
    DEMO_CASE_INVESTIGATED,
    DEMO_CASE_ANSWERED,
    DEMO_CASE_CLOSED
};

struct demo_case {
    i64 days_ago;     // before the demo's last day
    const char *lang; // of the customer
    const char *way, *matter, *severity, *found_by;
    const char *touchpoint, *unit;
    const char *subject; // in words of the house
    const char *words;   // the customer's
    enum demo_case_end end;
    const char *answer;           // ours; NULL: none yet
    const char *cause, *decision; // titles of records; of a closed one
};

// Oldest first.
extern const struct demo_case demo_cases[];
extern const i64 demo_case_count;
// The person who works on it, by name.
const char *demo_case_owner(const struct demo_case *told);
