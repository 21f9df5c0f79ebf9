#include "web/set_up_events.h"

#include "audit/audit.h"
#include "base/lang.h"
#include "base/locale.h"
#include "base/zone.h"
#include "facts/track_rule.h"
#include "web/app.h"
#include "web/change.h"
#include "web/form.h"
#include "web/render.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

enum { DAYS_LOOKED_AT = 30 };

static const char *const kind_choices[] = {"track", "page", "screen", "event", NULL};
static const char *const becomes_choices[] = {"count", "metric", "nothing", NULL};

// clang-format off
const struct field set_up_event_form[] = {
    {.name = "kind", .type = FIELD_CHOICE, .choices = kind_choices, .required = true,
     .what = "track, page, screen, or event: a CloudEvent by its type"},
    {.name = "name", .type = FIELD_TEXT, .min = 1, .required = true, .what = "the event's name; an end of * stands for any end"},
    {.name = "becomes", .type = FIELD_CHOICE, .choices = becomes_choices, .required = true,
     .what = "its own count, a value of a metric, or nothing"},
    {.name = "metric", .type = FIELD_TEXT, .what = "the metric"},
    {.name = "value", .type = FIELD_TEXT, .what = "properties parted by commas whose number it is, the first that is there; none: 1"},
    {.name = "touchpoint", .type = FIELD_TEXT, .what = "where it happens"},
    {.name = "channel", .type = FIELD_TEXT, .what = "by which channel"},
    {.name = "unit", .type = FIELD_TEXT, .what = "the property that names the unit"},
    {.name = "remark", .type = FIELD_TEXT, .what = "the property that has the customer's words"}, {0}};
const struct field set_up_event_end_form[] = {
    {.name = "kind", .type = FIELD_CHOICE, .choices = kind_choices, .required = true, .what = "track, page, screen or event"},
    {.name = "name", .type = FIELD_TEXT, .min = 1, .required = true, .what = "the event's name"}, {0}};
const struct field set_up_connect_form[] = {
    {.name = "namespace", .type = FIELD_TEXT, .what = "whose numbers the user ids of programs are"}, {0}};
// clang-format on

static const char *kind_label(ctx *c, enum track_kind kind)
{
    const char *const labels[] = {
        tr(c, "something that a customer did (track)"), tr(c, "a page that was opened (page)"),
        tr(c, "a screen of an app (screen)"), tr(c, "a CloudEvent, by its type")};
    static_assert(COUNT_OF(labels) == TRACK_RULED, "one for each");
    assert(kind < TRACK_RULED);
    return labels[kind];
}

// ---- What there is ----

static bool put_seen(ctx *c, struct request *request, json_t *page, i64 *count)
{
    const struct zone *zone = app_zone(c, request->app);
    if (!zone) return false;
    struct rows rows;
    i64 since = zone_day(zone, c->now_ms) - DAYS_LOOKED_AT;
    if (!store_rows(c, SQL_set_up_events_seen, VALS(V_STR(S(TRACK_FAMILY)), V_DAY(since)), &rows))
        return false;
    *count = rows.count;
    if (!rows.count) return true;
    json_t *part = set_up_part(
        c, page,
        (struct set_up_part){"seen", tr(c, "Counted by their names, in the last 30 days"), NULL});
    for (i64 i = 0; i < rows.count; i++) {
        const char *name = str_c(c->arena, rows.column[0].text[i]);
        set_up_item(
            c, part,
            (struct set_up_item){.label = name,
                                 .href = fmt(c->arena, "/figures?metric=%s", name),
                                 .badge = locale_number(c, (f64)rows.column[1].i[i], 0).s,
                                 .note = fmt(c->arena, tr(c, "the last one %.*s"),
                                             STR(locale_day(c, (i32)rows.column[2].i[i])))});
    }
    return true;
}

static const char *becomes_text(ctx *c, const struct track_rule *rule)
{
    buf out = buf_new(c->arena, 2000);
    if (rule->becomes == TRACK_NOTHING) return tr(c, "is not taken");
    if (rule->becomes == TRACK_COUNT) buf_c(&out, tr(c, "is counted by its name"));
    if (rule->becomes == TRACK_METRIC)
        buf_fmt(&out, tr(c, "is a value of %.*s"), STR(rule->metric));
    if (rule->value.size) buf_fmt(&out, tr(c, ", as %.*s says"), STR(rule->value));
    if (rule->touchpoint.size) buf_fmt(&out, tr(c, ", at %.*s"), STR(rule->touchpoint));
    return out.s;
}

