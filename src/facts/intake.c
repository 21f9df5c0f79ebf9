#include "facts/intake.h"

#include "base/time.h"
#include "bounds.h"
#include "facts/scan.h"

#define DAY_MS 86400000LL

enum field {
    FIELD_SOURCE,
    FIELD_ID,
    FIELD_HAPPENED,
    FIELD_CUSTOMER,
    FIELD_SUBJECT,
    FIELD_TOUCHPOINT,
    FIELD_CHANNEL,
    FIELD_UNIT,
    FIELD_SEGMENT,
    FIELD_ATTRIBUTES,
    FIELD_FACTS,
    FIELD_REMARK,
    FIELD_REPLACES,
    FIELD__COUNT
};

#define NAME(text)                                                                                 \
    {                                                                                              \
        "" text, (i64)sizeof(text) - 1                                                             \
    }

static const str field_names[FIELD__COUNT] = {
    [FIELD_SOURCE] = NAME("source"),     [FIELD_ID] = NAME("id"),
    [FIELD_HAPPENED] = NAME("happened"), [FIELD_CUSTOMER] = NAME("customer"),
    [FIELD_SUBJECT] = NAME("subject"),   [FIELD_TOUCHPOINT] = NAME("touchpoint"),
    [FIELD_CHANNEL] = NAME("channel"),   [FIELD_UNIT] = NAME("unit"),
    [FIELD_SEGMENT] = NAME("segment"),   [FIELD_ATTRIBUTES] = NAME("attributes"),
    [FIELD_FACTS] = NAME("facts"),       [FIELD_REMARK] = NAME("remark"),
    [FIELD_REPLACES] = NAME("replaces"),
};

struct intake {
    ctx *c;
    struct scan scan;
    struct batch *batch;
    struct encounter frame; // what every line has before it is read
    u32 frame_seen;         // its fields
    struct encounter line;  // as far as it is read
    u32 seen;              // a bit for each field of the line
    bool is_flawed;        // the line is JSON, but cannot be taken
    struct refusal flaw;   // the first one
    i64 reading_count, reading_capacity;
    struct reading *readings;
    i64 attribute_count, attribute_capacity;
    struct encounter_attribute *attributes;
    struct hash_map same; // content's hash → number of lines alike, for lines without an id
};

static bool read_array(struct intake *in);
static bool read_lines(struct intake *in);
static bool read_line(struct intake *in, i64 number);
static bool read_field(struct intake *in, str name);

bool intake_parse(ctx *c, str body, struct batch *batch)
{
    struct intake *in = NEW(c->arena, struct intake);
    *in = (struct intake){.c = c, .batch = batch};
    batch_adopt(c, batch);
    hash_map_init(&in->same, c->arena, 16);
    if (!scan_init(c, &in->scan, body)) return false;
    enum scan_kind kind = scan_next(&in->scan);
    if (kind == SCAN_END)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "there is nothing in the request's body"),
                         tr(c, "Send a JSON array, or one JSON object on each line."));
    bool is_read = kind == SCAN_ARRAY ? read_array(in) : read_lines(in);
    if (is_read || c->err.code != ERR_NONE) return is_read;
    return scan_fail(&in->scan);
}

bool intake_line(ctx *c, const struct scan *scan, const struct encounter *frame,
                 struct batch *batch)
{
    struct intake *in = NEW(c->arena, struct intake);
    *in = (struct intake){.c = c, .batch = batch, .scan = *scan, .frame = *frame};
    in->frame_seen = 1U << FIELD_SOURCE | 1U << FIELD_ID | 1U << FIELD_HAPPENED;
    batch_adopt(c, batch);
    hash_map_init(&in->same, c->arena, 16);
    if (read_line(in, frame->line)) return true;
    return c->err.code == ERR_NONE && scan_fail(&in->scan);
}

static bool read_array(struct intake *in)
{
    i64 number = 0;
    for (bool first = true; scan_item(&in->scan, &first);)
        if (!read_line(in, ++number)) return false;
    if (in->scan.wrong) return false;
    return scan_next(&in->scan) == SCAN_END ||
           scan_wrong(&in->scan, tr(in->c, "text follows after the end"));
}

// Each object begins on a line of its own.
static bool read_lines(struct intake *in)
{
    struct scan *scan = &in->scan;
    const char *counted = scan->text.s;
    i64 line = 1;
    while (scan_next(scan) != SCAN_END) {
        i64 before = counted == scan->text.s ? 0 : line;
        for (; counted < scan->p; counted++)
            line += *counted == '\n';
        if (line == before) return scan_wrong(scan, tr(in->c, "text follows after the end"));
        counted = scan->p;
        if (!read_line(in, line)) return false;
        for (; counted < scan->p; counted++)
            line += *counted == '\n';
    }
    return true;
}

