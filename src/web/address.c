#include "web/address.h"

#include "base/time.h"
#include "bounds.h"
#include "web/labels.h"

// clang-format off
const char *const address_langs[] = {"fi", "sv", "en", NULL};
const char *const address_formats[] = {"html", "json", NULL};

#define PAGE_FIELD                                                                                 \
    {.name = "page", .type = FIELD_I64, .min = 1, .max = 100000, .what = "which page, from 1"}
#define QUESTION_FIELDS                                                                            \
    {.name = "metric", .type = FIELD_TEXT, .what = "what is measured"},                            \
    {.name = "by", .type = FIELD_TEXT, .many = true, .max = 2 * BOUND_NAME_BYTES + 1,              \
     .what = "one or two dimensions to split by"},                                                 \
    {.name = "where", .type = FIELD_TEXT, .many = true,                                            \
     .max = BOUND_NAME_BYTES + BOUND_ATTRIBUTE_BYTES + 1, .what = "a filter, as in channel:web"},  \
    {.name = "from", .type = FIELD_DAY, .what = "first day, as 2026-11-21"},                       \
    {.name = "to", .type = FIELD_DAY, .what = "last day"},                                         \
    {.name = "level", .type = FIELD_F64, .min = 0, .max = 1,                                       \
     .what = "how sure the interval is; 0.95"},                                                    \
    {.name = "customers", .type = FIELD_BOOL, .what = "count customers, though it takes longer"}

const struct field address_fields[] = {QUESTION_FIELDS, PAGE_FIELDS, {0}};
const struct field address_paged_fields[] = {QUESTION_FIELDS, PAGE_FIELD, PAGE_FIELDS, {0}};
const struct field address_list_fields[] = {PAGE_FIELD, PAGE_FIELDS, {0}};
const struct field address_page_fields[] = {PAGE_FIELDS, {0}};
// clang-format on

void url_add(buf *out, str text)
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
    url_add(out, value);
}

const char *address_with(ctx *c, const char *path, const struct figure_query *query,
                         const char *more)
{
    buf out = buf_new(c->arena, 20000);
    buf_c(&out, path);
    if (query->metric.size) add(&out, "metric", query->metric);
    for (i64 i = 0; i < query->by_count; i++)
        add(&out, "by", label_dim_name(&query->by[i]));
    for (i64 i = 0; i < query->where_count; i++) {
        const struct figure_where *where = &query->where[i];
        add(&out, "where",
            str_of(fmt(c->arena, "%.*s:%.*s", STR(label_dim_name(&where->on)), STR(where->value))));
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

bool address_add_by(ctx *c, str text, struct figure_query *query)
{
    str rest = text, dim = {0};
    while (str_cut(&rest, ',', &dim)) {
        if (query->by_count == COUNT_OF(query->by))
            return fail_with(c, ERR_USAGE, tr(c, "figures split by at most two dimensions"), NULL);
        if (!figure_dim_parse(c, str_trim(dim), &query->by[query->by_count++])) return false;
    }
    return true;
}

bool address_add_where(ctx *c, str text, struct figure_query *query)
{
    i64 cut = 0;
    while (cut < text.size && text.s[cut] != ':' && text.s[cut] != '=')
        cut++;
    if (!cut || cut == text.size)
        return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "\"%.*s\" is no filter"), STR(text)),
                         tr(c, "Write it as unit:Helsinki."));
    if (query->where_count == COUNT_OF(query->where))
        return fail_with(c, ERR_USAGE, tr(c, "there are too many filters"),
                         tr(c, "At most 8 are possible."));
    struct figure_where *where = &query->where[query->where_count++];
    where->value = str_slice(text, cut + 1, text.size);
    return figure_dim_parse(c, str_slice(text, 0, cut), &where->on);
}

static bool read_day(const struct request *request, const char *name, i32 *day)
{
    const struct input *input = request_input(request, name);
    if (input) *day = (i32)input->i;
    return input != NULL;
}

bool address_read(ctx *c, const struct request *request, struct figure_query *out)
{
    *out = (struct figure_query){.metric = request_text(request, "metric", (str){0}),
                                 .level = request_f64(request, "level", 0),
                                 .customers = request_i64(request, "customers", 0) != 0};
    out->from_given = read_day(request, "from", &out->from);
    out->to_given = read_day(request, "to", &out->to);
    const struct input *in = request_input(request, "by");
    for (; in; in = request_input_next(request, in))
        if (!address_add_by(c, in->text, out)) return false;
    for (in = request_input(request, "where"); in; in = request_input_next(request, in))
        if (!address_add_where(c, in->text, out)) return false;
    return true;
}
