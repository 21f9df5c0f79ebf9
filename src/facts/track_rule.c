#include "facts/track_rule.h"

#include "bounds.h"
#include "facts/company.h"

static const char *const kind_names[TRACK_KIND__COUNT] = {
    [TRACK_EVENT] = "track", [TRACK_PAGE] = "page",         [TRACK_SCREEN] = "screen",
    [TRACK_CLOUD] = "event", [TRACK_IDENTIFY] = "identify", [TRACK_GROUP] = "group",
    [TRACK_ALIAS] = "alias",
};
static const char *const becomes_names[TRACK_BECOMES__COUNT] = {
    [TRACK_COUNT] = "count", [TRACK_METRIC] = "metric", [TRACK_NOTHING] = "nothing"};

#define NAME(text)                                                                                 \
    {                                                                                              \
        "" text, (i64)sizeof(text) - 1                                                             \
    }

// What the names of Segment's e-commerce events mean everywhere. Pages and screens have as many
// names as a site has pages: all are one metric, and a rule says where they are touchpoints.
// clang-format off
static const struct track_rule common[] = {
    {.kind = TRACK_EVENT, .name = NAME("Order Completed"), .becomes = TRACK_METRIC,
     .metric = NAME("purchase"), .value = NAME("revenue, total, value")},
    {.kind = TRACK_PAGE, .name = NAME("*"), .becomes = TRACK_METRIC, .metric = NAME("event.page"), .channel = NAME("web")},
    {.kind = TRACK_SCREEN, .name = NAME("*"), .becomes = TRACK_METRIC, .metric = NAME("event.screen"), .channel = NAME("app")},
};
// clang-format on

const char *track_kind_name(enum track_kind kind)
{
    assert(kind < TRACK_KIND__COUNT);
    return kind_names[kind];
}

bool track_kind_find(str name, enum track_kind *out)
{
    for (enum track_kind kind = TRACK_EVENT; kind < TRACK_KIND__COUNT; kind++) {
        if (!str_equal(name, str_of(kind_names[kind]))) continue;
        *out = kind;
        return true;
    }
    return false;
}

const char *track_becomes_name(enum track_becomes becomes)
{
    assert(becomes < TRACK_BECOMES__COUNT);
    return becomes_names[becomes];
}

bool track_becomes_find(str name, enum track_becomes *out)
{
    for (enum track_becomes one = TRACK_COUNT; one < TRACK_BECOMES__COUNT; one++) {
        if (!str_equal(name, str_of(becomes_names[one]))) continue;
        *out = one;
        return true;
    }
    return false;
}

static bool rules_read(ctx *c, struct track_plan *plan)
{
    struct rows rows;
    if (!store_rows(c, SQL_track_rule_all, NO_VALS, &rows)) return false;
    plan->rules = NEW_ARRAY(c->arena, struct track_rule, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        struct track_rule *rule = &plan->rules[plan->count];
        *rule = (struct track_rule){
            .name = rows.column[1].text[i],
            .metric = rows.column[3].text[i],
            .value = rows.column[4].text[i],
            .touchpoint = rows.column[5].text[i],
            .channel = rows.column[6].text[i],
            .unit = rows.column[7].text[i],
            .remark = rows.column[8].text[i],
        };
        plan->count += track_kind_find(rows.column[0].text[i], &rule->kind) &&
                       track_becomes_find(rows.column[2].text[i], &rule->becomes);
    }
    return true;
}

bool track_plan_load(ctx *c, const struct metrics *metrics, struct track_plan *out)
{
    *out = (struct track_plan){0};
    for (i64 i = 0; i < metrics->count; i++)
        out->event_metrics += str_starts(metrics->m[i].name, S(TRACK_FAMILY));
    return company_setting(c, "connect.namespace", S("user"), &out->name_space) &&
           rules_read(c, out);
}

// How well a rule fits an event: the length of what it names, more for a whole name; -1: not.
static i64 fits(const struct track_rule *rule, enum track_kind kind, str name)
{
    if (rule->kind != kind) return -1;
    if (!str_ends(rule->name, S("*")))
        return str_equal(rule->name, name) ? rule->name.size + 1 : -1;
    str start = str_slice(rule->name, 0, rule->name.size - 1);
    return str_starts(name, start) ? start.size : -1;
}

static const struct track_rule *best(const struct track_rule *rules, i64 count,
                                     enum track_kind kind, str name)
{
    const struct track_rule *found = NULL;
    i64 most = -1;
    for (i64 i = 0; i < count; i++) {
        i64 fit = fits(&rules[i], kind, name);
        if (fit <= most) continue;
        most = fit;
        found = &rules[i];
    }
    return found;
}