static void put_rules(ctx *c, json_t *page, const struct track_plan *plan)
{
    json_t *part = set_up_part(
        c, page,
        (struct set_up_part){"rules", tr(c, "What events become"),
                             tr(c, "Without a rule: Order Completed is a purchase, pages and "
                                   "screens are counted together, everything else by its name.")});
    for (i64 i = 0; i < plan->count; i++) {
        const struct track_rule *rule = &plan->rules[i];
        const char *kind = track_kind_name(rule->kind);
        json_t *hidden = set_up_hidden(c, NULL, "kind", str_of(kind));
        set_up_item(c, part,
                    (struct set_up_item){.label = str_c(c->arena, rule->name),
                                         .badge = kind,
                                         .note = becomes_text(c, rule),
                                         .action = "/set-up/events/end",
                                         .action_label = tr(c, "End the rule"),
                                         .hidden = set_up_hidden(c, hidden, "name", rule->name)});
    }
}

// ---- The form ----

static const struct form_option *metric_options(ctx *c, const struct metrics *metrics)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, metrics->count + 2);
    i64 count = 0;
    options[count++] = (struct form_option){"", tr(c, "no metric")};
    for (i64 i = 0; i < metrics->count; i++) {
        const struct metric *metric = &metrics->m[i];
        bool takes_values = metric->kind != METRIC_RATIO && metric->kind != METRIC_CUSTOMERS &&
                            metric->subject == SUBJECT_CUSTOMER &&
                            !str_starts(metric->name, S(TRACK_FAMILY));
        if (takes_values)
            options[count++] =
                (struct form_option){str_c(c->arena, metric->name), str_c(c->arena, metric->label)};
    }
    return options;
}

static void put_choices(ctx *c, struct request *request, json_t *form,
                        const struct metrics *metrics)
{
    struct form_option *kinds = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(kind_choices));
    for (i64 i = 0; kind_choices[i]; i++)
        kinds[i] = (struct form_option){kind_choices[i], kind_label(c, (enum track_kind)i)};
    struct form_option *becomes =
        NEW_ARRAY(c->arena, struct form_option, COUNT_OF(becomes_choices));
    const char *const labels[] = {tr(c, "counted by its name"), tr(c, "a value of a metric"),
                                  tr(c, "nothing: it is not taken")};
    for (i64 i = 0; becomes_choices[i]; i++)
        becomes[i] = (struct form_option){becomes_choices[i], labels[i]};
    form_add(c, request, form,
             (struct form_field){.name = "kind",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What it is"),
                                 .value = S("track"),
                                 .required = true,
                                 .options = kinds});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .label = tr(c, "Its name"),
                                 .help = tr(c, "As the program says it, such as Order Completed. "
                                               "An end of * stands for any end: /help*"),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "becomes",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What it becomes"),
                                 .value = S("metric"),
                                 .required = true,
                                 .options = becomes});
    form_add(c, request, form,
             (struct form_field){.name = "metric",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Which metric"),
                                 .options = metric_options(c, metrics)});
}

static void put_properties(ctx *c, struct request *request, json_t *form)
{
    const struct {
        const char *name, *label, *help;
    } texts[] = {
        {"value", tr(c,  "Which property has the number"),
         tr(c,                                                          "Such as revenue, or order.total inside another. Empty: each event counts as one.")},
        {"touchpoint",       tr(c, "At which touchpoint"),                       NULL           },
        {"channel",       tr(c,    "By which channel"),                          NULL   },
        {"unit",       tr(c,       "Which property names the unit"),                             NULL},
        {"remark",       tr(c,     "Which property has their words"),                           NULL  },
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        form_add(c, request, form,
                 (struct form_field){
                     .name = texts[i].name, .label = texts[i].label, .help = texts[i].help});
}

static bool put_forms(ctx *c, struct request *request, struct response *response, json_t *page,
                      const struct metrics *metrics)
{
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"new", tr(c, "Say what an event becomes"), NULL});
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = "/set-up/events", .submit = tr(c, "Save the rule")});
    put_choices(c, request, form, metrics);
    put_properties(c, request, form);
    json_put(part, "form", form);
    part = set_up_part(c, page, (struct set_up_part){"customers", tr(c, "Who they are"), NULL});
    if (!settings_form(c, request, response, "connect", "/set-up/events/customers", &form))
        return false;
    json_put(part, "form", form);
    return true;
}