// Flaws

static void flaw(struct intake *in, str field, str value, const char *why, const char *hint)
{
    if (in->is_flawed) return;
    in->is_flawed = true;
    struct arena *arena = &in->batch->arena;
    in->flaw = (struct refusal){
        .column = field.size ? str_copy(arena, str_head(field, 100)).s : NULL,
        .value = value.size ? str_copy(arena, str_head(value, 100)).s : NULL,
        .why = why,
        .hint = hint,
    };
}

// What stood where something else was expected is skipped, and named as it was written.
static bool skip_wrong_kind(struct intake *in, str field, const char *why, const char *hint)
{
    const char *from = in->scan.p;
    if (!scan_skip(&in->scan)) return false;
    flaw(in, field, (str){from, in->scan.p - from}, why, hint);
    return true;
}

static i64 edit_distance(str a, str b)
{
    i64 row[16];
    if (a.size > 15 || b.size > 15) return 99;
    for (i64 k = 0; k <= b.size; k++)
        row[k] = k;
    for (i64 i = 1; i <= a.size; i++) {
        i64 diagonal = row[0];
        row[0] = i;
        for (i64 k = 1; k <= b.size; k++) {
            i64 changed = diagonal + (a.s[i - 1] != b.s[k - 1]);
            diagonal = row[k];
            row[k] = MIN(changed, MIN(row[k], row[k - 1]) + 1);
        }
    }
    return row[b.size];
}

static bool unknown_field(struct intake *in, str name)
{
    ctx *c = in->c;
    i64 best = 0;
    for (i64 i = 1; i < FIELD__COUNT; i++)
        if (edit_distance(name, field_names[i]) < edit_distance(name, field_names[best])) best = i;
    bool is_close = edit_distance(name, field_names[best]) <= 1 + name.size / 3;
    const char *hint =
        is_close ? fmt(&in->batch->arena, tr(c, "Did you mean \"%s\"?"), field_names[best].s)
                 : tr(c, "Known are source, id, happened, customer, subject, touchpoint, channel, "
                         "unit, segment, attributes, facts, remark and replaces.");
    flaw(in, name, (str){0}, tr(c, "a line has no field of this name"), hint);
    return scan_skip(&in->scan);
}

// Lines

static void finish_line(struct intake *in, str content)
{
    ctx *c = in->c;
    struct encounter *line = &in->line;
    if (!(in->seen & 1U << FIELD_HAPPENED))
        flaw(in, field_names[FIELD_HAPPENED], (str){0}, tr(c, "it does not say when it happened"),
             tr(c, "Give the moment, such as \"2026-11-20T10:00:00Z\"."));
    if (line->replaces && !line->id.size)
        flaw(in, field_names[FIELD_ID], (str){0},
             tr(c, "a correction does not say what it corrects"),
             tr(c, "Give the id that the fact was sent with."));
    if (in->is_flawed) {
        in->flaw.line = line->line;
        in->batch->lines++;
        batch_refuse(in->batch, in->flaw);
        return;
    }
    if (!line->id.size) {
        line->content_hash = name_hash(content);
        struct hash_at at;
        line->occurrence = hash_map_first(&in->same, line->content_hash, &at);
        if (line->occurrence < 0) {
            line->occurrence = 0;
            hash_map_add(&in->same, line->content_hash, 1);
        } else {
            in->same.slots[at.slot].number++;
        }
    }
    line->readings = in->readings;
    line->reading_count = in->reading_count;
    line->attributes = in->attributes;
    line->attribute_count = in->attribute_count;
    (void)batch_add(in->batch, line);
}

static bool read_line(struct intake *in, i64 number)
{
    ctx *c = in->c;
    const char *from = in->scan.p;
    in->line = in->frame;
    in->line.line = number;
    in->seen = in->frame_seen;
    in->is_flawed = false;
    in->reading_count = in->attribute_count = 0;
    if (scan_next(&in->scan) != SCAN_OBJECT) {
        if (!skip_wrong_kind(in, (str){0}, tr(c, "a line must be an object"),
                             tr(c, "Write it as {\"source\": \"shop\", …}.")))
            return false;
        in->flaw.line = number;
        in->batch->lines++;
        batch_refuse(in->batch, in->flaw);
    } else {
        str name = {0};
        for (bool first = true; scan_field(&in->scan, &first, &name);)
            if (!read_field(in, name)) return false;
        if (in->scan.wrong) return false;
        finish_line(in, (str){from, in->scan.p - from});
    }
    if (in->batch->fact_count <= BOUND_BODY_FACTS && in->batch->lines <= BOUND_BODY_FACTS)
        return true;
    return fail_with(
        c, ERR_TOO_LARGE,
        fmt(c->arena, tr(c, "there are more than %d facts in one request"), BOUND_BODY_FACTS),
        tr(c, "Send them in several requests, or import them as a file."));
}

