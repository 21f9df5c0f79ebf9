// role: who may do what: ONE table of permissions by role, and what of a customer's personal data
// somebody sees. docs/permissions.md is this table, written by its test. Owns nothing, asks
// nothing: functions of numbers and texts alone.
#pragma once

#include "base/ctx.h"

enum role {
    ROLE_NONE, // nobody signed in, or an account that ended
    ROLE_ADMINISTRATOR,
    ROLE_CX_OWNER,
    ROLE_FUNCTION_LEAD,
    ROLE_EMPLOYEE,
    ROLE_BOARD_MEMBER,
    ROLE_OUTSIDER, // interviewer or shopper
    ROLE__COUNT
};

#define ROLE_BIT(role) (1u << (role))               // for tables that name several
#define ROLE_ALL       (ROLE_BIT(ROLE__COUNT) - 2u) // whoever is signed in

enum permission {
    MAY_COME_IN, // whoever there is: also a route's that says nothing
    MAY_SEE_FIGURES,
    MAY_READ_REMARKS,
    MAY_SEE_CUSTOMERS,
    MAY_SEE_PERSONAL_DATA,
    MAY_MERGE_CUSTOMERS,
    MAY_EXPORT_CUSTOMER,
    MAY_ERASE_CUSTOMER,
    MAY_SEE_RECORDS,
    MAY_ADD_RECORDS,
    MAY_CHANGE_RECORDS,
    MAY_ASK,
    MAY_SEE_CASES,
    MAY_HANDLE_CASES,
    MAY_DECIDE,
    MAY_IMPORT,
    MAY_DEFINE_METRICS,
    MAY_SET_UP,
    MAY_SEE_PEOPLE,
    MAY_MANAGE_PEOPLE,
    MAY_MANAGE_TOKENS,
    MAY_CONNECT,
    MAY_SHOW_WALL,
    MAY_READ_AUDIT,
    MAY_BACK_UP,
    MAY_MANAGE_OWN_ACCOUNT,
    MAY__COUNT
};

// IN_SCOPE: of their own functions and units, and what is theirs by name.
enum may { MAY_NOT, MAY_IN_SCOPE, MAY_EVERYWHERE };

// Who asks; made by account_person. All zero: nobody.
struct person {
    i64 account;
    enum role role;
    i64 function_count, unit_count;
    const i64 *functions, *units;
};

// Where the thing belongs that is asked for. 0: none.
struct place {
    i64 function, unit;
    i64 owner; // account that it belongs to
};

enum may role_may(enum role role, enum permission permission);
// Whether this person may, there. A place without function, unit and owner belongs to the whole
// company: whoever may in scope alone may not.
bool person_may(const struct person *person, enum permission permission, struct place place);
// The same as an error: ERR_UNKNOWN_USER for nobody, ERR_FORBIDDEN otherwise.
MUST_USE bool person_must(ctx *c, const struct person *person, enum permission permission,
                          struct place place);

const char *role_name(enum role role);                   // "cx_owner"
const char *role_label(enum role role);                  // N_("CX owner")
bool role_find(str name, enum role *out);                // false for any other name, "none" too
const char *permission_name(enum permission permission); // "see_figures"
const char *permission_what(enum permission permission); // N_(): one sentence

// Personal data by what it is.
enum personal { PERSONAL_NAME, PERSONAL_EMAIL, PERSONAL_PHONE, PERSONAL_ADDRESS, PERSONAL_KEY };

// What is shown of it to those who may not see it: "M. M.", "m…@example.fi", "…67", "…". As much as
// tells two customers in a list apart, not whom they are. Whoever may see it is shown the value
// itself, and that look belongs into the audit log.
str personal_mask(ctx *c, enum personal kind, str value);
// The value as this person sees it.
str personal_shown(ctx *c, const struct person *person, struct place place, enum personal kind,
                   str value);
