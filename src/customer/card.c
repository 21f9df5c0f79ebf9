#include "customer/card.h"

#include "bounds.h"

static struct vals keys_of(ctx *c, struct privacy_customer customer)
{
    struct val *val = NEW(c->arena, struct val);
    *val = V_I64_LIST(customer.keys, customer.key_count);
    return (struct vals){1, val};
}

bool customer_of(ctx *c, i64 key, struct privacy_customer *out)
{
    struct rows rows, keys;
    if (!store_rows(c, SQL_customer_whose, VALS(V_I64(key)), &rows)) return false;
    if (!rows.count || rows.column[1].i[0] != SUBJECT_CUSTOMER || rows.column[2].i[0])
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such customer"),
                         tr(c, "One who was erased is nobody any more."));
    i64 customer = rows.column[0].i[0];
    if (!store_rows(c, SQL_privacy_keys, VALS(V_I64(customer)), &keys)) return false;
    *out = (struct privacy_customer){customer, keys.count, keys.column[0].i};
    return true;
}

bool customer_units(ctx *c, i64 customer, i64 **units, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_units, VALS(V_I64(customer)), &rows)) return false;
    *count = rows.count;
    *units = NEW_ARRAY(c->arena, i64, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*units)[i] = rows.column[0].i[i];
    return true;
}

static bool read_keys(ctx *c, struct vals keys, struct customer_card *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_key_rows, keys, &rows)) return false;
    out->key_count = rows.count;
    out->keys = NEW_ARRAY(c->arena, struct customer_key, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->keys[i] = (struct customer_key){rows.column[0].i[i], rows.column[1].text[i],
                                             rows.column[2].text[i]};
    return true;
}

static bool read_said(ctx *c, struct vals keys, struct customer_card *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_said, keys, &rows)) return false;
    out->said_count = rows.count;
    out->said = NEW_ARRAY(c->arena, struct customer_said, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->said[i] = (struct customer_said){rows.column[0].i[i], rows.column[1].text[i],
                                              rows.column[2].text[i], rows.column[3].i[i]};
    return true;
}

static bool read_sums(ctx *c, struct customer_card *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_sum, VALS(V_I64(out->customer.customer)), &rows)) return false;
    const struct column *col = rows.column;
    out->years = NEW_ARRAY(c->arena, struct customer_year, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        struct customer_sums sums = {col[1].i[i], col[2].i[i], col[3].i[i],
                                     col[4].i[i], col[5].i[i], col[6].i[i]};
        if (col[0].i[i])
            out->years[out->year_count++] = (struct customer_year){col[0].i[i], sums};
        else
            out->sums = sums;
    }
    return true;
}

static bool read_metrics(ctx *c, struct vals keys, struct customer_card *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_metrics, keys, &rows)) return false;
    out->metric_count = rows.count;
    out->metrics = NEW_ARRAY(c->arena, struct customer_metric, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->metrics[i] =
            (struct customer_metric){rows.column[0].i[i], rows.column[1].i[i], rows.column[2].i[i]};
    return true;
}