// Fields

static bool read_text(struct intake *in, str field, str *out)
{
    const ctx *c = in->c;
    if (scan_next(&in->scan) == SCAN_TEXT) return scan_text(&in->scan, out);
    return skip_wrong_kind(in, field, tr(c, "text is expected here"),
                           tr(c, "Write it in quotes, as \"17\"."));
}

static bool read_happened(struct intake *in)
{
    const ctx *c = in->c;
    str field = field_names[FIELD_HAPPENED], text = {0};
    if (!read_text(in, field, &text)) return false;
    if (in->is_flawed) return true;
    i64 ms = 0;
    if (!ms_parse_rfc3339(text, &ms))
        flaw(in, field, text, tr(c, "this is no moment with its offset"),
             tr(c, "Write it as \"2026-11-20T10:00:00Z\" or \"2026-11-20T12:00:00+02:00\"."));
    else if (ms > c->now_ms + DAY_MS)
        flaw(in, field, text, tr(c, "it has not happened yet"),
             tr(c, "Look at the sender's clock and at the offset from UTC."));
    in->line.happened_ms = ms;
    return true;
}

// "C1", or {"crm": "C1"} where the key is of another namespace than the source.
static bool read_customer(struct intake *in)
{
    const ctx *c = in->c;
    str field = field_names[FIELD_CUSTOMER];
    if (scan_next(&in->scan) != SCAN_OBJECT) return read_text(in, field, &in->line.key);
    i64 count = 0;
    str space = {0};
    for (bool first = true; scan_field(&in->scan, &first, &space); count++) {
        in->line.name_space = space;
        if (!read_text(in, field, &in->line.key)) return false;
    }
    if (in->scan.wrong) return false;
    if (count != 1 || !in->line.name_space.size)
        flaw(in, field, (str){0}, tr(c, "a customer has one key here"),
             tr(c, "Write it as \"C1\" or as {\"crm\": \"C1\"}."));
    return true;
}

static bool read_subject(struct intake *in)
{
    const ctx *c = in->c;
    str text = {0}, field = field_names[FIELD_SUBJECT];
    if (!read_text(in, field, &text)) return false;
    if (!in->is_flawed && !subject_from_name(text, &in->line.subject))
        flaw(in, field, text, tr(c, "there is no subject of this name"),
             tr(c, "It is \"customer\", \"employee\" or \"shopper\"."));
    return true;
}

static bool read_replaces(struct intake *in)
{
    const ctx *c = in->c;
    enum scan_kind kind = scan_next(&in->scan);
    if (kind != SCAN_TRUE && kind != SCAN_FALSE)
        return skip_wrong_kind(in, field_names[FIELD_REPLACES],
                               tr(c, "true or false is expected here"), NULL);
    in->line.replaces = kind == SCAN_TRUE;
    return scan_skip(&in->scan);
}

static bool read_attributes(struct intake *in)
{
    const ctx *c = in->c;
    str name = {0};
    if (scan_next(&in->scan) != SCAN_OBJECT)
        return skip_wrong_kind(in, field_names[FIELD_ATTRIBUTES],
                               tr(c, "an object of texts is expected here"),
                               tr(c, "Write it as {\"town\": \"Turku\"}."));
    for (bool first = true; scan_field(&in->scan, &first, &name);) {
        if (in->attribute_count == in->attribute_capacity) {
            i64 capacity = MAX(in->attribute_capacity * 2, 16);
            in->attributes = arena_grow(in->c->arena, in->attributes, in->attribute_capacity,
                                        capacity, (i64)sizeof(struct encounter_attribute));
            in->attribute_capacity = capacity;
        }
        struct encounter_attribute *attribute = &in->attributes[in->attribute_count];
        *attribute = (struct encounter_attribute){.name = name};
        if (scan_next(&in->scan) == SCAN_NULL) {
            if (!scan_skip(&in->scan)) return false;
            continue;
        }
        if (!read_text(in, name, &attribute->value)) return false;
        in->attribute_count++;
    }
    return !in->scan.wrong;
}

static bool read_value(struct intake *in, str metric, i64 *value_e4)
{
    const ctx *c = in->c;
    if (scan_next(&in->scan) != SCAN_NUMBER)
        return skip_wrong_kind(in, metric, tr(c, "a number is expected here"),
                               tr(c, "Write it without quotes, as 49.9."));
    str text = {0};
    if (!scan_number(&in->scan, &text)) return false;
    bool is_exact = scan_e4(text, value_e4);
    if (!is_exact)
        flaw(in, metric, text, tr(c, "the value has too many digits"),
             tr(c, "A value has at most 4 decimals and 11 digits before them."));
    return true;
}

