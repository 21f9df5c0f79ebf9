// Each role goes to the column that scores best for it: by its name in the languages we know, and
// by what its cells look like. A role that no column scores for stays out; where a mapping cannot
// do without one, a question stands in its place, which no import takes for an answer.
#include "import/suggest_parts.h"

#include "import/mapping.h"

enum { ROWS_LOOKED_AT = 20000, ATTRIBUTES_MAX = 6, MEASURES_MAX = 4, NAMED = 100 };

// Parts of names, in English, Finnish and Swedish.
static const char *const happened_names[] = {"date", "time", "when",  "happened", "created", "pvm",
                                             "päiv", "aika", "datum", "tid",      NULL};
static const char *const customer_names[] = {"customer", "client",    "asiakas", "kund",    "user",
                                             "member",   "passenger", "guest",   "account", NULL};
static const char *const row_names[] = {"id",  "nr",       "number", "numero", "tunnus",
                                        "key", "response", "order",  NULL};
static const char *const nps_names[] = {"nps",        "recommend", "suosit", "rekommend", "rating",
                                        "likelihood", "rec",       "score",  NULL};
static const char *const remark_names[] = {"comment", "remark",  "feedback", "text",
                                           "palaute", "komment", "open",     "verbatim",
                                           "why",     "miksi",   NULL};
static const char *const amount_names[] = {"amount",  "purchase", "price",  "total",
                                           "dollar",  "eur",      "summa",  "hinta",
                                           "revenue", "spend",    "belopp", NULL};
static const char *const unit_names[] = {"unit",   "store",  "shop",         "branch",  "site",
                                         "office", "market", "partner.name", "partner", "toimip",
                                         "myym",   "butik",  "region",       "bu",      NULL};
static const char *const segment_names[] = {"segment", "status", "tier",   "class",
                                            "level",   "group",  "luokka", NULL};
static const char *const channel_names[] = {"channel", "kanava", "kanal", NULL};
static const char *const touchpoint_names[] = {"touchpoint", "kohtaaminen", "contact reason",
                                               "product", NULL};
static const char *const measure_names[] = {"delay",   "wait",   "duration", "minutes",
                                            "seconds", "odotus", "kesto",    NULL};

static bool file_look(struct suggestion *s, const char *file);
static void map_make(struct suggestion *s, const char *file);

bool suggest_run(ctx *c, const char *file, str *out)
{
    json_t *map;
    if (!suggest_map(c, (struct suggest_order){.file = file}, &map)) return false;
    *out = json_write_indented(c, map);
    return true;
}

bool suggest_map(ctx *c, struct suggest_order order, json_t **out)
{
    struct suggestion suggestion = {.c = c, .options = READER_DEFAULTS};
    if (order.options) suggestion.options = *order.options;
    suggestion.is_told = order.options;
    suggestion.options.called = order.called;
    if (!file_look(&suggestion, order.file)) return false;
    map_make(&suggestion, order.called.size ? str_c(c->arena, order.called) : order.file);
    *out = suggestion.map;
    return true;
}

void suggest_say(struct suggestion *s, const char *text)
{
    if (s->c->say) fprintf(s->c->say, "%s\n", text);
}

// A column as people call it.
const char *suggest_called(struct suggestion *s, i64 index)
{
    str name = s->looks[index].name;
    if (!s->options.has_header || name.size == 0)
        return fmt(s->c->arena, tr(s->c, "column %lld"), (long long)index + 1);
    return fmt(s->c->arena, "\"%.*s\"", STR(name));
}

// Whether the first row holds values, not names.
static bool first_row_is_data(struct suggestion *s)
{
    static const struct zone *utc;
    if (!utc) utc = zone_find(s->c, S("UTC"));
    bool is_text =
        reader_format(s->reader) == FORMAT_DELIMITED || reader_format(s->reader) == FORMAT_ALIGNED;
    for (i64 i = 0; is_text && utc && i < reader_column_count(s->reader); i++) {
        struct number_flaw flaw;
        i64 value;
        str name = str_trim(reader_column_name(s->reader, i));
        if (name.size > 0 &&
            number_parse(name, (struct number_rule){.decimal = '.'}, &value, &flaw))
            return true;
    }
    return false;
}

