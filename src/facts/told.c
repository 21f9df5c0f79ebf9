// The idea: the body was read once, so it is known to be JSON, and an event's objects are known by
// where they begin. What a rule wants of them is looked up in place; nothing is built, nothing is
// copied that has no escapes.
#include "facts/told.h"

#include <math.h>

#include "base/time.h"
#include "bounds.h"

#define DAY_MS    86400000LL
#define ANONYMOUS "anonymous" // namespace of visitors' ids

bool telling_init(ctx *c, struct telling *telling, const struct track_plan *plan,
                  struct batch *batch, str body)
{
    *telling = (struct telling){.c = c, .plan = plan, .batch = batch};
    batch_adopt(c, batch);
    hash_map_init(&telling->same, c->arena, 16);
    return scan_init(c, &telling->scan, body);
}

bool telling_refuse(struct telling *telling, i64 line, struct refusal flaw)
{
    struct arena *arena = &telling->batch->arena;
    flaw.line = line;
    if (flaw.value && !flaw.value[0]) flaw.value = NULL;
    if (flaw.value) flaw.value = str_copy(arena, str_head(str_of(flaw.value), 100)).s;
    if (flaw.column) flaw.column = str_copy(arena, str_head(str_of(flaw.column), 100)).s;
    telling->batch->lines++;
    batch_refuse(telling->batch, flaw);
    return true;
}

bool telling_text(struct scan *scan, str *out)
{
    *out = (str){0};
    const char *from = scan->p;
    switch (scan_next(scan)) {
    case SCAN_TEXT:
        return scan_text(scan, out);
    case SCAN_NUMBER:
        return scan_number(scan, out);
    case SCAN_TRUE:
    case SCAN_FALSE:
        from = scan->p;
        if (!scan_skip(scan)) return false;
        *out = (str){from, scan->p - from};
        return true;
    case SCAN_END:
    case SCAN_OBJECT:
    case SCAN_ARRAY:
    case SCAN_NULL:
    case SCAN_OTHER:
        break;
    }
    return scan_skip(scan);
}

// ---- Properties ----

static struct scan scan_at(const struct telling *telling, const char *at)
{
    struct scan scan = telling->scan;
    scan.p = at;
    scan.depth = 0;
    return scan;
}

static const char *find_one(struct telling *telling, const char *object, str name)
{
    struct scan scan = scan_at(telling, object);
    if (scan_next(&scan) != SCAN_OBJECT) return NULL;
    const char *found = NULL;
    str field = {0};
    for (bool first = true; scan_field(&scan, &first, &field);) {
        (void)scan_next(&scan);
        if (!found && str_equal(field, name)) found = scan.p;
        if (!scan_skip(&scan)) return NULL;
    }
    return scan.wrong ? NULL : found;
}

const char *telling_find(struct telling *telling, const char *object, str path)
{
    if (!object || !path.size) return NULL;
    const char *whole = find_one(telling, object, path);
    str head = {0};
    while (!whole && object && str_cut(&path, '.', &head))
        object = find_one(telling, object, head);
    return whole ? whole : object;
}

static str text_of(struct telling *telling, const char *object, str path)
{
    const char *at = telling_find(telling, object, path);
    str text = {0};
    if (!at) return text;
    struct scan scan = scan_at(telling, at);
    return telling_text(&scan, &text) ? text : (str){0};
}

// Programs write numbers with all the digits of their floating point, and as text.
static bool number_of(struct telling *telling, const char *object, str path, i64 *value_e4)
{
    str text = str_trim(text_of(telling, object, path));
    if (str_equal(text, S("true"))) text = S("1");
    if (str_equal(text, S("false"))) text = S("0");
    f64 value = 0;
    if (!text.size || (text.s[0] != '-' && (text.s[0] < '0' || text.s[0] > '9'))) return false;
    struct scan scan;
    str digits = {0};
    if (!scan_init(telling->c, &scan, text)) {
        err_clear(telling->c);
        return false;
    }
    if (!scan_number(&scan, &digits) || digits.size != text.size) return false;
    if (scan_e4(digits, value_e4)) return true;
    if (!str_f64(text, &value) || !(fabs(value) < 1e14)) return false;
    *value_e4 = llround(value * 1e4);
    return true;
}

