// What is asked of the stream of voices: read from an address, written back into one.
#include "bounds.h"
#include "web/address.h"
#include "web/scope.h"
#include "web/visitor.h"
#include "web/voices.h"
#include "words/tokens.h"

static const char *const languages[] = {"fi", "en", "sv", "unknown", NULL};
static const char *const tones[] = {"unhappy", "neither", "happy", NULL};
static const char *const feelings[] = {"anger", "anticipation", "disgust", "fear",
                                       "joy",   "sadness",      "surprise", "trust", NULL};
static_assert(COUNT_OF(feelings) == VOICE_FEELINGS + 1, "as many as voice.h has");

// clang-format off
#define CHOSEN(dim) {.name = dim, .max = BOUND_NAME_BYTES, .what = "only of this " dim}
const struct field voices_fields[] = {
    {.name = "metric", .type = FIELD_TEXT, .what = "whose value stands beside the words"},
    {.name = "where", .type = FIELD_TEXT, .many = true, .max = BOUND_NAME_BYTES + BOUND_ATTRIBUTE_BYTES + 1,
     .what = "a filter, as in channel:web"},
    {.name = "from", .type = FIELD_DAY, .what = "first day, as 2026-11-21"},
    {.name = "to", .type = FIELD_DAY, .what = "last day"},
    {.name = "level", .type = FIELD_F64, .min = 0, .max = 1, .what = "taken as figures take it; without effect here"},
    CHOSEN("touchpoint"), CHOSEN("unit"), CHOSEN("segment"), CHOSEN("source"), CHOSEN("channel"),
    {.name = "language", .type = FIELD_CHOICE, .choices = languages, .what = "only in this language"},
    {.name = "tone", .type = FIELD_CHOICE, .choices = tones, .what = "only remarks that sound so, as a program reads them"},
    {.name = "feeling", .type = FIELD_CHOICE, .choices = feelings, .what = "only remarks with this feeling, as a program reads them"},
    {.name = "theme", .type = FIELD_I64, .min = 1, .max = 9007199254740991, .what = "only of this theme, by its number"},
    {.name = "least", .type = FIELD_F64, .min = -1000000000, .max = 1000000000, .what = "only with at least this value of the metric"},
    {.name = "most", .type = FIELD_F64, .min = -1000000000, .max = 1000000000, .what = "only with at most this value of the metric"},
    {.name = "q", .max = BOUND_NAME_BYTES, .what = "only remarks that have all of these words"},
    {.name = "after", .max = BOUND_EXTERNAL_BYTES + 80, .what = "the next page, as the one before tells"},
    PAGE_FIELDS, {0}};
// clang-format on

static const char *const dims[] = {"touchpoint", "unit", "segment", "source", "channel"};

static bool read_value(const struct request *request, const char *name, f64 *out)
{
    if (!request_input(request, name)) return false;
    *out = request_f64(request, name, 0);
    return true;
}

static void read_wish(ctx *c, const struct request *request, struct voices_asked *out)
{
    const struct input *language = request_input(request, "language"),
                       *tone = request_input(request, "tone"),
                       *feeling = request_input(request, "feeling");
    struct remark_wish *wish = &out->wish;
    out->search = str_trim(request_text(request, "q", (str){0}));
    wish->search = tokens_fold(c, out->search);
    wish->language = language ? language->i + 1 : 0;
    wish->has_tone = tone != NULL;
    if (tone) wish->tone = (enum remark_tone)(tone->i - 1);
    wish->feelings = feeling ? 1LL << feeling->i : 0;
    wish->theme = request_i64(request, "theme", 0);
    wish->has_least = read_value(request, "least", &wish->least);
    wish->has_most = read_value(request, "most", &wish->most);
    wish->after = request_text(request, "after", (str){0});
    wish->sees_persons = visitor_sees_personal(request, (struct place){0});
}

bool voices_read(ctx *c, const struct request *request, struct voices_asked *out)
{
    *out = (struct voices_asked){0};
    if (!address_read(c, request, &out->query)) return false;
    for (i64 i = 0; i < COUNT_OF(dims); i++) {
        str name = request_text(request, dims[i], (str){0});
        str filter = str_of(fmt(c->arena, "%s:%.*s", dims[i], STR(name)));
        if (name.size && !address_add_where(c, filter, &out->query)) return false;
    }
    read_wish(c, request, out);
    return theme_list(c, &out->themes, &out->theme_count) &&
           scope_of(c, request, MAY_READ_REMARKS, &out->query.scope);
}

static void add(buf *out, const char *name, const char *value)
{
    buf_fmt(out, "%c%s=", str_find(buf_str(out), S("?")) < 0 ? '?' : '&', name);
    url_add(out, str_of(value));
}

static void add_wish(ctx *c, buf *out, const struct remark_wish *wish, const char *without)
{
    i64 feeling = 0;
    while (feeling < VOICE_FEELINGS && !(wish->feelings >> feeling & 1))
        feeling++;
    const struct {
        const char *name, *value; // NULL: not asked
    } all[] = {
        {"language", wish->language ? languages[wish->language - 1] : NULL},
        {"tone",     wish->has_tone ? tones[wish->tone + 1] : NULL},
        {"feeling",  wish->feelings ? feelings[feeling] : NULL},
        {"theme",    wish->theme ? fmt(c->arena, "%lld", (long long)wish->theme) : NULL},
        {"least",    wish->has_least ? fmt(c->arena, "%.10g", wish->least) : NULL},
        {"most",     wish->has_most ? fmt(c->arena, "%.10g", wish->most) : NULL}
    };
    for (i64 i = 0; i < COUNT_OF(all); i++)
        if (all[i].value && !(without && !strcmp(without, all[i].name)))
            add(out, all[i].name, all[i].value);
}

const char *voices_href(ctx *c, const char *path, const struct voices_asked *asked,
                        const char *without, str after)
{
    buf out = buf_new(c->arena, 40000);
    buf_c(&out, address_of(c, path, &asked->query));
    add_wish(c, &out, &asked->wish, without);
    if (asked->search.size && !(without && !strcmp(without, "q")))
        add(&out, "q", str_c(c->arena, asked->search));
    if (after.size) add(&out, "after", str_c(c->arena, after));
    return out.s;
}