static bool rows_look(struct suggestion *s)
{
    struct row_block block;
    i64 encoding = 0, nul = 0;
    s->count = reader_column_count(s->reader);
    s->looks = NEW_ARRAY(s->c->arena, struct column_look, s->count);
    s->used = NEW_ARRAY(s->c->arena, bool, s->count);
    s->rows = s->bad_rows = 0;
    for (i64 i = 0; i < s->count; i++)
        column_look_init(s->c, &s->looks[i], reader_column_name(s->reader, i), i);
    do {
        if (!reader_next(s->c, s->reader, &block)) return false;
        for (i64 i = 0; i < block.count && s->rows < ROWS_LOOKED_AT; i++, s->rows++) {
            const struct row *row = &block.rows[i];
            encoding += row->flaw == ROW_ENCODING;
            nul += row->flaw == ROW_NUL;
            s->bad_rows += row->flaw != ROW_GOOD;
            for (i64 k = 0; row->flaw == ROW_GOOD && k < s->count; k++)
                column_look_at(s->c, &s->looks[k], row->cells[k], &s->missing);
        }
    } while (block.count > 0 && s->rows < ROWS_LOOKED_AT);
    bool is_told = s->is_told || s->options.encoding.size > 0;
    if (!is_told && nul > s->rows / 2) s->options.encoding = S("utf-16");
    if (!is_told && encoding > 0 && nul == 0) s->options.encoding = S("windows-1252");
    return true;
}

// A survey system's file may have a header of several rows.
static bool answers_look(struct suggestion *s, const char *file)
{
    i64 rows = 0;
    if (!s->options.has_header) return true;
    s->answers = answers_recognise(s->reader, &rows);
    if (rows < 2 || s->options.header_rows) return true;
    struct reader *reader = s->reader;
    s->options.header_rows = rows;
    if (!reader_open(s->c, file, s->options, &s->reader)) return false;
    if (answers_has_rows(s->reader)) return true;
    s->options.header_rows = 0; // somebody took them out
    s->reader = reader;
    return true;
}

static bool file_look(struct suggestion *s, const char *file)
{
    bool opened = reader_open(s->c, file, s->options, &s->reader);
    if (!opened) {
        // A header in another encoding is the commonest reason.
        if (s->c->err.code != ERR_BAD_INPUT || s->is_told || s->options.encoding.size > 0)
            return false;
        err before = s->c->err;
        err_clear(s->c);
        s->options.encoding = S("windows-1252");
        if (!reader_open(s->c, file, s->options, &s->reader)) {
            s->c->err = before;
            return false;
        }
    }
    if (!s->is_told && first_row_is_data(s)) {
        s->options.has_header = false;
        if (!reader_open(s->c, file, s->options, &s->reader)) return false;
    }
    if (!answers_look(s, file)) return false;
    str encoding = s->options.encoding;
    if (!rows_look(s)) return false;
    if (str_equal(encoding, s->options.encoding)) return true;
    return reader_open(s->c, file, s->options, &s->reader) && rows_look(s);
}

// How well a column's name speaks for a role: the earlier the part stands in the list, the better.
static i64 name_score(struct suggestion *s, const struct column_look *look,
                      const char *const *names)
{
    char lower[200];
    str name = str_head(look->name, (i64)sizeof lower);
    if (!s->options.has_header) return 0;
    for (i64 i = 0; i < name.size; i++)
        lower[i] = (char)(name.s[i] >= 'A' && name.s[i] <= 'Z' ? name.s[i] + 32 : name.s[i]);
    for (i64 i = 0; names[i]; i++)
        if (str_find((str){lower, name.size}, str_of(names[i])) >= 0) return NAMED - i;
    return 0;
}