// ---- What an event becomes ----

// The metric of an event that no rule speaks of.
static str metric_by_name(struct telling *telling, const struct told *told)
{
    str metric = track_metric(telling->c, told->name);
    const struct metrics *known = telling->batch->rules.metrics;
    if (metric_find(known, metric)) return metric;
    bool is_full = telling->plan->event_metrics + telling->metrics_new >= BOUND_EVENT_NAMES;
    if (is_full) return S(TRACK_OTHER);
    telling->metrics_new++;
    return metric;
}

static const struct metric *metric_at(const struct telling *telling, str name)
{
    return metric_find(telling->batch->rules.metrics, name);
}

// Money of one currency is not added to money of another.
static bool is_other_money(struct telling *telling, const struct told *told, str metric)
{
    const struct metric *known = metric_at(telling, metric);
    str currency = text_of(telling, told->properties, S("currency"));
    return known && known->kind == METRIC_SUM && known->unit.size == 3 && currency.size &&
           !str_equal_fold(currency, known->unit);
}

// The reading of a rule with a metric. False when the event is refused, with the flaw filled.
static bool read_metric(struct telling *telling, const struct told *told,
                        const struct track_rule *rule, struct reading *out, struct refusal *flaw)
{
    ctx *c = telling->c;
    str names = rule->value, name = {0};
    out->metric = rule->metric;
    if (!names.size) return true;
    if (is_other_money(telling, told, rule->metric)) {
        flaw->column = "currency";
        flaw->value = str_c(c->arena, text_of(telling, told->properties, S("currency")));
        flaw->why = tr(c, "the amount is in another currency than the metric's");
        flaw->hint = tr(c, "Send it in the metric's currency, or make a metric for this one.");
        return false;
    }
    while (str_cut(&names, ',', &name))
        if (number_of(telling, told->properties, str_trim(name), &out->value_e4)) return true;
    flaw->column = str_c(c->arena, rule->value);
    flaw->why = tr(c, "there is no number among the event's properties");
    flaw->hint = tr(c, "Send it with the event, or change what the event becomes.");
    return false;
}

static i64 occurrence(struct telling *telling, u64 hash)
{
    struct hash_at at;
    i64 before = hash_map_first(&telling->same, hash, &at);
    if (before < 0) hash_map_add(&telling->same, hash, 1);
    if (before >= 0) telling->same.slots[at.slot].number++;
    return MAX(before, 0);
}

// What all events share.
static struct encounter frame_of(struct telling *telling, const struct told *told)
{
    bool is_known = told->customer.size > 0;
    struct encounter out = {
        .line = told->line,
        .source = told->source,
        .id = told->id,
        .happened_ms = told->happened_ms,
        .channel = told->channel,
        .name_space = is_known ? telling->plan->name_space : S(ANONYMOUS),
        .key = is_known ? told->customer : told->anonymous,
    };
    if (out.id.size) return out;
    out.content_hash = name_hash(told->content);
    out.occurrence = occurrence(telling, out.content_hash);
    return out;
}

static bool add_event(struct telling *telling, const struct told *told)
{
    const struct track_rule *rule = track_rule_find(telling->plan, told->kind, told->name);
    if (rule && rule->becomes == TRACK_NOTHING) return true;
    struct encounter encounter = frame_of(telling, told);
    struct reading reading = {.value_e4 = 10000};
    struct refusal flaw = {0};
    if (rule) {
        encounter.touchpoint = rule->touchpoint;
        if (rule->channel.size) encounter.channel = rule->channel;
        encounter.unit = text_of(telling, told->properties, rule->unit);
        encounter.remark = text_of(telling, told->properties, rule->remark);
    }
    if (!rule || rule->becomes == TRACK_COUNT)
        reading.metric = metric_by_name(telling, told);
    else if (!read_metric(telling, told, rule, &reading, &flaw))
        return telling_refuse(telling, told->line, flaw);
    encounter.readings = &reading;
    encounter.reading_count = 1;
    (void)batch_add(telling->batch, &encounter);
    return true;
}

