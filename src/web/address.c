#include "web/address.h"

#include "base/time.h"
#include "bounds.h"

#define QUESTION_FIELDS                                                                            \
    {.name = "metric", .type = FIELD_TEXT, .what = "what is measured"},                            \
        {.name = "by",                                                                             \
         .type = FIELD_TEXT,                                                                       \
         .many = true,                                                                             \
         .what = "one or two dimensions to split by"},                                             \
        {.name = "where",                                                                          \
         .type = FIELD_TEXT,                                                                       \
         .max = 2 * BOUND_NAME_BYTES,                                                              \
         .many = true,                                                                             \
         .what = "a filter, as in channel:web"},                                                   \
        {.name = "from", .type = FIELD_TEXT, .what = "first day, as 2026-11-21"},                  \
        {.name = "to", .type = FIELD_TEXT, .what = "last day"},                                    \
        {.name = "level", .type = FIELD_TEXT, .what = "how sure the interval is; 0.95"},           \
        {.name = "customers",                                                                      \
         .type = FIELD_BOOL,                                                                       \
         .what = "count customers, though it takes longer"},                                       \
        {.name = "format", .type = FIELD_TEXT, .what = "json, for who cannot say Accept"},         \
    {                                                                                              \
        .name = "lang", .type = FIELD_TEXT, .what = "fi, sv or en"                                 \
    }

const struct field address_fields[] = {QUESTION_FIELDS, {0}};
const struct field address_paged_fields[] = {
    QUESTION_FIELDS,
    {.name = "page", .type = FIELD_I64, .min = 1, .max = 100000, .what = "which page, from 1"},
    {0     }
};

static void add_encoded(buf *out, str text)
{
    for (i64 i = 0; i < text.size; i++) {
        u8 ch = (u8)text.s[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '-' || ch == '_' || ch == '.' || ch == '~' ||
                     ch == ':' || ch == ',';
        if (plain)
            buf_char(out, (char)ch);
        else
            buf_fmt(out, "%%%02X", ch);
    }
}

static void add(buf *out, const char *name, str value)
{
    bool first = str_find(buf_str(out), S("?")) < 0;
    buf_fmt(out, "%c%s=", first ? '?' : '&', name);
    add_encoded(out, value);
}

static str dim_text(const struct figure_by *by)
{
    return by->dim == DIM_ATTRIBUTE ? by->attribute : str_of(figure_dim_name(by->dim));
}

const char *address_with(ctx *c, const char *path, const struct figure_query *query,
                         const char *more)
{
    buf out = buf_new(c->arena, 20000);
    buf_c(&out, path);
    if (query->metric.size) add(&out, "metric", query->metric);
    for (i64 i = 0; i < query->by_count; i++)
        add(&out, "by", dim_text(&query->by[i]));
    for (i64 i = 0; i < query->where_count; i++) {
        const struct figure_where *where = &query->where[i];
        add(&out, "where",
            str_of(fmt(c->arena, "%.*s:%.*s", STR(dim_text(&where->on)), STR(where->value))));
    }
    if (query->from_given) add(&out, "from", day_write(c->arena, query->from));
    if (query->to_given) add(&out, "to", day_write(c->arena, query->to));
    if (query->level > 0 && (query->level < 0.9499 || query->level > 0.9501))
        add(&out, "level", str_of(fmt(c->arena, "%g", query->level)));
    if (more) buf_fmt(&out, "%c%s", str_find(buf_str(&out), S("?")) < 0 ? '?' : '&', more);
    return out.s;
}

const char *address_of(ctx *c, const char *path, const struct figure_query *query)
{
    return address_with(c, path, query, NULL);
}

static bool read_by(ctx *c, const struct request *request, struct figure_query *out)
{
    for (const struct input *in = request_input(request, "by"); in;
         in = request_input_next(request, in)) {
        str rest = in->text, dim = {0};
        while (str_cut(&rest, ',', &dim)) {
            if (!str_trim(dim).size) continue; // a form sends what was not chosen as empty
            if (out->by_count == COUNT_OF(out->by))
                return fail_with(c, ERR_USAGE, tr(c, "figures split by at most two dimensions"),
                                 NULL);
            if (!figure_dim_parse(c, dim, &out->by[out->by_count++])) return false;
        }
    }
    return true;
}

static bool read_where(ctx *c, const struct request *request, struct figure_query *out)
{
    for (const struct input *in = request_input(request, "where"); in;
         in = request_input_next(request, in)) {
        if (!in->text.size) continue;
        i64 cut = str_find(in->text, S(":")), equals = str_find(in->text, S("="));
        if (cut < 0 || (equals >= 0 && equals < cut)) cut = equals;
        if (cut <= 0)
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "\"%.*s\" is no filter"), STR(in->text)),
                             tr(c, "Write it as where=unit:Helsinki."));
        if (out->where_count == COUNT_OF(out->where))
            return fail_with(c, ERR_USAGE, tr(c, "there are too many filters"),
                             tr(c, "At most 8 are possible."));
        struct figure_where *where = &out->where[out->where_count++];
        if (!figure_dim_parse(c, str_slice(in->text, 0, cut), &where->on)) return false;
        where->value = str_slice(in->text, cut + 1, in->text.size);
    }
    return true;
}

static bool read_day(ctx *c, const struct request *request, const char *name, bool *given, i32 *day)
{
    str text = request_text(request, name, (str){0});
    *given = text.size > 0;
    if (!*given || day_parse(text, day)) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "%s: \"%.*s\" is no date"), name, STR(text)),
                     tr(c, "Write it as 2026-11-21."));
}

bool address_read(ctx *c, const struct request *request, struct figure_query *out)
{
    *out = (struct figure_query){.metric = request_text(request, "metric", (str){0}),
                                 .customers = request_i64(request, "customers", 0) != 0};
    str level = request_text(request, "level", (str){0});
    if (level.size && !str_f64(level, &out->level))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "level: \"%.*s\" is no number"), STR(level)),
                         tr(c, "Usual is 0.95."));
    return read_by(c, request, out) && read_where(c, request, out) &&
           read_day(c, request, "from", &out->from_given, &out->from) &&
           read_day(c, request, "to", &out->to_given, &out->to);
}