static bool is_unique(struct suggestion *s, const struct column_look *look)
{
    return s->rows > 1 && look->distinct == look->cells && column_filled(look) == look->cells;
}

bool suggest_is_words(const struct column_look *look)
{
    return column_filled(look) > 0 && !column_is_number(look) && !column_is_date(look);
}

static bool is_few(const struct column_look *look, i64 most)
{
    return suggest_is_words(look) && look->distinct >= 2 && look->distinct <= most;
}

// A column of dates may have a few bad ones: by its name it is known all the same.
static i64 score_happened(struct suggestion *s, const struct column_look *look)
{
    i64 named = name_score(s, look, happened_names);
    if (column_is_date(look)) return 1 + NAMED + named;
    return look->dates * 2 > column_filled(look) ? named : 0;
}

static i64 score_row(struct suggestion *s, const struct column_look *look)
{
    bool is_bare = s->options.has_header && look->name.size == 0;
    return is_unique(s, look) && !column_is_date(look)
               ? name_score(s, look, row_names) + (is_bare ? NAMED : 0)
               : 0;
}

static i64 score_customer(struct suggestion *s, const struct column_look *look)
{
    bool is_many = look->distinct > 30 || look->distinct > s->rows / 2;
    bool is_whole = !column_is_number(look) || look->whole == column_filled(look);
    if (!is_many || !is_whole || column_is_date(look) || look->words > look->cells * 2) return 0;
    i64 named = name_score(s, look, customer_names);
    if (named > 0)
        return named + (column_is_number(look) ? NAMED : 0); // a number rather than a name
    return s->options.has_header ? 0 : 1;
}

static i64 score_nps(struct suggestion *s, const struct column_look *look)
{
    bool is_answer = column_is_number(look) && look->whole == column_filled(look) &&
                     look->low_e4 >= 0 && look->high_e4 <= 100000 && look->high_e4 >= 80000;
    return is_answer ? name_score(s, look, nps_names) : 0;
}

static i64 score_amount(struct suggestion *s, const struct column_look *look)
{
    if (!column_is_number(look)) return 0;
    i64 named = name_score(s, look, amount_names);
    bool is_money =
        !s->options.has_header && look->whole < column_filled(look) && look->low_e4 >= 0;
    return named + (is_money ? 1 : 0);
}

static i64 score_remark(struct suggestion *s, const struct column_look *look)
{
    i64 filled = column_filled(look);
    if (!suggest_is_words(look) || look->distinct < MIN(filled, 20) / 2) return 0;
    bool is_long = look->size_total / MAX(filled, 1) >= 25 && look->words / MAX(filled, 1) >= 3;
    return is_long ? 1 + name_score(s, look, remark_names) : 0;
}

static i64 score_unit(struct suggestion *s, const struct column_look *look)
{
    return is_few(look, 200) ? name_score(s, look, unit_names) : 0;
}

static i64 score_segment(struct suggestion *s, const struct column_look *look)
{
    return is_few(look, 12) ? name_score(s, look, segment_names) : 0;
}

static i64 score_channel(struct suggestion *s, const struct column_look *look)
{
    return is_few(look, 30) ? name_score(s, look, channel_names) : 0;
}

static i64 score_touchpoint(struct suggestion *s, const struct column_look *look)
{
    return is_few(look, 60) ? name_score(s, look, touchpoint_names) : 0;
}

static i64 score_measure(struct suggestion *s, const struct column_look *look)
{
    return column_is_number(look) ? name_score(s, look, measure_names) : 0;
}

// The free column with the best score; -1 when none has any.
static i64 best_of(struct suggestion *s,
                   i64 (*score)(struct suggestion *s, const struct column_look *look))
{
    i64 best = -1, most = 0;
    for (i64 i = 0; i < s->count; i++) {
        i64 points = s->used[i] ? 0 : score(s, &s->looks[i]);
        if (points <= most) continue;
        most = points;
        best = i;
    }
    return best;
}