static bool read_merges(ctx *c, struct vals keys, struct customer_card *out)
{
    struct rows rows;
    if (out->customer.key_count < 2) return true;
    if (!store_rows(c, SQL_customer_merges, keys, &rows)) return false;
    out->merge_count = rows.count;
    out->merges = NEW_ARRAY(c->arena, struct customer_merge, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->merges[i] =
            (struct customer_merge){rows.column[0].i[i], rows.column[1].i[i], rows.column[2].i[i],
                                    rows.column[3].text[i], rows.column[4].text[i]};
    return true;
}

bool customer_card(ctx *c, struct privacy_customer customer, struct customer_card *out)
{
    struct vals keys = keys_of(c, customer);
    *out = (struct customer_card){.customer = customer};
    return read_keys(c, keys, out) && read_said(c, keys, out) && read_sums(c, out) &&
           read_metrics(c, keys, out) && read_merges(c, keys, out) &&
           customer_units(c, customer.customer, &out->units, &out->unit_count);
}

// Encounters

enum { ENCOUNTERS_USUAL = 20, ENCOUNTERS_MAX = 100, READINGS_MAX = 5000, AT_ONCE_MAX = 2000 };

// Where the last page ended: the moment of its last encounter, and how many of that moment were
// shown. An encounter's own id may tell a person, so it stands in no address.
struct end {
    i64 happened_ms, shown;
};

static bool end_read(ctx *c, const struct customer_timeline_query *query, struct end *out)
{
    str moment = {0}, rest = query->before;
    *out = (struct end){.happened_ms = query->sums.last_ms};
    if (!rest.size) return true;
    return (str_cut(&rest, '.', &moment) && str_i64(moment, &out->happened_ms) &&
            str_i64(rest, &out->shown) && out->shown >= 0 && out->shown <= AT_ONCE_MAX) ||
           fail_with(c, ERR_BAD_INPUT, tr(c, "that is no page of this timeline"),
                     tr(c, "Begin with the newest."));
}

// A customer's encounters lie scattered over all that came in, but what came in lies about in the
// order of time: so as long a time is read as probably has enough of them, then four times as long.
static i64 first_reach(const struct customer_sums *sums, i64 wanted)
{
    i64 span_ms = sums->last_ms - sums->first_ms;
    if (sums->encounters <= wanted) return span_ms;
    return (i64)((f64)span_ms * 1.5 * (f64)wanted / (f64)sums->encounters);
}

static bool find_encounters(ctx *c, const struct customer_timeline_query *query, struct end end,
                            i64 wanted, struct rows *rows)
{
    const struct privacy_customer *customer = &query->customer;
    i64 reach_ms = MAX(first_reach(&query->sums, wanted), 1);
    for (;;) {
        i64 from_ms = MAX(end.happened_ms - reach_ms, query->sums.first_ms);
        if (!store_rows(c, SQL_customer_encounters,
                        VALS(V_I64_LIST(customer->keys, customer->key_count), V_I64(from_ms),
                             V_I64(end.happened_ms), V_I64(wanted)),
                        rows))
            return false;
        if (rows->count >= wanted || from_ms <= query->sums.first_ms) return true;
        reach_ms *= 4;
    }
}

static struct customer_encounter *encounter_find(struct customer_timeline *timeline,
                                                 const struct rows *rows, i64 row)
{
    i64 low = 0, high = timeline->count; // newest first
    i64 happened_ms = rows->column[2].i[row];
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (timeline->encounters[middle].happened_ms > happened_ms)
            low = middle + 1;
        else
            high = middle;
    }
    for (i64 i = low; i < timeline->count; i++) {
        struct customer_encounter *one = &timeline->encounters[i];
        if (one->happened_ms != happened_ms) return NULL;
        if (one->source == rows->column[0].i[row] &&
            str_equal(one->external, rows->column[1].text[row]))
            return one;
    }
    return NULL;
}

static void put_reading(ctx *c, struct customer_encounter *one, const struct rows *rows, i64 row)
{
    const struct column *col = rows->column;
    one->readings = arena_grow(c->arena, one->readings, one->reading_count, one->reading_count + 1,
                               (i64)sizeof *one->readings);
    one->readings[one->reading_count++] = (struct customer_reading){col[3].i[row], col[4].i[row]};
    if (col[5].i[row]) one->touchpoint = col[5].i[row];
    if (col[6].i[row]) one->channel = col[6].i[row];
    if (col[7].i[row]) one->unit = col[7].i[row];
}

static bool read_details(ctx *c, struct privacy_customer customer,
                         struct customer_timeline *timeline)
{
    struct rows readings, remarks;
    if (!timeline->count) return true;
    struct vals vals = VALS(V_I64_LIST(customer.keys, customer.key_count),
                            V_I64(timeline->encounters[timeline->count - 1].happened_ms),
                            V_I64(timeline->encounters[0].happened_ms), V_I64(READINGS_MAX));
    if (!store_rows(c, SQL_customer_readings, vals, &readings) ||
        !store_rows(c, SQL_customer_remarks, vals, &remarks))
        return false;
    for (i64 i = 0; i < readings.count; i++) {
        struct customer_encounter *one = encounter_find(timeline, &readings, i);
        if (one) put_reading(c, one, &readings, i);
    }
    for (i64 i = 0; i < remarks.count; i++) {
        struct customer_encounter *one = encounter_find(timeline, &remarks, i);
        if (!one) continue;
        one->remarks = arena_grow(c->arena, one->remarks, one->remark_count, one->remark_count + 1,
                                  (i64)sizeof(str));
        one->remarks[one->remark_count++] = remarks.column[3].text[i];
    }
    return true;
}

