#include "web/wall_pages.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "http/inputs.h"
#include "people/throttle.h"
#include "web/address.h"
#include "web/change.h"
#include "web/choices.h"
#include "web/figure_model.h"
#include "web/form.h"
#include "web/render.h"
#include "web/visitor.h"
#include "web/wall.h"

enum { WALL_TURN_S = 20, QUESTIONS_BYTES_MAX = 8000 };

// clang-format off
const struct field walls_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .min = 1, .required = true, .what = "where it hangs"},
    {.name = "metric", .type = FIELD_TEXT, .many = true, .what = "a metric, shown by month"},
    {.name = "figures", .type = FIELD_TEXT, .max = QUESTIONS_BYTES_MAX,
     .what = "addresses of figures, one a line"},
    {0}};
const struct field wall_fields[] = {
    {.name = "at", .type = FIELD_I64, .min = 0, .max = 1000000, .what = "which figure, from 0"},
    PAGE_FIELDS, {0}};
// clang-format on

// ---- Questions ----

// Reads the query of an address under /figures as the figures page would.
static bool question_read(ctx *c, str query, struct figure_query *out)
{
    static const struct route figures = {.path = "/figures", .in = address_fields};
    struct request asked = {.query = query, .route = &figures};
    return inputs_read_query(c, &asked) && address_read(c, &asked, out);
}

// One line: an address as it is copied from the browser, or its end. Kept is what stands after ?.
static bool take_line(ctx *c, str line, buf *questions, i64 *count)
{
    i64 at = str_find(line, S("/figures"));
    str query = at < 0 ? line : str_slice(line, at + 8, line.size);
    struct figure_query question;
    struct figures figures;
    if (at < 0 || (query.size && query.s[0] != '?'))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "\"%.*s\" is no address of figures"), STR(line)),
                         tr(c, "Open the figures, and copy the address from the browser."));
    if (query.size) query = str_slice(query, 1, query.size);
    if (!question_read(c, query, &question)) return false;
    if (!question.metric.size)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "\"%.*s\" does not say what is measured"), STR(line)),
                         tr(c, "Choose the metric on the figures page first."));
    if (!figure_compute(c, question, &figures)) return false;
    if (questions->size) buf_char(questions, '\n');
    buf_c(questions, address_of(c, "", &question) + 1);
    (*count)++;
    return true;
}

// All that the form says, or a problem beside its field.
static bool take_questions(ctx *c, struct request *request, str *out, bool *sound)
{
    buf questions = buf_new(c->arena, 4 * QUESTIONS_BYTES_MAX);
    i64 count = 0;
    str rest = request_text(request, "figures", (str){0}), line = {0};
    bool fine = true;
    const struct input *in = request_input(request, "metric");
    for (; fine && in; in = request_input_next(request, in)) {
        buf address = buf_new(c->arena, 4 * BOUND_NAME_BYTES);
        buf_c(&address, "/figures?by=month&metric=");
        url_add(&address, in->text);
        fine = take_line(c, buf_str(&address), &questions, &count);
    }
    while (fine && str_cut(&rest, '\n', &line))
        if (str_trim(line).size) fine = take_line(c, str_trim(line), &questions, &count);
    *sound = fine && count > 0 && count <= WALL_FIGURES_MAX;
    *out = buf_str(&questions);
    if (*sound) return true;
    if (c->err.code == ERR_STORE) return false;
    const char *msg = fine ? tr(c, "choose 1 to 12 figures") : c->err.msg;
    request_problem_add(c, request, "figures", msg, fine ? NULL : c->err.hint);
    err_clear(c);
    return true;
}

// ---- The page in the set-up ----

static json_t *wall_row(ctx *c, const struct wall *wall)
{
    json_t *row = json_new_object(c);
    i64 count = 1;
    for (i64 i = 0; i < wall->questions.size; i++)
        count += wall->questions.s[i] == '\n';
    json_put_str(row, "id", str_of(fmt(c->arena, "%lld", (long long)wall->id)));
    json_put_str(row, "name", wall->name);
    json_put_c(row, "count_text", fmt(c->arena, tr(c, "figures: %lld"), (long long)count));
    json_put_str(row, "when", ms_write(c->arena, wall->made_ms / 1000 * 1000));
    json_put_str(row, "when_text", locale_moment(c, wall->made_ms));
    json_put_str(row, "who", wall->maker);
    json_put_c(row, "end_action", fmt(c->arena, "/set-up/walls/%lld/end", (long long)wall->id));
    return row;
}

