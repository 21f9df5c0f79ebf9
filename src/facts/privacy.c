#include "facts/privacy.h"

#include "base/time.h"
#include "facts/consent.h"
#include "facts/metric.h"
#include "facts/tally.h"

// Finding

static bool note(ctx *c, struct privacy_by by, const char *what, i64 customer, json_t *detail)
{
    return !by.note || by.note(c, by.data, what, customer, detail);
}

static bool fail_several(ctx *c, str key, const struct rows *rows)
{
    buf names = buf_new(c->arena, 100000);
    for (i64 i = 0; i < MIN(rows->count, 10); i++)
        buf_fmt(&names, "%s%.*s:%.*s", i ? ", " : "", STR(rows->column[1].text[i]), STR(key));
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "several customers have the key \"%.*s\""), STR(key)),
                     fmt(c->arena, tr(c, "Say which: %s."), names.s));
}

static bool customer_of(ctx *c, i64 key, struct privacy_customer *out)
{
    struct rows rows;
    *out = (struct privacy_customer){.customer = key};
    if (!store_i64(c, SQL_privacy_customer, VALS(V_I64(key)), &out->customer) ||
        !store_rows(c, SQL_privacy_keys, VALS(V_I64(out->customer)), &rows))
        return false;
    out->keys = rows.column[0].i;
    out->key_count = rows.count;
    return true;
}

bool privacy_find(ctx *c, str key, i64 *id, struct privacy_customer *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_privacy_find, VALS(V_STR(key)), &rows)) return false;
    if (rows.count > 1) return fail_several(c, key, &rows);
    if (rows.count) {
        *id = rows.column[0].i[0];
        return customer_of(c, *id, out);
    }
    i64 colon = str_find(key, S(":"));
    str space = str_slice(key, 0, MAX(colon, 0)), value = str_slice(key, colon + 1, key.size);
    if (colon > 0 && !store_rows(c, SQL_privacy_find, VALS(V_STR(value)), &rows)) return false;
    i64 found = -1, count = 0;
    for (i64 i = 0; colon > 0 && i < rows.count; i++) {
        if (!str_equal(rows.column[1].text[i], space)) continue;
        found = i;
        count++;
    }
    if (count > 1) return fail_several(c, value, &rows);
    if (!count)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "no customer has the key \"%.*s\""), STR(key)),
                         tr(c, "Write it as it came in; one that was erased is not found again."));
    *id = rows.column[0].i[found];
    return customer_of(c, *id, out);
}

// A copy

static void put_cell(ctx *c, json_t *object, const char *name, const struct column *column, i64 row)
{
    str field = str_of(name);
    if (column->null && column->null[row])
        json_put_null(object, name);
    else if (column->type == COL_STR)
        json_put_str(object, name, column->text[row]);
    else if (column->type == COL_DEC4)
        json_put_f64(object, name, (f64)column->i[row] / 1e4);
    else if (column->type == COL_BOOL)
        json_put_bool(object, name, column->i[row] != 0);
    else if (str_ends(field,
                      S("_ms"))) // moments as people write them: happened_ms becomes happened
        json_put_str(object, str_c(c->arena, str_slice(field, 0, field.size - 3)),
                     ms_write(c->arena, column->i[row]));
    else if (str_equal(field, S("subject")))
        json_put_c(object, name, subject_name((enum subject)column->i[row]));
    else if (str_starts(field, S("customer")) || str_equal(field, S("key")))
        json_put_str(object, name,
                     str_of(fmt(c->arena, "%lld", (long long)column->i[row]))); // 64 bits
    else
        json_put_i64(object, name, column->i[row]);
}

static bool put_rows(ctx *c, json_t *object, const char *name, enum sql sql, struct vals keys)
{
    struct rows rows;
    json_t *list = json_new_array(c);
    if (!store_rows(c, sql, keys, &rows)) return false;
    for (i64 r = 0; r < rows.count; r++) {
        json_t *row = json_new_object(c);
        for (i64 k = 0; k < rows.columns; k++)
            put_cell(c, row, rows.names[k], &rows.column[k], r);
        (void)json_array_append(list, row);
    }
    json_put(object, name, list);
    return true;
}

// What modules above keep of a person: their own statements of (keys), the enum is everybody's.
// clang-format off
static const struct {
    const char *name; // in the copy
    enum sql export, erase;
} elsewhere[] = {
    {"answers", SQL_answer_export, SQL_answer_erase},
    {"cases", SQL_case_export, SQL_case_erase_letters},
    {"case_letters", SQL_case_export_letters, SQL_case_erase_contacts},
    {"case_contacts", SQL_case_export_contacts, SQL_case_erase_pieces},
    {"case_files", SQL_case_export_files, SQL_case_erase_files},
    {"invites", SQL_invite_export, SQL_invite_erase},
    {"webhook_messages", SQL_webhook_export, SQL_webhook_erase},
};
// clang-format on

static bool export_elsewhere(ctx *c, json_t *all, struct vals keys)
{
    for (i64 i = 0; i < COUNT_OF(elsewhere); i++)
        if (!put_rows(c, all, elsewhere[i].name, elsewhere[i].export, keys)) return false;
    return true;
}

static bool erase_elsewhere(ctx *c, struct vals keys)
{
    for (i64 i = 0; i < COUNT_OF(elsewhere); i++)
        if (!store_run(c, elsewhere[i].erase, keys)) return false;
    return true;
}

