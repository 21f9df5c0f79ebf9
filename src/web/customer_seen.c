#include "web/customer_seen.h"

#include "audit/audit.h"
#include "customer/personal.h"
#include "facts/change.h"
#include "web/app.h"

static bool shares(const i64 *a, i64 a_count, const i64 *b, i64 b_count)
{
    for (i64 i = 0; i < a_count; i++)
        for (i64 k = 0; k < b_count; k++)
            if (a[i] == b[k]) return true;
    return false;
}

bool customer_seen_may(const struct request *request, const struct customer_seen *seen,
                       enum permission permission)
{
    const struct visitor *visitor = visitor_of(request);
    const struct person *person = &visitor->person;
    bool is_personal = permission == MAY_SEE_PERSONAL_DATA || permission == MAY_EXPORT_CUSTOMER;
    if (is_personal && (visitor->is_program || visitor->is_open_house)) return false;
    switch (role_may(person->role, permission)) {
    case MAY_EVERYWHERE:
        return true;
    case MAY_IN_SCOPE:
        return shares(person->units, person->unit_count, seen->units, seen->unit_count);
    case MAY_NOT:
        break;
    }
    return false;
}

static bool fail_none(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such customer"),
                     tr(c, "One who was erased is nobody any more."));
}

bool customer_seen_id(ctx *c, const struct request *request, str id, enum permission permission,
                      struct customer_seen *out)
{
    i64 key = 0;
    *out = (struct customer_seen){0};
    if (!str_i64(id, &key) || key <= 0) return fail_none(c);
    if (!customer_of(c, key, &out->customer) ||
        !customer_units(c, out->customer.customer, &out->units, &out->unit_count))
        return false;
    out->id = fmt(c->arena, "%lld", (long long)out->customer.customer);
    out->is_shown = customer_seen_may(request, out, MAY_SEE_PERSONAL_DATA);
    if (!customer_seen_may(request, out, MAY_SEE_CUSTOMERS)) return fail_none(c);
    return customer_seen_may(request, out, permission) ||
           person_must(c, &visitor_of(request)->person, permission, (struct place){0}) || false;
}

bool customer_seen_of(ctx *c, const struct request *request, enum permission permission,
                      struct customer_seen *out)
{
    return customer_seen_id(c, request, request_param(request, "id"), permission, out);
}

bool customer_seen_several(ctx *c, const struct request *request, const i64 *customers, i64 count,
                           bool *shown)
{
    const struct visitor *visitor = visitor_of(request);
    const struct person *person = &visitor->person;
    struct rows rows;
    enum may may = role_may(person->role, MAY_SEE_PERSONAL_DATA);
    if (visitor->is_program || visitor->is_open_house) may = MAY_NOT;
    for (i64 i = 0; i < count; i++)
        shown[i] = may == MAY_EVERYWHERE;
    if (may != MAY_IN_SCOPE || !count) return true;
    if (!store_rows(
            c, SQL_customers_of_units,
            VALS(V_I64_LIST(customers, count), V_I64_LIST(person->units, person->unit_count)),
            &rows))
        return false;
    for (i64 i = 0; i < count; i++)
        for (i64 r = 0; r < rows.count && !shown[i]; r++)
            shown[i] = rows.column[0].i[r] == customers[i];
    return true;
}

// What is shown

str customer_value_shown(ctx *c, bool is_shown, const struct customer_said *said)
{
    enum personal kind = PERSONAL_ADDRESS;
    bool is_personal = personal_kind(said->name, &kind);
    if (is_shown || (!is_personal && said->sharers >= PRIVACY_SHARED_MIN)) return said->value;
    return personal_mask(c, kind, said->value);
}

static str named(const struct customer_attribute *attributes, i64 count, enum personal kind)
{
    enum personal is = PERSONAL_KEY;
    for (i64 i = 0; i < count; i++)
        if (personal_kind(attributes[i].name, &is) && is == kind) return attributes[i].value;
    return (str){0};
}

str customer_called(ctx *c, bool is_shown, const struct customer_attribute *attributes, i64 count,
                    str key)
{
    static const enum personal kinds[] = {PERSONAL_NAME, PERSONAL_EMAIL};
    for (i64 i = 0; i < COUNT_OF(kinds); i++) {
        str value = named(attributes, count, kinds[i]);
        if (value.size) return is_shown ? value : personal_mask(c, kinds[i], value);
    }
    return is_shown ? key : personal_mask(c, PERSONAL_KEY, key);
}

bool customer_who(ctx *c, str who, str *out)
{
    str account = S("account ");
    i64 id = 0;
    *out = who;
    if (!str_starts(who, account) || !str_i64(str_slice(who, account.size, who.size), &id))
        return true;
    return store_str(c, SQL_customers_account, VALS(V_I64(id)), out);
}

// The log of looks

struct look {
    struct function_change call; // first
    struct arena arena;          // itself
    str who;
    const char *what;
    i64 *customers;
    i64 count;
};

static bool look_run(ctx *c, void *data)
{
    const struct look *look = data;
    for (i64 i = 0; i < look->count; i++)
        if (!audit_add(c, (struct audit_entry){.who = look->who,
                                               .what = str_of(look->what),
                                               .customer = look->customers[i]}))
            return false;
    return true;
}

static void look_done(struct function_change *call, const err *failure)
{
    (void)failure; // the writer has logged why
    struct arena arena = ((struct look *)(void *)call)->arena;
    arena_release(&arena);
}

bool customer_look_note(ctx *c, const struct request *request, struct customer_looked looked)
{
    struct app *app = request->app;
    struct arena arena;
    if (!looked.count) return true;
    arena_init(&arena, 65536);
    struct look *look = NEW(&arena, struct look);
    *look = (struct look){
        .who = str_copy(&arena, visitor_who(c, request)),
        .what = looked.what,
        .customers = NEW_ARRAY(&arena, i64, looked.count),
        .count = looked.count,
        .call = {.run = look_run, .data = look, .locks = STORE_RECORDS, .done = look_done}
    };
    memcpy(look->customers, looked.customers, (size_t)looked.count * sizeof(i64));
    look->arena = arena;
    function_change_init(&look->call);
    if (writer_submit(app->writer, &look->call.change)) return true;
    arena_release(&arena);
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Try again in a moment."));
}