// ---- Who somebody is ----

// Never kept: what nobody should have sent, and what says nothing of a customer.
static bool is_kept(str name)
{
    static const char *const left_out[] = {"avatar", "password", "birthday", "description", "id",
                                           "ip",     "token",    "card",     "segment"};
    for (i64 i = 0; i < COUNT_OF(left_out); i++)
        if (str_equal(name, str_of(left_out[i]))) return false;
    return name.size > 0;
}

struct traits {
    i64 count;
    struct encounter_attribute all[BOUND_TRAITS];
};

// `outer`: the name of the object that it is inside; parts of an address go without.
static bool add_traits(struct telling *telling, struct scan *scan, str outer, struct traits *out)
{
    ctx *c = telling->c;
    str field = {0};
    for (bool first = true; scan_field(scan, &first, &field);) {
        str name = track_name(c, field), value = {0};
        bool is_object = scan_next(scan) == SCAN_OBJECT;
        if (is_object && !outer.size) {
            if (!add_traits(telling, scan, name, out)) return false;
            continue;
        }
        if (!telling_text(scan, &value)) return false;
        if (outer.size && !str_equal(outer, S("address")))
            name = str_of(fmt(c->arena, "%.*s_%.*s", STR(outer), STR(name)));
        bool fits = value.size > 0 && value.size <= BOUND_ATTRIBUTE_BYTES && is_kept(name) &&
                    out->count < BOUND_TRAITS;
        if (fits) out->all[out->count++] = (struct encounter_attribute){name, value};
    }
    return !scan->wrong;
}

static bool add_person(struct telling *telling, const struct told *told)
{
    struct encounter encounter = frame_of(telling, told);
    struct traits *traits = NEW(telling->c->arena, struct traits);
    encounter.is_mention = true;
    if (told->kind == TRACK_GROUP && told->group.size)
        traits->all[traits->count++] = (struct encounter_attribute){S("group"), told->group};
    if (told->kind == TRACK_IDENTIFY && told->traits) {
        struct scan scan = scan_at(telling, told->traits);
        encounter.segment = text_of(telling, told->traits, S("segment"));
        if (scan_next(&scan) == SCAN_OBJECT && !add_traits(telling, &scan, (str){0}, traits))
            return scan_fail(&scan);
    }
    encounter.attributes = traits->all;
    encounter.attribute_count = traits->count;
    if (!batch_add(telling->batch, &encounter) || !told->customer.size) return true;
    str visitor = told->kind == TRACK_ALIAS ? told->previous : told->anonymous;
    bool is_other = visitor.size && told->kind != TRACK_GROUP;
    struct batch_tied tied = {.line = told->line,
                              .visitor_space = S(ANONYMOUS),
                              .visitor = visitor,
                              .space = encounter.name_space,
                              .customer = encounter.key,
                              .at_ms = told->happened_ms};
    if (is_other) batch_tie(telling->batch, &tied);
    return true;
}

bool telling_add(struct telling *telling, const struct told *told)
{
    ctx *c = telling->c;
    if (telling->batch->fact_count >= BOUND_BODY_FACTS || telling->batch->lines >= BOUND_BODY_FACTS)
        return fail_with(
            c, ERR_TOO_LARGE,
            fmt(c->arena, tr(c, "there are more than %d facts in one request"), BOUND_BODY_FACTS),
            tr(c, "Send them in several requests, or import them as a file."));
    if (told->happened_ms > c->now_ms + DAY_MS)
        return telling_refuse(
            telling, told->line,
            (struct refusal){.column = "timestamp",
                             .value = ms_write(c->arena, told->happened_ms).s,
                             .why = tr(c, "it has not happened yet"),
                             .hint =
                                 tr(c, "Look at the sender's clock and at the offset from UTC.")});
    if (told->kind < TRACK_RULED) return add_event(telling, told);
    return add_person(telling, told);
}