bool privacy_export(ctx *c, struct privacy_customer customer, json_t **out)
{
    struct vals keys = VALS(V_I64_LIST(customer.keys, customer.key_count));
    json_t *all = json_new_object(c);
    json_put_str(all, "exported", ms_write(c->arena, c->now_ms));
    *out = all;
    return put_rows(c, all, "keys", SQL_privacy_key_rows, keys) &&
           put_rows(c, all, "attributes", SQL_privacy_attribute_rows, keys) &&
           put_rows(c, all, "facts", SQL_privacy_fact_rows, keys) &&
           put_rows(c, all, "remarks", SQL_privacy_remark_rows, keys) &&
           put_rows(c, all, "consents", SQL_consent_export, keys) &&
           put_rows(c, all, "merges", SQL_privacy_merge_rows, keys) &&
           put_rows(c, all, "batches", SQL_privacy_batch_rows, keys) &&
           export_elsewhere(c, all, keys);
}

// Being forgotten

static bool preview_attributes(ctx *c, struct vals keys, struct privacy_erasure *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_privacy_newest, keys, &rows)) return false;
    out->attributes = NEW_ARRAY(c->arena, struct privacy_attribute, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        i64 id = rows.column[1].i[i], sharers = 0;
        str value = rows.column[3].text[i];
        if (!store_i64(c, SQL_privacy_sharers, VALS(V_I64(id), V_STR(value)), &sharers))
            return false;
        out->attributes[out->attribute_count++] =
            (struct privacy_attribute){.key = rows.column[0].i[i],
                                       .name_id = id,
                                       .at_ms = rows.column[4].i[i],
                                       .name = rows.column[2].text[i],
                                       .value = value,
                                       .stays = sharers >= PRIVACY_SHARED_MIN};
    }
    return true;
}

bool privacy_preview(ctx *c, struct privacy_customer customer, struct privacy_erasure *out)
{
    struct vals keys = VALS(V_I64_LIST(customer.keys, customer.key_count));
    *out = (struct privacy_erasure){.keys = customer.key_count};
    return store_i64(c, SQL_privacy_remark_count, keys, &out->remarks) &&
           store_i64(c, SQL_privacy_fact_count, keys, &out->facts) &&
           preview_attributes(c, keys, out);
}

// Puts back what is shared, at the same moment, as told by no batch.
static bool put_shared(ctx *c, const struct privacy_erasure *erasure)
{
    i64 n = erasure->attribute_count, count = 0;
    i64 *key = NEW_ARRAY(c->arena, i64, n + 1), *name = NEW_ARRAY(c->arena, i64, n + 1),
        *at_ms = NEW_ARRAY(c->arena, i64, n + 1), *batch = NEW_ARRAY(c->arena, i64, n + 1);
    str *value = NEW_ARRAY(c->arena, str, n + 1);
    for (i64 i = 0; i < n; i++) {
        const struct privacy_attribute *a = &erasure->attributes[i];
        if (!a->stays) continue;
        key[count] = a->key;
        name[count] = a->name_id;
        at_ms[count] = a->at_ms;
        value[count++] = a->value;
    }
    const struct column columns[] = {
        {.type = COL_I64, .i = key     },
        {.type = COL_I64, .i = name    },
        {.type = COL_STR, .text = value},
        {.type = COL_I64, .i = at_ms   },
        {.type = COL_I64, .i = batch   }
    };
    return !count || store_append(c, "attribute", columns, COUNT_OF(columns), count);
}

bool privacy_erase(ctx *c, struct privacy_customer customer, struct privacy_by by,
                   struct privacy_erasure *out)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    struct vals keys = VALS(V_I64_LIST(customer.keys, customer.key_count));
    json_t *detail = json_new_object(c);
    if (!privacy_preview(c, customer, out)) return false;
    json_put_str(detail, "why", by.why);
    json_put_i64(detail, "keys", out->keys);
    json_put_i64(detail, "remarks", out->remarks);
    json_put_i64(detail, "facts", out->facts);
    return store_run(c, SQL_privacy_theme_erase, keys) &&
           store_run(c, SQL_privacy_tone_erase, keys) &&
           store_run(c, SQL_privacy_remark_erase, keys) &&
           store_run(c, SQL_privacy_attribute_erase, keys) && put_shared(c, out) &&
           store_run(c, SQL_privacy_merge_erase, keys) &&
           store_run(c, SQL_privacy_key_erase, keys) &&
           tally_erased(c, customer.keys, customer.key_count) &&
           consent_erased(c, customer.keys, customer.key_count) && erase_elsewhere(c, keys) &&
           note(c, by, "erase", customer.customer, detail);
}

// Being corrected

bool privacy_correct(ctx *c, i64 key, struct encounter_attribute attribute, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    i64 name = 0, segment = 0, last_ms = 0, zero = 0;
    bool is_segment = str_equal(attribute.name, S("segment"));
    if (!store_i64(c, SQL_privacy_attribute_id, VALS(V_STR(attribute.name)), &name) ||
        !store_i64(c, SQL_privacy_segment_id, VALS(V_STR(attribute.value)), &segment))
        return false;
    if (!name || (is_segment && !segment))
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no attribute or segment \"%.*s\""),
                             STR(name ? attribute.value : attribute.name)),
                         tr(c, "Only what came in with a file or a system can be corrected."));
    if (!store_i64(c, SQL_privacy_attribute_last, VALS(V_I64(key), V_I64(name)), &last_ms))
        return false;
    i64 at_ms = MAX(c->now_ms, last_ms + 1);
    const struct column columns[] = {
        {.type = COL_I64, .i = &key               },
        {.type = COL_I64, .i = &name              },
        {.type = COL_STR, .text = &attribute.value},
        {.type = COL_I64, .i = &at_ms             },
        {.type = COL_I64, .i = &zero              }
    };
    json_t *detail = json_new_object(c);
    json_put_str(detail, "why", by.why);
    json_put_str(detail, "attribute", attribute.name);
    return store_append(c, "attribute", columns, COUNT_OF(columns), 1) && tally_corrected(c, key) &&
           note(c, by, "correct", key, detail);
}