static bool events_page(ctx *c, struct request *request, struct response *response)
{
    struct metrics metrics;
    struct track_plan plan;
    i64 count = 0;
    if (!metric_load(c, &metrics) || !track_plan_load(c, &metrics, &plan)) return false;
    json_t *page = set_up_page(
        c, NULL,
        tr(c, "Programs tell what customers do: with a client library of Segment or RudderStack "
              "whose address is this one, or as CloudEvents to /events. Their key is a token that "
              "may send facts."));
    if (!put_seen(c, request, page, &count)) return false;
    json_put_c(page, "title",
               count ? fmt(c->arena, tr(c, "Events that programs tell of: %lld"), (long long)count)
                     : tr(c, "No program has told of an event yet"));
    put_rules(c, page, &plan);
    return put_forms(c, request, response, page, &metrics) &&
           set_up_render(c, request, response, page);
}

bool set_up_events_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && events_page(c, request, response);
}

bool set_up_events_again(ctx *c, struct request *request, struct response *response)
{
    if (request->problem_count && !response->status) response->status = 400;
    return events_page(c, request, response);
}

bool set_up_connect_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = false;
    if (!settings_check(c, request, "connect", &sound)) return false;
    if (!sound) return set_up_events_again(c, request, response);
    return settings_save(c, request, response, "connect", "/set-up/events?said=saved");
}

// ---- Changes ----

struct ruling {
    str who;
    struct track_rule rule;
    bool ends;
};

static bool rule_apply(ctx *c, void *data)
{
    const struct ruling *ruling = data;
    const struct track_rule *rule = &ruling->rule;
    bool done = ruling->ends ? track_rule_drop(c, rule->kind, rule->name) : track_rule_set(c, rule);
    if (!done) return false;
    json_t *detail = json_new_object(c);
    json_put_c(detail, "kind", track_kind_name(rule->kind));
    json_put_str(detail, "name", rule->name);
    if (!ruling->ends) {
        json_put_c(detail, "becomes", track_becomes_name(rule->becomes));
        json_put_str(detail, "metric", rule->metric);
        json_put_str(detail, "value", rule->value);
    }
    return audit_add(
        c, (struct audit_entry){.who = ruling->who,
                                .what = ruling->ends ? S("events.end_rule") : S("events.set_rule"),
                                .detail = detail});
}

static bool rule_done(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct ruling *ruling = data;
    bool is_theirs = failure->code == ERR_BAD_INPUT || failure->code == ERR_NOT_FOUND;
    if (is_theirs && !ruling->ends && request_wants_html(request)) {
        bool is_metric = ruling->rule.becomes == TRACK_METRIC;
        response->status = err_http_status(failure->code);
        request_problem_add(c, request, is_metric ? "metric" : "name", failure->msg, failure->hint);
        return set_up_events_again(c, request, response);
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response,
                 ruling->ends ? "/set-up/events?said=removed" : "/set-up/events?said=saved");
    return true;
}

static bool rule_change(ctx *c, struct request *request, struct response *response, bool ends)
{
    struct ruling *ruling = NEW(c->arena, struct ruling);
    const struct input *becomes = request_input(request, "becomes");
    const str none = {0};
    *ruling = (struct ruling){
        .who = visitor_who(c, request),
        .ends = ends,
        .rule = {.kind = (enum track_kind)request_i64(request, "kind", 0),
                 .name = str_trim(request_text(request, "name", none)),
                 .becomes = becomes ? (enum track_becomes)becomes->i : TRACK_COUNT,
                 .metric = str_trim(request_text(request, "metric", none)),
                 .value = str_trim(request_text(request, "value", none)),
                 .touchpoint = str_trim(request_text(request, "touchpoint", none)),
                 .channel = str_trim(request_text(request, "channel", none)),
                 .unit = str_trim(request_text(request, "unit", none)),
                 .remark = str_trim(request_text(request, "remark", none))}
    };
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = rule_apply, .then = rule_done, .data = ruling, .locks = STORE_RECORDS});
}

bool set_up_events_post(ctx *c, struct request *request, struct response *response)
{
    return rule_change(c, request, response, false);
}

bool set_up_event_end_post(ctx *c, struct request *request, struct response *response)
{
    return rule_change(c, request, response, true);
}
