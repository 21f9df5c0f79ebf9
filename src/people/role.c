#include "people/role.h"

#include "base/lang.h"

static const struct {
    const char *name, *label;
} roles[] = {
    {"none",          N_("nobody")       },
    {"administrator", N_("administrator")},
    {"cx_owner",      N_("CX owner")     },
    {"function_lead", N_("function lead")},
    {"employee",      N_("employee")     },
    {"board_member",  N_("board member") },
    {"outsider",      N_("outsider")     },
};
static_assert(COUNT_OF(roles) == ROLE__COUNT, "a row for each role");

#define Y MAY_EVERYWHERE
#define O MAY_IN_SCOPE
#define N MAY_NOT

// The administrator sees personal data: who lets people in and keeps the backups could see it
// anyway, and a rule that only looks safe is none. Every look is in the audit log.
// clang-format off
static const struct {
    const char *name, *what;
    enum may by[ROLE__COUNT];
} permissions[] = {
//                                                                                           nobody admin owner lead empl board out
    {"come_in",            N_("Sign in; read how figures are judged, and the source."),        {Y, Y, Y, Y, Y, Y, Y}},
    {"see_figures",        N_("See figures, with their intervals and verdicts."),              {N, Y, Y, Y, Y, Y, N}},
    {"read_remarks",       N_("Read what customers said in their own words."),                 {N, Y, Y, Y, O, N, N}},
    {"see_customers",      N_("See lists and cards of customers, personal data masked."),      {N, Y, Y, Y, O, N, N}},
    {"see_personal_data",  N_("See names, addresses and numbers of customers; each look is logged."),
                                                                                               {N, Y, Y, O, O, N, N}},
    {"merge_customers",    N_("Say that two customers are one, and take it back."),            {N, Y, Y, O, N, N, N}},
    {"export_customer",    N_("Hand a customer's data out as a file."),                        {N, Y, Y, N, N, N, N}},
    {"erase_customer",     N_("Erase a customer, or note an objection."),                      {N, Y, Y, N, N, N, N}},
    {"see_records",        N_("See records: cases, goals, visits, stories."),                  {N, Y, Y, Y, Y, Y, O}},
    {"add_records",        N_("Add records, comment and challenge."),                          {N, Y, Y, Y, Y, Y, O}},
    {"change_records",     N_("Change records and move them on."),                             {N, Y, Y, O, O, N, O}},
    {"ask",                N_("Make surveys, and send them out."),                              {N, Y, Y, O, N, N, N}},
    {"see_cases",          N_("See cases, and what was written about them."),                  {N, Y, Y, Y, O, N, N}},
    {"handle_cases",       N_("Take a case up, write to the customer, close it."),             {N, Y, Y, O, O, N, N}},
    {"decide",             N_("Decide what changes and what does not, and tell those who asked."),
                                                                                               {N, Y, Y, O, N, N, N}},
    {"import",             N_("Take files in, and make mappings."),                            {N, Y, Y, N, N, N, N}},
    {"define_metrics",     N_("Define metrics and their targets."),                            {N, Y, Y, N, N, N, N}},
    {"set_up",             N_("Set up company, journey, touchpoints, channels, units, functions, mail and retention."),
                                                                                               {N, Y, Y, N, N, N, N}},
    {"see_people",         N_("See who has an account, with role and scope."),                 {N, Y, Y, Y, Y, Y, N}},
    {"manage_people",      N_("Invite people, change roles, end accounts."),                   {N, Y, N, N, N, N, N}},
    {"manage_tokens",      N_("Make and revoke tokens for programs."),                         {N, Y, N, N, N, N, N}},
    {"connect",            N_("Connect other systems, and see what was sent to them."),        {N, Y, N, N, N, N, N}},
    {"show_wall",          N_("Make and revoke links that show figures on a wall."),           {N, Y, Y, O, N, N, N}},
    {"read_audit",         N_("Read the audit log."),                                          {N, Y, Y, N, N, N, N}},
    {"back_up",            N_("Back up the whole store."),                                     {N, Y, N, N, N, N, N}},
    {"manage_own_account", N_("Change one's own password, codes and language; sign out everywhere."),
                                                                                               {N, O, O, O, O, O, O}},
};
// clang-format on
static_assert(COUNT_OF(permissions) == MAY__COUNT, "a row for each permission");