static bool put_form(ctx *c, const struct request *request, struct response *response,
                     json_t *model)
{
    struct metrics all;
    json_t *used = NULL, *one = NULL;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, (str){0}, &used)) return false;
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, (i64)json_array_size(used) + 1);
    size_t i = 0;
    json_array_foreach(used, i, one)
    {
        options[i].value = json_string_value(json_object_get(one, "name"));
        options[i].label = json_string_value(json_object_get(one, "label"));
    }
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = "/set-up/walls", .submit = tr(c, "Make the link")});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .label = tr(c, "Where it hangs"),
                                 .help = tr(c, "So that you know later which link this is."),
                                 .required = true});
    if (options[0].value)
        form_add(c, request, form,
                 (struct form_field){.name = "metric",
                                     .kind = FORM_CHECKS,
                                     .label = tr(c, "Month by month"),
                                     .options = options});
    form_add(c, request, form,
             (struct form_field){
                 .name = "figures",
                 .kind = FORM_LONG_TEXT,
                 .label = tr(c, "Any other figures"),
                 .help = tr(c, "Open the figures as they shall be shown, copy the address from the "
                               "browser and paste it here; one a line.")});
    json_put(model, "form", form);
    return true;
}

// `link`: one that was just made, shown this once; NULL otherwise.
static bool walls_page(ctx *c, struct request *request, struct response *response, const char *link)
{
    i64 count = 0;
    struct wall *walls = NULL;
    json_t *model = json_new_object(c), *rows = json_new_array(c), *secret = NULL;
    if (!wall_list(c, &count, &walls) || !put_form(c, request, response, model)) return false;
    for (i64 i = 0; i < count; i++)
        if (visitor_may(request, MAY_SHOW_WALL, wall_place(&walls[i])))
            json_array_append(rows, wall_row(c, &walls[i]));
    if (link) {
        secret = json_new_object(c);
        json_put_c(secret, "label", tr(c, "The link for the wall"));
        json_put_c(secret, "note",
                   tr(c,
                      "Open it on the screen that hangs there. It is shown only now; whoever has "
                      "it sees these figures until you end it."));
        json_put_c(secret, "value", link);
    }
    json_put_c(model, "title",
               json_array_size(rows) ? tr(c, "Figures hang on a wall")
                                     : tr(c, "No figures hang on a wall yet"));
    json_put_c(model, "question",
               tr(c, "A screen in the coffee room can show figures, large and in turn, without "
                     "anybody signing in. It shows no remarks and no customers."));
    if (secret)
        json_put(model, "secret", secret);
    else
        json_put_null(model, "secret");
    json_put(model, "walls", rows);
    json_put_bool(model, "has_walls", json_array_size(rows) > 0);
    json_t *crumbs = json_new_array(c), *crumb = json_new_object(c);
    json_put_c(crumb, "label", tr(c, "Set-up"));
    json_put_c(crumb, "href", "/set-up");
    json_array_append(crumbs, crumb);
    json_put(model, "crumbs", crumbs);
    return render_page(c, request, response, "walls", model);
}

bool walls_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && walls_page(c, request, response, NULL);
}

bool walls_again(ctx *c, struct request *request, struct response *response)
{
    if (!response->status) response->status = 400;
    return walls_page(c, request, response, NULL);
}

// ---- Making and ending ----

struct making {
    str who, secret;
    struct wall_new wall;
};

static bool make(ctx *c, void *data)
{
    struct making *making = data;
    return wall_add(c, making->who, making->wall, &making->secret);
}

static bool made(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data)
{
    const struct making *making = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    const char *link = fmt(c->arena, "%s://%.*s/wall/%.*s", request->is_tls ? "https" : "http",
                           STR(request_header(request, "Host")), STR(making->secret));
    request->typed = NULL; // the form is empty again
    request->typed_count = 0;
    return walls_page(c, request, response, link);
}

bool walls_post(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    str questions = {0};
    bool sound = false;
    struct place own = {.owner = visitor->person.account};
    if (!visitor_must(c, request, MAY_SHOW_WALL, own) ||
        !take_questions(c, request, &questions, &sound))
        return false;
    if (!sound) return walls_again(c, request, response);
    struct making *making = NEW(c->arena, struct making);
    making->who = visitor_who(c, request);
    making->wall = (struct wall_new){.name = str_trim(request_text(request, "name", (str){0})),
                                     .lang = str_of(c->lang),
                                     .questions = questions,
                                     .account = visitor->person.account};
    return page_change(
        c, request, response,
        (struct page_change){.apply = make, .then = made, .data = making, .locks = STORE_RECORDS});
}

struct ending {
    str who;
    struct wall wall;
};

static bool end(ctx *c, void *data)
{
    const struct ending *ending = data;
    return wall_end(c, ending->who, &ending->wall);
}

static bool ended(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    (void)request;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, "/set-up/walls?said=ended");
    return true;
}