static str end_write(ctx *c, const struct customer_timeline *timeline, struct end before)
{
    i64 last_ms = timeline->encounters[timeline->count - 1].happened_ms, shown = 0;
    for (i64 i = timeline->count - 1; i >= 0 && timeline->encounters[i].happened_ms == last_ms; i--)
        shown++;
    if (last_ms == before.happened_ms) shown += before.shown;
    return str_of(fmt(c->arena, "%lld.%lld", (long long)last_ms, (long long)shown));
}

bool customer_timeline(ctx *c, const struct customer_timeline_query *query,
                       struct customer_timeline *out)
{
    struct end end;
    struct rows rows;
    i64 most = query->rows_max > 0 ? MIN(query->rows_max, ENCOUNTERS_MAX) : ENCOUNTERS_USUAL;
    *out = (struct customer_timeline){0};
    if (!end_read(c, query, &end)) return false;
    if (!query->sums.encounters) return true;
    if (!find_encounters(c, query, end, most + 1 + end.shown, &rows)) return false;
    const struct column *col = rows.column;
    out->encounters = NEW_ARRAY(c->arena, struct customer_encounter, most + 1);
    for (i64 i = 0; i < rows.count && out->count < most; i++) {
        if (i < end.shown && col[2].i[i] == end.happened_ms) continue; // on the page before
        out->encounters[out->count++] = (struct customer_encounter){
            .source = col[0].i[i], .external = col[1].text[i], .happened_ms = col[2].i[i]};
    }
    if (rows.count > most + end.shown && out->count) out->next = end_write(c, out, end);
    return read_details(c, query->customer, out);
}

// Records and looks

static bool records_of_field(ctx *c, const struct record_query *query, struct customer_record *out,
                             i64 *count, i64 most)
{
    struct record_page page;
    if (!record_list(c, query, &page)) return false;
    for (i64 i = 0; i < page.count && *count < most; i++)
        out[(*count)++] = (struct customer_record){query->kind, page.records[i]};
    return true;
}

bool customer_records(ctx *c, struct privacy_customer customer, u32 roles,
                      struct customer_record **out, i64 *count)
{
    enum { RECORDS_MAX = 50 };
    *count = 0;
    *out = NEW_ARRAY(c->arena, struct customer_record, RECORDS_MAX);
    for (i64 k = 0; k < kinds_count(); k++) {
        const struct kind *kind = kind_at(k);
        if (!record_may(kind->may_see, roles)) continue;
        for (const struct kind_field *field = kind->fields; field->name; field++) {
            if (field->type != KIND_CUSTOMER || !record_may(field->may_see, roles)) continue;
            struct record_filter filter = {.field = str_of(field->name),
                                           .how = FILTER_AMONG,
                                           .ids = customer.keys,
                                           .id_count = customer.key_count};
            struct record_query query = {.kind = kind,
                                         .sort = S("changed"),
                                         .down = true,
                                         .shelf = SHELF_BOTH,
                                         .filters = &filter,
                                         .filter_count = 1,
                                         .roles = roles,
                                         .rows_max = RECORDS_MAX};
            if (!records_of_field(c, &query, *out, count, RECORDS_MAX)) return false;
        }
    }
    return true;
}

bool customer_looks(ctx *c, struct privacy_customer customer, i64 most, struct customer_look **out,
                    i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_looks,
                    VALS(V_I64_LIST(customer.keys, customer.key_count), V_I64(most)), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct customer_look, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct customer_look){rows.column[0].i[i], rows.column[1].i[i],
                                           rows.column[2].text[i], rows.column[3].text[i]};
    return true;
}