const struct track_rule *track_rule_find(const struct track_plan *plan, enum track_kind kind,
                                         str name)
{
    const struct track_rule *rule = best(plan->rules, plan->count, kind, name);
    return rule ? rule : best(common, COUNT_OF(common), kind, name);
}

str track_name(ctx *c, str name)
{
    buf out = buf_new(c->arena, 2 * BOUND_NAME_BYTES + 16);
    bool was_small = false;
    str from = str_head(name, BOUND_NAME_BYTES / 2);
    for (i64 i = 0; i < from.size; i++) {
        char one = from.s[i];
        bool is_capital = one >= 'A' && one <= 'Z', is_digit = one >= '0' && one <= '9',
             is_small = (one >= 'a' && one <= 'z') || (u8)one >= 0x80;
        bool is_last_a_gap = !out.size || out.s[out.size - 1] == '_';
        bool is_gap = !is_capital && !is_digit && !is_small;
        if ((is_gap || (is_capital && was_small)) && !is_last_a_gap) buf_char(&out, '_');
        if (!is_gap) buf_char(&out, (char)(is_capital ? one + 32 : one));
        was_small = is_small || is_digit;
    }
    while (out.size && out.s[out.size - 1] == '_')
        out.size--;
    return buf_str(&out);
}

str track_metric(ctx *c, str name)
{
    str plain = track_name(c, name);
    if (!plain.size) return S(TRACK_OTHER);
    return str_of(fmt(c->arena, TRACK_FAMILY "%.*s", STR(plain)));
}

// ---- Setting ----

static bool check_text(ctx *c, const char *what, str text)
{
    if (text.size <= BOUND_NAME_BYTES && str_is_utf8(text, NULL)) return true;
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%s is too long"), what),
                     tr(c, "It may have 200 bytes at most."));
}

static bool check_metric(ctx *c, const struct track_rule *rule)
{
    struct metrics all;
    struct metric of_family;
    if (rule->becomes != TRACK_METRIC) return true;
    if (!metric_load(c, &all)) return false;
    const struct metric *metric = metric_find(&all, rule->metric);
    if (!metric && metric_from_family(c, rule->metric, &of_family)) metric = &of_family;
    if (!metric)
        return fail_with(
            c, ERR_NOT_FOUND,
            fmt(c->arena, tr(c, "there is no metric named \"%.*s\""), STR(rule->metric)),
            tr(c, "Choose one that there is, or define it first."));
    if (metric->kind == METRIC_RATIO || metric->kind == METRIC_CUSTOMERS)
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "this metric is computed from others and takes no values"),
                         tr(c, "Choose one that takes values."));
    return true;
}

bool track_rule_set(ctx *c, const struct track_rule *rule)
{
    assert(store_in_transaction(c));
    assert(rule->kind < TRACK_RULED);
    const struct {
        const char *what;
        str text;
    } texts[] = {
        {"name",       rule->name      },
        {"metric",     rule->metric    },
        {"value",      rule->value     },
        {"touchpoint", rule->touchpoint},
        {"channel",    rule->channel   },
        {"unit",       rule->unit      },
        {"remark",     rule->remark    }
    };
    if (!rule->name.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the event has no name"),
                         tr(c, "Write it as the program says it, such as Order Completed."));
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        if (!check_text(c, texts[i].what, texts[i].text)) return false;
    if (!check_metric(c, rule)) return false;
    const char *kind = track_kind_name(rule->kind);
    bool is_metric = rule->becomes == TRACK_METRIC;
    return store_run(c, SQL_track_rule_drop, VALS(V_STR(str_of(kind)), V_STR(rule->name))) &&
           store_run(c, SQL_track_rule_add,
                     VALS(V_STR(str_of(kind)), V_STR(rule->name),
                          V_STR(str_of(track_becomes_name(rule->becomes))),
                          V_STR(is_metric ? rule->metric : (str){0}),
                          V_STR(is_metric ? rule->value : (str){0}), V_STR(rule->touchpoint),
                          V_STR(rule->channel), V_STR(rule->unit), V_STR(rule->remark),
                          V_I64(c->now_ms)));
}

bool track_rule_drop(ctx *c, enum track_kind kind, str name)
{
    assert(store_in_transaction(c));
    i64 known = 0;
    str kind_name = str_of(track_kind_name(kind));
    if (!store_i64(c, SQL_track_rule_known, VALS(V_STR(kind_name), V_STR(name)), &known))
        return false;
    if (!known) return fail(c, ERR_NOT_FOUND, tr(c, "there is no such rule"));
    return store_run(c, SQL_track_rule_drop, VALS(V_STR(kind_name), V_STR(name)));
}
