#include "record/person.h"

static bool person_add(ctx *c, const struct account *account, i64 who, i64 *record);

bool person_of_account(ctx *c, i64 account, i64 *record)
{
    *record = 0;
    return store_i64(c, SQL_person_of_account, VALS(V_I64(account)), record);
}

bool person_account(ctx *c, i64 record, i64 *account)
{
    *account = 0;
    return !record || store_i64(c, SQL_person_account, VALS(V_I64(record)), account);
}

bool person_make(ctx *c, i64 account, i64 who, i64 *record)
{
    assert(store_in_transaction(c));
    struct account kept;
    struct rows rows;
    if (!person_of_account(c, account, record)) return false;
    if (*record) return true;
    if (!account_get(c, account, &kept) ||
        !store_rows(c, SQL_person_by_email, VALS(V_STR(kept.email)), &rows))
        return false;
    // Of two with the same address nobody can say who it is: that is another record, then.
    if (rows.count == 1)
        *record = rows.column[0].i[0];
    else if (!person_add(c, &kept, who, record))
        return false;
    return store_run(c, SQL_person_link, VALS(V_I64(account), V_I64(*record)));
}

// The one that the scope has, where its record is there.
static bool scope_put(ctx *c, struct record *record, const char *field, const i64 *ids, i64 count)
{
    str *titles = NULL;
    if (count != 1) return true;
    if (!record_titles(c, kind_find(str_of(field)), ids, count, &titles)) return false;
    if (titles[0].size)
        *record_value(record, field) = (struct record_value){.given = true, .i = ids[0]};
    return true;
}

static bool person_add(ctx *c, const struct account *account, i64 who, i64 *record)
{
    struct record *made = record_new(c, kind_find(S("person")));
    struct record_problems problems = {0};
    struct person scope;
    *record_value(made, "name") = (struct record_value){.given = true, .text = account->name};
    *record_value(made, "email") = (struct record_value){.given = true, .text = account->email};
    // Whoever may make the account may make its record: both are one act.
    struct record_edit edit = {.who = who, .roles = UINT32_MAX};
    if (!account_person(c, account->id, &scope) ||
        !scope_put(c, made, "function", scope.functions, scope.function_count) ||
        !scope_put(c, made, "unit", scope.units, scope.unit_count) ||
        !record_add(c, made, &edit, &problems))
        return false;
    *record = made->id;
    return true;
}

bool person_names(ctx *c, const i64 *ids, i64 count, str **out)
{
    return record_titles(c, kind_find(S("person")), ids, count, out);
}