#undef Y
#undef O
#undef N

enum may role_may(enum role role, enum permission permission)
{
    assert(role < ROLE__COUNT);
    assert(permission < MAY__COUNT);
    return permissions[permission].by[role];
}

static bool is_among(i64 id, const i64 *ids, i64 count)
{
    for (i64 i = 0; id && i < count; i++)
        if (ids[i] == id) return true;
    return false;
}

bool person_may(const struct person *person, enum permission permission, struct place place)
{
    switch (role_may(person->role, permission)) {
    case MAY_NOT:
        return false;
    case MAY_EVERYWHERE:
        return true;
    case MAY_IN_SCOPE:
        return (place.owner && place.owner == person->account) ||
               is_among(place.function, person->functions, person->function_count) ||
               is_among(place.unit, person->units, person->unit_count);
    }
    return false;
}

bool person_must(ctx *c, const struct person *person, enum permission permission,
                 struct place place)
{
    if (person_may(person, permission, place)) return true;
    if (person->role == ROLE_NONE)
        return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this is for people who are signed in"),
                         tr(c, "Sign in first."));
    if (role_may(person->role, permission) == MAY_IN_SCOPE)
        return fail_with(c, ERR_FORBIDDEN,
                         tr(c, "this belongs to a function or unit that is not yours"),
                         tr(c, "Ask its owner, or an administrator for a wider scope."));
    return fail_with(
        c, ERR_FORBIDDEN,
        fmt(c->arena, tr(c, "your role, %s, may not do this"), tr(c, role_label(person->role))),
        tr(c, "Ask an administrator who may."));
}

const char *role_name(enum role role)
{
    assert(role < ROLE__COUNT);
    return roles[role].name;
}

const char *role_label(enum role role)
{
    assert(role < ROLE__COUNT);
    return roles[role].label;
}

bool role_find(str name, enum role *out)
{
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++) {
        if (!str_equal(name, str_of(roles[role].name))) continue;
        *out = role;
        return true;
    }
    return false;
}

const char *permission_name(enum permission permission)
{
    assert(permission < MAY__COUNT);
    return permissions[permission].name;
}

const char *permission_what(enum permission permission)
{
    assert(permission < MAY__COUNT);
    return permissions[permission].what;
}

// Masks

static str first_character(str text)
{
    for (i64 size = 1; size <= MIN(text.size, 4); size++)
        if (str_is_utf8(str_slice(text, 0, size), NULL)) return str_slice(text, 0, size);
    return (str){0};
}

static str mask_name(ctx *c, str value)
{
    buf out = buf_new(c->arena, 6 * value.size + 10);
    str word = {0};
    while (str_cut(&value, ' ', &word)) {
        str first = first_character(word);
        if (!first.size) continue;
        if (out.size) buf_char(&out, ' ');
        buf_add(&out, first);
        buf_char(&out, '.');
    }
    return buf_str(&out);
}

// What is so short that its end would tell nearly all shows nothing.
static str mask_but_end(ctx *c, str value)
{
    enum { SHOWN = 2, SHORT = 5 };
    if (value.size < SHORT) return S("…");
    str end = str_slice(value, value.size - SHOWN, value.size);
    if (!str_is_utf8(end, NULL)) return S("…");
    return str_of(fmt(c->arena, "…%.*s", STR(end)));
}

str personal_mask(ctx *c, enum personal kind, str value)
{
    if (!value.size) return value;
    switch (kind) {
    case PERSONAL_NAME:
        return mask_name(c, value);
    case PERSONAL_EMAIL: {
        i64 at = str_find(value, S("@"));
        if (at < 1) return S("…");
        return str_of(fmt(c->arena, "%.*s…%.*s", STR(first_character(value)),
                          STR(str_slice(value, at, value.size))));
    }
    case PERSONAL_PHONE:
    case PERSONAL_KEY:
        return mask_but_end(c, value);
    case PERSONAL_ADDRESS:
        return S("…");
    }
    return S("…");
}

str personal_shown(ctx *c, const struct person *person, struct place place, enum personal kind,
                   str value)
{
    return person_may(person, MAY_SEE_PERSONAL_DATA, place) ? value : personal_mask(c, kind, value);
}
