#include "facts/track.h"

#include "base/time.h"
#include "facts/told.h"

struct tracking {
    struct telling telling;
    struct track_order order;
    str sent_at; // of the whole batch
};

// One message as far as it is read.
struct message {
    struct told told;
    str type, event, name, timestamp, original, sent_at, channel;
};

static bool read_message(struct tracking *t, i64 line);

// ---- The body ----

// Where the list of messages begins, read over once: so the rest is known to be JSON.
static bool find_batch(struct tracking *t, const char **batch)
{
    struct scan *scan = &t->telling.scan;
    const ctx *c = scan->c;
    str field = {0};
    *batch = NULL;
    if (scan_next(scan) != SCAN_OBJECT)
        return scan_wrong(scan, tr(c, "an object is expected here"));
    for (bool first = true; scan_field(scan, &first, &field);) {
        enum scan_kind kind = scan_next(scan);
        if (str_equal(field, S("batch")) && kind == SCAN_ARRAY) *batch = scan->p;
        if (str_equal(field, S("sentAt")) && kind == SCAN_TEXT) {
            if (!scan_text(scan, &t->sent_at)) return false;
        } else if (!scan_skip(scan)) {
            return false;
        }
    }
    if (scan->wrong) return false;
    return scan_next(scan) == SCAN_END || scan_wrong(scan, tr(c, "text follows after the end"));
}

static bool read_batch(struct tracking *t)
{
    ctx *c = t->telling.c;
    struct scan *scan = &t->telling.scan;
    const char *batch = NULL;
    if (!find_batch(t, &batch)) return scan_fail(scan);
    if (!batch)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the body has no list of messages"),
                         tr(c, "Send it as {\"batch\": [{\"type\": \"track\", …}]}."));
    scan->p = batch;
    i64 line = 0;
    for (bool first = true; scan_item(scan, &first);)
        if (!read_message(t, ++line)) return false;
    assert(!scan->wrong);
    return true;
}

static bool read_one(struct tracking *t)
{
    struct scan *scan = &t->telling.scan;
    const ctx *c = scan->c;
    const char *from = scan->p;
    if (!scan_skip(scan)) return scan_fail(scan);
    if (scan_next(scan) != SCAN_END) {
        (void)scan_wrong(scan, tr(c, "text follows after the end"));
        return scan_fail(scan);
    }
    scan->p = from;
    return read_message(t, 1);
}

bool track_parse(ctx *c, str body, struct track_order order, struct batch *batch)
{
    struct tracking *t = NEW(c->arena, struct tracking);
    t->order = order;
    if (!telling_init(c, &t->telling, order.plan, batch, body)) return false;
    return order.one == TRACK_KIND__COUNT ? read_batch(t) : read_one(t);
}

str track_write_key(ctx *c, str body)
{
    struct scan scan;
    str field = {0}, key = {0};
    if (!scan_init(c, &scan, body)) {
        err_clear(c);
        return key;
    }
    if (scan_next(&scan) != SCAN_OBJECT) return key;
    for (bool first = true; scan_field(&scan, &first, &field);) {
        if (str_equal(field, S("writeKey"))) return telling_text(&scan, &key) ? key : (str){0};
        if (!scan_skip(&scan)) break;
    }
    return key;
}

// ---- A message ----

static bool read_object(struct scan *scan, const char **at)
{
    if (scan_next(scan) == SCAN_OBJECT) *at = scan->p;
    return scan_skip(scan);
}