json_t *suggest_place(struct suggestion *s, i64 index)
{
    json_t *place = json_new_object(s->c);
    bool is_named = s->options.has_header || !reader_has_lines(s->reader);
    i64 alike = 0;
    for (i64 i = 0; i < s->count; i++)
        alike += str_equal(s->looks[i].name, s->looks[index].name);
    if (is_named && alike == 1) {
        json_put_str(place, "column", s->looks[index].name);
    } else {
        json_put_i64(place, "column", index + 1);
    }
    return place;
}

// In place of a column that was not found.
static json_t *question(struct suggestion *s)
{
    json_t *place = json_new_object(s->c);
    json_put_c(place, "column", ASKED_COLUMN);
    return place;
}

static void role_put(struct suggestion *s, const char *role,
                     i64 (*score)(struct suggestion *, const struct column_look *))
{
    i64 index = best_of(s, score);
    if (index < 0) return;
    s->used[index] = true;
    json_put(s->map, role, suggest_place(s, index));
    suggest_say(s, fmt(s->c->arena, tr(s->c, "%s: taken from %s, %lld different"), role,
                       suggest_called(s, index), (long long)s->looks[index].distinct));
}

static void happened_put(struct suggestion *s)
{
    i64 index = best_of(s, score_happened);
    if (index < 0) {
        suggest_say(
            s, tr(s->c, "happened: no column of dates was found; name one, or give a date for all "
                        "rows: \"happened\": \"2026-11-21\""));
        json_put(s->map, "happened", question(s));
        return;
    }
    suggest_happened(s, index);
}

json_t *suggest_happened(struct suggestion *s, i64 index)
{
    const char *formats[COLUMN_FORMATS_MAX];
    s->used[index] = true;
    json_t *place = suggest_place(s, index);
    i64 count = column_formats(&s->looks[index], formats);
    if (count == 1) json_put_c(place, "format", formats[0]);
    json_t *list = json_new_array(s->c);
    for (i64 i = 0; count > 1 && i < count; i++)
        json_array_append_new(list, json_string(formats[i]));
    if (count > 1) json_put(place, "format", list);
    json_put(s->map, "happened", place);
    suggest_say(
        s,
        fmt(s->c->arena,
            tr(s->c, "happened: taken from %s%s%s; say \"zone\" if it is not the company's"),
            suggest_called(s, index), count ? tr(s->c, ", form ") : "", count ? formats[0] : ""));
    i64 undated = column_filled(&s->looks[index]) - s->looks[index].dates;
    if (undated > 0)
        suggest_say(s, undated == 1
                           ? tr(s->c, "happened: one cell of it is no date")
                           : fmt(s->c->arena, tr(s->c, "happened: %lld cells of it are no dates"),
                                 (long long)undated));
    for (i64 i = 1; MOMENT_FORMATS[i]; i++) {
        bool is_other = count > 0 && strcmp(MOMENT_FORMATS[i], formats[0]) != 0;
        if (is_other && s->looks[index].fits[i] == s->looks[index].dates)
            suggest_say(
                s,
                fmt(s->c->arena,
                    tr(s->c, "happened: %s would fit as well: check which is day and which month"),
                    MOMENT_FORMATS[i]));
    }
    return place;
}