static bool read_facts(struct intake *in)
{
    const ctx *c = in->c;
    str name = {0};
    if (scan_next(&in->scan) != SCAN_OBJECT)
        return skip_wrong_kind(in, field_names[FIELD_FACTS],
                               tr(c, "an object of numbers is expected here"),
                               tr(c, "Write it as {\"purchase\": 49.9}."));
    for (bool first = true; scan_field(&in->scan, &first, &name);) {
        if (scan_next(&in->scan) == SCAN_NULL) { // not answered
            if (!scan_skip(&in->scan)) return false;
            continue;
        }
        if (in->reading_count == in->reading_capacity) {
            i64 capacity = MAX(in->reading_capacity * 2, 16);
            in->readings = arena_grow(in->c->arena, in->readings, in->reading_capacity, capacity,
                                      (i64)sizeof(struct reading));
            in->reading_capacity = capacity;
        }
        struct reading *reading = &in->readings[in->reading_count++];
        *reading = (struct reading){.metric = name};
        if (!read_value(in, name, &reading->value_e4)) return false;
    }
    return !in->scan.wrong;
}

static bool read_field(struct intake *in, str name)
{
    i64 field = 0;
    while (field < FIELD__COUNT && !str_equal(name, field_names[field]))
        field++;
    if (field == FIELD__COUNT) return unknown_field(in, name);
    if (in->seen & 1U << field)
        flaw(in, name, (str){0}, tr(in->c, "this field stands twice"), NULL);
    in->seen |= 1U << field;
    if (scan_next(&in->scan) == SCAN_NULL && field != FIELD_HAPPENED) return scan_skip(&in->scan);
    switch ((enum field)field) {
    case FIELD_HAPPENED:
        return read_happened(in);
    case FIELD_CUSTOMER:
        return read_customer(in);
    case FIELD_SUBJECT:
        return read_subject(in);
    case FIELD_ATTRIBUTES:
        return read_attributes(in);
    case FIELD_FACTS:
        return read_facts(in);
    case FIELD_REPLACES:
        return read_replaces(in);
    case FIELD_SOURCE:
        return read_text(in, name, &in->line.source);
    case FIELD_ID:
        return read_text(in, name, &in->line.id);
    case FIELD_TOUCHPOINT:
        return read_text(in, name, &in->line.touchpoint);
    case FIELD_CHANNEL:
        return read_text(in, name, &in->line.channel);
    case FIELD_UNIT:
        return read_text(in, name, &in->line.unit);
    case FIELD_SEGMENT:
        return read_text(in, name, &in->line.segment);
    case FIELD_REMARK:
        return read_text(in, name, &in->line.remark);
    case FIELD__COUNT:
        break;
    }
    return false;
}

// In the order of their lines: what conflicts with the store was found after what is wrong by
// itself.
static const struct refusal **refusals_by_line(ctx *c, const struct batch *batch)
{
    const struct refusal **sorted =
        NEW_ARRAY(c->arena, const struct refusal *, batch->refusal_count);
    for (i64 i = 0; i < batch->refusal_count; i++) {
        i64 at = i;
        for (; at > 0 && sorted[at - 1]->line > batch->refusals[i].line; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = &batch->refusals[i];
    }
    return sorted;
}

void intake_put_refused(ctx *c, json_t *answer, const struct batch *batch)
{
    const struct refusal **sorted = refusals_by_line(c, batch);
    json_t *refused = json_new_array(c);
    for (i64 i = 0; i < batch->refusal_count; i++) {
        const struct refusal *refusal = sorted[i];
        json_t *item = json_object();
        json_put_i64(item, "line", refusal->line);
        if (refusal->column) json_put_c(item, "field", refusal->column);
        if (refusal->value) json_put_c(item, "value", refusal->value);
        json_put_c(item, "why", refusal->why);
        if (refusal->hint) json_put_c(item, "hint", refusal->hint);
        int failed = json_array_append_new(refused, item);
        assert(!failed);
    }
    json_put(answer, "refused", refused);
    if (batch->lines_refused > batch->refusal_count)
        json_put_i64(answer, "refused_total", batch->lines_refused);
}

json_t *intake_answer(ctx *c, const struct batch *batch)
{
    json_t *answer = json_new_object(c);
    json_put_i64(answer, "taken", batch->facts_taken);
    json_put_i64(answer, "repeated", batch->facts_repeated);
    json_put_i64(answer, "customers", batch->customers_new);
    intake_put_refused(c, answer, batch);
    return answer;
}