bool wall_end_post(ctx *c, struct request *request, struct response *response)
{
    struct ending *ending = NEW(c->arena, struct ending);
    i64 id = 0;
    if (!str_i64(request_param(request, "id"), &id)) id = 0;
    ending->who = visitor_who(c, request);
    if (!wall_get(c, id, &ending->wall) ||
        !visitor_must(c, request, MAY_SHOW_WALL, wall_place(&ending->wall)))
        return false;
    return page_change(
        c, request, response,
        (struct page_change){.apply = end, .then = ended, .data = ending, .locks = STORE_RECORDS});
}

// ---- On the wall ----

// Only what a wall may show of figures: what is named here, and no addresses to look further.
static json_t *pick(ctx *c, const json_t *from, const char *const *keys)
{
    json_t *out = json_new_object(c);
    for (; *keys; keys++) {
        json_t *value = json_object_get(from, *keys);
        if (value)
            json_put(out, *keys, value);
        else
            json_put_null(out, *keys);
    }
    return out;
}

static json_t *wall_figure(ctx *c, const json_t *figures)
{
    static const char *const keys[] = {"title",       "question",   "picture_sentence", "shape",
                                       "metric",      "overall",    "events",           "has_rows",
                                       "has_picture", "scale_note", "has_differences",  NULL};
    static const char *const of_row[] = {
        "key",       "label",      "labels",       "starts_group", "day",        "n",
        "n_text",    "value",      "value_text",   "low",          "low_text",   "high",
        "high_text", "level_text", "exact",        "verdict",      "is_fact",    "is_signal",
        "is_hunch",  "is_hidden",  "verdict_word", "why",          "difference", NULL};
    json_t *out = pick(c, figures, keys), *rows = json_new_array(c), *row = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(figures, "rows"), i, row)
        json_array_append(rows, pick(c, row, of_row));
    json_put(out, "rows", rows);
    return out;
}

// The figure's own overall, with the difference of its last row, where rows are times.
static void put_change(json_t *model)
{
    json_t *rows = json_object_get(model, "rows");
    bool is_series = str_equal(json_text(json_object_get(model, "shape")), S("series"));
    json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    if (is_series && last)
        json_put(model, "last", last);
    else
        json_put_null(model, "last");
}

static str question_at(const struct wall *wall, i64 at, i64 *count)
{
    str rest = wall->questions, line = {0}, found = {0};
    *count = 0;
    while (str_cut(&rest, '\n', &line))
        (*count)++;
    rest = wall->questions;
    for (i64 i = 0; i <= at % MAX(*count, 1) && str_cut(&rest, '\n', &line); i++)
        found = line;
    return found;
}

static bool show(ctx *c, struct request *request, struct response *response,
                 const struct wall *wall)
{
    struct figure_query query;
    struct figures figures;
    json_t *whole = NULL;
    i64 count = 0, at = request_i64(request, "at", 0);
    const char *lang = render_lang_known(wall->lang);
    if (lang && !render_lang_asked(request)) c->lang = lang;
    str question = question_at(wall, at, &count);
    if (!question_read(c, question, &query) || !figure_compute(c, query, &figures) ||
        !figure_model(c, &figures, &whole))
        return false;
    i64 next = (at + 1) % MAX(count, 1);
    json_t *model = wall_figure(c, whole);
    put_change(model);
    json_put_i64(model, "turn_s", WALL_TURN_S);
    json_put_c(model, "next_href", fmt(c->arena, "?at=%lld", (long long)next));
    json_put_bool(model, "has_more", count > 1);
    json_put_c(model, "place_text",
               fmt(c->arena, "%lld / %lld", (long long)(at % MAX(count, 1) + 1), (long long)count));
    json_put_str(model, "name", wall->name);
    json_put_str(model, "now_text", locale_moment(c, c->now_ms));
    response_header(c, response, "X-Robots-Tag", "noindex");
    return render_page(c, request, response, "wall", model);
}

// A secret that opens nothing is a guess, and guesses are counted by the asker's address; a wall
// that is shown costs nothing.
static bool count_guess(ctx *c, void *data)
{
    const struct request *request = data;
    str subject = str_of(fmt(c->arena, "wall %.*s", STR(request->client)));
    return throttle_begin(c, (struct throttle_on){.email = subject});
}

static bool guessed(ctx *c, struct request *request, struct response *response, const err *failure,
                    void *data)
{
    (void)request;
    (void)response;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "this link shows nothing"),
                     tr(c, "Check that it was copied whole."));
}

bool wall_page_get(ctx *c, struct request *request, struct response *response)
{
    struct wall wall;
    bool found = false;
    if (!store_begin_read(c) || !wall_open(c, request_param(request, "secret"), &wall, &found))
        return false;
    if (found) return show(c, request, response, &wall);
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = count_guess, .then = guessed, .data = request, .locks = STORE_RECORDS});
}