static void fact_put(struct suggestion *s, json_t *facts, const char *metric, i64 index)
{
    const struct column_look *look = &s->looks[index];
    json_t *fact = json_new_object(s->c);
    json_put_c(fact, "metric", metric);
    json_put(fact, "value", suggest_place(s, index));
    bool is_nps = strcmp(metric, "nps") == 0;
    if (is_nps && look->low_e4 >= 10000 && look->high_e4 == 100000) {
        json_t *scale = json_new_array(s->c);
        json_array_append_new(scale, json_integer(1));
        json_array_append_new(scale, json_integer(10));
        json_put(fact, "scale", scale);
        suggest_say(s, tr(s->c, "nps: no answer is 0, so the scale is taken to be 1 to 10; remove "
                                "\"scale\" if it was 0 to 10"));
    }
    json_array_append(facts, fact);
    s->used[index] = true;
    s->needs_comma = s->needs_comma || (look->numbers_plain < column_filled(look) &&
                                        look->numbers_comma > look->numbers_point);
    suggest_say(s, fmt(s->c->arena, tr(s->c, "%s: values of %s, from %s to %s"), metric,
                       suggest_called(s, index), number_write(s->c->arena, look->low_e4).s,
                       number_write(s->c->arena, look->high_e4).s));
}

// "Departure.Delay.in.Minutes" → "departure_delay_in_minutes".
const char *suggest_metric_name(struct suggestion *s, str column)
{
    buf name = buf_new(s->c->arena, 1000);
    str from = str_head(column, 60);
    for (i64 i = 0; i < from.size; i++) {
        char letter = from.s[i];
        bool is_capital = letter >= 'A' && letter <= 'Z';
        bool is_plain = is_capital || (letter >= 'a' && letter <= 'z') ||
                        (letter >= '0' && letter <= '9') || (u8)letter >= 0x80;
        if (is_plain) buf_char(&name, (char)(is_capital ? letter + 32 : letter));
        if (!is_plain && name.size > 0 && name.s[name.size - 1] != '_') buf_char(&name, '_');
    }
    while (name.size > 0 && name.s[name.size - 1] == '_')
        name.s[--name.size] = 0;
    return name.size > 0 ? name.s : "measure";
}

static void facts_put(struct suggestion *s)
{
    json_t *facts = json_new_array(s->c), *metrics = json_new_object(s->c);
    i64 nps = best_of(s, score_nps);
    if (nps >= 0) fact_put(s, facts, "nps", nps);
    i64 amount = best_of(s, score_amount);
    if (amount >= 0) fact_put(s, facts, "purchase", amount);
    for (i64 i = 0; i < MEASURES_MAX; i++) {
        i64 measure = best_of(s, score_measure);
        if (measure < 0) break;
        const char *name = suggest_metric_name(s, s->looks[measure].name);
        json_t *metric = json_new_object(s->c);
        json_put_c(metric, "kind", "mean");
        json_put_c(metric, "better", "lower");
        json_put_bool(metric, "asked", false);
        json_put(metrics, name, metric);
        fact_put(s, facts, name, measure);
    }
    if (json_object_size(metrics) > 0) json_put(s->map, "metrics", metrics);
    json_put(s->map, "facts", facts);
}

// What a mapping without values is good for depends on its remark.
static void facts_ask(struct suggestion *s)
{
    json_t *facts = json_object_get(s->map, "facts");
    if (json_array_size(facts) > 0) return;
    if (json_object_get(s->map, "remark")) {
        json_object_del(s->map, "facts");
        suggest_say(s, tr(s->c, "facts: no column of values was recognised; the words are taken"));
        return;
    }
    suggest_say(
        s, tr(s->c, "facts: no column of values was recognised; name a metric and its column. For "
                    "a list of customers, leave out \"happened\" and \"facts\""));
    json_t *fact = json_new_object(s->c);
    json_put_c(fact, "metric", ASKED_METRIC);
    json_put(fact, "value", question(s));
    json_array_append(facts, fact);
}