static bool read_field(struct scan *scan, str name, struct message *m)
{
    struct {
        const char *name;
        str *text;
    } const texts[] = {
        {"type",              &m->type          },
        {"event",             &m->event         },
        {"name",              &m->name          },
        {"timestamp",         &m->timestamp     },
        {"originalTimestamp", &m->original      },
        {"sentAt",            &m->sent_at       },
        {"channel",           &m->channel       },
        {"messageId",         &m->told.id       },
        {"userId",            &m->told.customer },
        {"anonymousId",       &m->told.anonymous},
        {"previousId",        &m->told.previous },
        {"groupId",           &m->told.group    },
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        if (str_equal(name, str_of(texts[i].name))) return telling_text(scan, texts[i].text);
    if (str_equal(name, S("properties"))) return read_object(scan, &m->told.properties);
    if (str_equal(name, S("traits"))) return read_object(scan, &m->told.traits);
    return scan_skip(scan);
}

static bool refuse(struct tracking *t, const struct message *m, struct refusal flaw)
{
    return telling_refuse(&t->telling, m->told.line, flaw);
}

// When it happened, as the message or its batch says; now, when neither does.
static bool find_moment(struct tracking *t, struct message *m)
{
    const str said[] = {m->timestamp, m->original, m->sent_at, t->sent_at};
    m->told.happened_ms = t->telling.c->now_ms;
    for (i64 i = 0; i < COUNT_OF(said); i++)
        if (said[i].size) return ms_parse_rfc3339(said[i], &m->told.happened_ms);
    return true;
}

// A page without a name is known by its path.
static void find_name(struct tracking *t, struct message *m)
{
    struct told *told = &m->told;
    told->name = told->kind == TRACK_EVENT ? m->event : m->name;
    if (told->name.size || told->kind == TRACK_EVENT || told->kind >= TRACK_RULED) return;
    struct scan scan = t->telling.scan;
    scan.p = telling_find(&t->telling, told->properties, S("path"));
    if (scan.p && !telling_text(&scan, &told->name)) told->name = (str){0};
}

static str channel_of(str said)
{
    bool is_web = str_equal(said, S("web")) || str_equal(said, S("browser"));
    if (is_web) return S("web");
    return str_equal(said, S("mobile")) ? S("app") : (str){0};
}

static bool finish(struct tracking *t, struct message *m)
{
    const ctx *c = t->telling.c;
    struct told *told = &m->told;
    told->kind = t->order.one;
    bool is_batch = t->order.one == TRACK_KIND__COUNT;
    bool is_known = is_batch ? track_kind_find(m->type, &told->kind) : true;
    if (!is_known || told->kind == TRACK_CLOUD)
        return refuse(t, m,
                      (struct refusal){.column = "type",
                                       .value = str_c(t->telling.c->arena, m->type),
                                       .why = tr(c, "there is no message of this type"),
                                       .hint = tr(c, "It is track, page, screen, identify, group "
                                                     "or alias.")});
    told->source = t->order.source;
    told->channel = channel_of(m->channel);
    find_name(t, m);
    if (!find_moment(t, m))
        return refuse(t, m,
                      (struct refusal){.column = "timestamp",
                                       .value = str_c(t->telling.c->arena, m->timestamp),
                                       .why = tr(c, "this is no moment with its offset"),
                                       .hint = tr(c, "Write it as \"2026-11-20T10:00:00Z\" or "
                                                     "\"2026-11-20T12:00:00+02:00\".")});
    if (told->kind == TRACK_EVENT && !told->name.size)
        return refuse(t, m,
                      (struct refusal){.column = "event",
                                       .why = tr(c, "the event has no name"),
                                       .hint = tr(c, "Send it as \"event\": \"Order "
                                                     "Completed\".")});
    bool is_nobody = !told->customer.size && !told->anonymous.size;
    if (is_nobody && told->kind >= TRACK_RULED)
        return refuse(t, m,
                      (struct refusal){.column = "userId",
                                       .why = tr(c, "it does not say of whom it speaks"),
                                       .hint = tr(c, "Send userId or anonymousId.")});
    return telling_add(&t->telling, told);
}

static bool read_message(struct tracking *t, i64 line)
{
    struct scan *scan = &t->telling.scan;
    const ctx *c = scan->c;
    struct message m = {.told = {.line = line}};
    str field = {0};
    enum scan_kind kind = scan_next(scan);
    const char *from = scan->p;
    if (kind != SCAN_OBJECT) {
        if (!scan_skip(scan)) return scan_fail(scan);
        return refuse(t, &m, (struct refusal){.why = tr(c, "a message must be an object")});
    }
    for (bool first = true; scan_field(scan, &first, &field);)
        if (!read_field(scan, field, &m)) return scan_fail(scan);
    if (scan->wrong) return scan_fail(scan);
    m.told.content = (str){from, scan->p - from};
    return finish(t, &m);
}
