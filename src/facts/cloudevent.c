#include "facts/cloudevent.h"

#include "base/time.h"
#include "bounds.h"
#include "facts/intake.h"
#include "facts/told.h"

// One event as far as it is read.
struct event_read {
    i64 line;
    struct cloud_head head;
    str content;
    const char *data; // where the object begins; NULL: none
};

static bool fail_scan(struct scan *scan)
{
    return scan->c->err.code == ERR_NONE && scan_fail(scan);
}

static bool read_event_field(struct scan *scan, str name, struct event_read *event)
{
    struct cloud_head *head = &event->head;
    struct {
        const char *name;
        str *text;
    } const texts[] = {
        {"specversion", &head->version},
        {"id",          &head->id     },
        {"source",      &head->source },
        {"type",        &head->type   },
        {"time",        &head->time   },
        {"subject",     &head->subject},
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        if (str_equal(name, str_of(texts[i].name))) return telling_text(scan, texts[i].text);
    if (str_equal(name, S("data")) && scan_next(scan) == SCAN_OBJECT) event->data = scan->p;
    return scan_skip(scan);
}

static bool refuse(struct telling *t, const struct event_read *event, const char *field,
                   struct refusal flaw)
{
    flaw.column = field;
    return telling_refuse(t, event->line, flaw);
}

// The customer as data names it; *is_said is false when it does not.
static str customer_of(struct telling *t, const struct event_read *event)
{
    static const char *const names[] = {"customer", "customerId", "customer_id", "userId",
                                        "user_id"};
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        str text = {0};
        struct scan scan = t->scan;
        scan.p = telling_find(t, event->data, str_of(names[i]));
        if (scan.p && telling_text(&scan, &text) && text.size) return text;
    }
    return event->head.subject;
}

// data is a line of facts: what the envelope says goes before.
static bool add_line(struct telling *t, const struct event_read *event, i64 happened_ms)
{
    const struct encounter frame = {.line = event->line,
                                    .source = event->head.source,
                                    .id = event->head.id,
                                    .happened_ms = happened_ms,
                                    .key = event->head.subject,
                                    .name_space = t->plan->name_space};
    struct scan scan = t->scan;
    scan.p = event->data;
    return intake_line(t->c, &scan, &frame, t->batch);
}

static bool finish(struct telling *t, const struct event_read *event)
{
    ctx *c = t->c;
    const struct cloud_head *head = &event->head;
    i64 happened_ms = 0;
    if (!str_equal(head->version, S("1.0")))
        return refuse(t, event, "specversion",
                      (struct refusal){.value = str_c(c->arena, head->version),
                                       .why = tr(c, "this is no CloudEvent of version 1.0"),
                                       .hint = tr(c, "Send \"specversion\": \"1.0\".")});
    if (!head->id.size || !head->source.size || !head->type.size)
        return refuse(t, event,
                      !head->id.size       ? "id"
                      : !head->source.size ? "source"
                                           : "type",
                      (struct refusal){.why = tr(c, "the event lacks what every event has"),
                                       .hint = tr(c, "Send specversion, id, source and type.")});
    if (!ms_parse_rfc3339(head->time, &happened_ms))
        return refuse(t, event, "time",
                      (struct refusal){.value = str_c(c->arena, head->time),
                                       .why = tr(c, "it does not say when it happened"),
                                       .hint = tr(c, "Give the moment, such as "
                                                     "\"2026-11-20T10:00:00Z\".")});
    if (telling_find(t, event->data, S("facts"))) return add_line(t, event, happened_ms);
    const struct told told = {.line = event->line,
                              .kind = TRACK_CLOUD,
                              .name = head->type,
                              .id = head->id,
                              .source = head->source,
                              .customer = customer_of(t, event),
                              .happened_ms = happened_ms,
                              .properties = event->data};
    return telling_add(t, &told);
}

static bool read_event(struct telling *t, i64 line)
{
    struct scan *scan = &t->scan;
    const ctx *c = scan->c;
    struct event_read event = {.line = line};
    str field = {0};
    if (scan_next(scan) != SCAN_OBJECT) {
        if (!scan_skip(scan)) return fail_scan(scan);
        return refuse(t, &event, NULL,
                      (struct refusal){.why = tr(c, "an event must be an object")});
    }
    for (bool first = true; scan_field(scan, &first, &field);)
        if (!read_event_field(scan, field, &event)) return fail_scan(scan);
    return scan->wrong ? fail_scan(scan) : finish(t, &event);
}

// The whole body is read over first: so what an event refers to is known to be JSON.
static bool check_json(struct telling *t)
{
    struct scan *scan = &t->scan;
    if (scan_next(scan) == SCAN_END)
        return fail_with(t->c, ERR_BAD_INPUT, tr(t->c, "there is nothing in the request's body"),
                         tr(t->c, "Send a CloudEvent as JSON."));
    bool is_json = scan_skip(scan) && (scan_next(scan) == SCAN_END ||
                                       scan_wrong(scan, tr(t->c, "text follows after the end")));
    scan->p = scan->text.s;
    return is_json || fail_scan(scan);
}

static bool read_list(struct telling *t)
{
    i64 line = 0;
    if (scan_next(&t->scan) != SCAN_ARRAY) return read_event(t, 1);
    for (bool first = true; scan_item(&t->scan, &first);) {
        if (!read_event(t, ++line)) return false;
        if (t->batch->fact_count > BOUND_BODY_FACTS || t->batch->lines > BOUND_BODY_FACTS)
            return fail_with(t->c, ERR_TOO_LARGE,
                             fmt(t->c->arena,
                                 tr(t->c, "there are more than %d facts in one request"),
                                 BOUND_BODY_FACTS),
                             tr(t->c, "Send them in several requests, or import them as a file."));
    }
    return !t->scan.wrong || fail_scan(&t->scan);
}

bool cloudevent_parse(ctx *c, str body, const struct cloud_order *order, struct batch *batch)
{
    struct telling *t = NEW(c->arena, struct telling);
    bool is_binary = order->mode == CLOUD_BINARY;
    if (!telling_init(c, t, order->plan, batch, body)) return false;
    bool is_empty = is_binary && scan_next(&t->scan) == SCAN_END;
    if (!is_empty && !check_json(t)) return false;
    if (!is_binary) return read_list(t);
    const struct event_read event = {
        .line = 1,
        .head = order->head,
        .data = !is_empty && scan_next(&t->scan) == SCAN_OBJECT ? t->scan.p : NULL};
    return finish(t, &event);
}