void suggest_attributes(struct suggestion *s)
{
    json_t *attributes = json_new_object(s->c);
    for (i64 i = 0; i < s->count && (i64)json_object_size(attributes) < ATTRIBUTES_MAX; i++) {
        if (s->used[i] || !is_few(&s->looks[i], 12) || s->looks[i].name.size == 0) continue;
        s->used[i] = true;
        json_put(attributes, suggest_metric_name(s, s->looks[i].name), suggest_place(s, i));
    }
    if (json_object_size(attributes) > 0) json_put(s->map, "attributes", attributes);
    buf left = buf_new(s->c->arena, 64 * 1024);
    for (i64 i = 0; i < s->count; i++)
        if (!s->used[i]) buf_fmt(&left, "%s%s", left.size ? ", " : "", suggest_called(s, i));
    if (left.size) suggest_say(s, fmt(s->c->arena, tr(s->c, "left out: %s"), left.s));
}

// How the file is to be read, as far as it is not the default.
void suggest_options(struct suggestion *s)
{
    enum reader_format format = reader_format(s->reader);
    bool is_text = format == FORMAT_DELIMITED || format == FORMAT_ALIGNED;
    if (is_text) {
        char delimiter = reader_delimiter(s->reader);
        const char one[2] = {delimiter, 0};
        json_put_c(s->map, "delimiter",
                   delimiter == '\t'                ? "tab"
                   : delimiter == DELIMITER_ALIGNED ? "spaces"
                                                    : one);
    }
    if (is_text && !s->options.has_header) json_put_bool(s->map, "header", false);
    if (s->options.header_rows > 1) json_put_i64(s->map, "header", s->options.header_rows);
    const char quote[2] = {s->options.quote, 0};
    bool is_plain = s->options.has_quotes && s->options.quote == '"';
    if (is_text && !is_plain) json_put_c(s->map, "quote", s->options.has_quotes ? quote : "");
    if (s->options.encoding.size > 0) json_put_str(s->map, "encoding", s->options.encoding);
    if (s->needs_comma) json_put_c(s->map, "decimal", ",");
    if (s->missing.count == 0) return;
    json_t *missing = json_new_array(s->c);
    for (i64 i = 0; i < s->missing.count; i++)
        json_array_append_new(
            missing, json_stringn(s->missing.words[i].s, (size_t)s->missing.words[i].size));
    json_put(s->map, "missing", missing);
}

static void map_make(struct suggestion *s, const char *file)
{
    s->map = json_new_object(s->c);
    const char *slash = strrchr(file, '/');
    str name = str_of(slash ? slash + 1 : file);
    i64 dot = str_find(name, S("."));
    json_put_str(s->map, "source", dot > 0 ? str_slice(name, 0, dot) : name);
    suggest_say(s, fmt(s->c->arena, tr(s->c, "read: %lld rows, %lld columns"), (long long)s->rows,
                       (long long)s->count));
    if (s->bad_rows > 0)
        suggest_say(s, s->bad_rows == 1
                           ? tr(s->c, "read: one row is bad; --dry-run tells which")
                           : fmt(s->c->arena,
                                 tr(s->c, "read: %lld rows are bad; --dry-run tells which"),
                                 (long long)s->bad_rows));
    if (s->answers.of) {
        suggest_answers(s);
        suggest_options(s);
        return;
    }
    happened_put(s);
    i64 row = best_of(s, score_row), customer = best_of(s, score_customer);
    if (row >= 0) {
        s->used[row] = true;
        json_put(s->map, "row_id", suggest_place(s, row));
        suggest_say(s, fmt(s->c->arena, tr(s->c, "row_id: every row has its own in %s"),
                           suggest_called(s, row)));
    }
    if (customer < 0) customer = row;
    if (customer >= 0) {
        s->used[customer] = true;
        json_put(s->map, "customer", suggest_place(s, customer));
        suggest_say(
            s, fmt(s->c->arena, tr(s->c, "customer: taken from %s"), suggest_called(s, customer)));
    }
    role_put(s, "touchpoint", score_touchpoint);
    role_put(s, "channel", score_channel);
    role_put(s, "unit", score_unit);
    role_put(s, "segment", score_segment);
    facts_put(s);
    role_put(s, "remark", score_remark);
    facts_ask(s);
    suggest_attributes(s);
    suggest_options(s);
}
