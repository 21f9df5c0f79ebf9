#include "web/answer_page.h"

#include "base/lang.h"
#include "bounds.h"
#include "case/case_ask.h"
#include "http/parse.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "survey/answer_step.h"
#include "survey/version.h"
#include "web/address.h"
#include "web/answer_begin.h"
#include "web/answer_model.h"
#include "web/answer_send.h"
#include "web/app.h"
#include "web/ask_link.h"
#include "web/public.h"
#include "web/render.h"
#include "web/touch.h"

// clang-format off
static const char *const deeds[] = {"next", "skip", "decline", NULL};
static const char *const ways[] = {"link", "qr", "kiosk", "embed", NULL};

const struct field answer_fields[] = {
    {.name = "q", .what = "a question that was answered, to be answered otherwise"},
    {.name = "format", .type = FIELD_CHOICE, .choices = address_formats, .what = "for who cannot say Accept"}, {0}};
const struct field answer_form[] = {
    {.name = "q", .what = "the question that is answered: its name"},
    {.name = "v", .many = true, .max = BOUND_REMARK_BYTES,
     .what = "the answer: a number, words, names of options; of a matrix row=option"},
    {.name = "row.", .many = true, .what = "row.NAME: the option or number chosen for a row"},
    {.name = "deed", .type = FIELD_CHOICE, .choices = deeds, .what = "go on, leave the question out, or rather not answer at all"},
    {.name = "ask", .max = ASK_CODE_CHARACTERS, .what = "the code of the open link by which it begins"},
    {.name = "way", .type = FIELD_CHOICE, .choices = ways, .what = "how that link came"},
    {.name = "touchpoint", .what = "what that link says of where one is"},
    {.name = "channel", .what = "the same"}, {.name = "unit", .what = "the same"}, {.name = "segment", .what = "the same"},
    {.name = "with", .many = true, .max = 2 * BOUND_NAME_BYTES, .what = "NAME=VALUE: what else it says"}, {0}};
// clang-format on

// A page on its way: whose answer, by which link.
struct page {
    struct answer_view view;
    struct answer_begin begin;
    const char *secret, *lang_asked;
    str code; // of an open link by which it begins
    struct ask_link link;
};

static struct app *app_of(const struct request *request)
{
    return request->app;
}

// ---- Whose answer it is ----

static bool set_survey(ctx *c, const struct request *request, struct page *page)
{
    struct answer_view *view = &page->view;
    return answering_survey(c, app_of(request)->answering, view->answer.survey,
                            view->answer.version, &view->of);
}

static bool fail_unknown(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no survey at this address"),
                     tr(c, "Open the whole address, as it stands in the message."));
}

// Who owns what is asked, for an answer that had begun.
static bool find_function(ctx *c, const struct request *request, struct page *page)
{
    struct ask_campaign *campaign = NEW(c->arena, struct ask_campaign);
    if (!ask_campaign_by_id(c, request, page->view.answer.campaign, campaign)) err_clear(c);
    page->view.function = str_of(campaign->function);
    return true;
}

static bool page_find(ctx *c, const struct request *request, str secret, struct page *page)
{
    i64 id = 0;
    bool is_invite = seal_open(request->secret, "invite", secret, &id);
    bool is_case = !is_invite && seal_open(request->secret, CASE_ASK_SEAL, secret, &id);
    if (!is_invite && !is_case && !seal_open(request->secret, "answer", secret, &id))
        return fail_unknown(c);
    page->secret = str_c(c->arena, secret);
    // Of what begins by an open link the store is not asked: the writer finds out, should it have
    // begun before (answer_step.h).
    if (!is_invite && !is_case && page->code.size) {
        page->view.is_begun =
            answering_recall(c, app_of(request)->answering, id, &page->view.answer);
        return page->view.is_begun
                   ? find_function(c, request, page)
                   : answer_by_link(c, request, id, (struct answer_link){page->code, &page->link},
                                    &page->view, &page->begin);
    }
    if (!answering_get(c, app_of(request)->answering, id, &page->view.answer, &page->view.is_begun))
        return false;
    if (page->view.is_begun) return find_function(c, request, page);
    if (is_case) return answer_by_case(c, request, id, &page->view, &page->begin);
    return is_invite ? answer_by_invite(c, request, id, &page->view, &page->begin)
                     : fail_unknown(c);
}

// ---- Its language ----

static bool has_lang(const struct survey *survey, str code)
{
    for (i64 i = 0; i < survey->lang_count; i++)
        if (str_equal(survey->langs[i], code)) return true;
    return false;
}

// The survey's texts in the language that was asked for, else the customer's, else the browser's;
// the product's own words in the same, where it has it.
static void set_lang(ctx *c, const struct request *request, struct page *page)
{
    struct answer_view *view = &page->view;
    const struct survey *survey = &view->of->survey;
    str asked = {0}, lang = str_of(c->lang);
    struct pair *pairs = NULL;
    i64 count = 0;
    if (!query_parse(c, request->query, &pairs, &count)) err_clear(c);
    for (i64 i = 0; i < count; i++)
        if (str_equal(pairs[i].name, S("lang")) && has_lang(survey, pairs[i].value))
            asked = pairs[i].value;
    if (asked.size)
        lang = asked;
    else if (has_lang(survey, view->answer.lang))
        lang = view->answer.lang;
    else if (!has_lang(survey, lang) && survey->lang_count)
        lang = survey->langs[0];
    view->lang = str_c(c->arena, lang);
    page->lang_asked = asked.size ? view->lang : NULL;
    const char *own = render_lang_known(lang);
    if (own) c->lang = own;
    if (!view->answer.lang.size) view->answer.lang = str_of(view->lang);
    view->known = answer_known(c, &view->answer, view->lang);
}

// Everything but the page itself.
static bool page_open(ctx *c, const struct request *request, str secret, struct page *page)
{
    if (!page_find(c, request, secret, page)) return false;
    if (page->begin.is_over) return true;
    if (!set_survey(c, request, page)) return false;
    set_lang(c, request, page);
    return true;
}

// ---- Pages ----

static const char *own_path(ctx *c, const struct page *page)
{
    const char *lang = page->lang_asked;
    return lang ? fmt(c->arena, "/answer/%s?lang=%s", page->secret, lang)
                : fmt(c->arena, "/answer/%s", page->secret);
}

static bool has_way(const struct page *page, str way)
{
    return str_equal(page->view.answer.way, way);
}

static bool show(ctx *c, const struct request *request, struct response *response,
                 const struct page *page, const char *template, json_t *model)
{
    str sites = {0};
    bool is_embedded = has_way(page, S("embed"));
    if (is_embedded && !setting_text(c, "ask.sites", &sites)) return false;
    public_let_frame(c, response, sites);
    json_put_bool(model, "is_kiosk", has_way(page, S("kiosk")));
    json_put_bool(model, "is_embedded", is_embedded);
    return render_public(c, request, response, template, model);
}

// Where a tablet at a counter goes back to for the next customer.
static const char *kiosk_start(ctx *c, const struct request *request, const struct answer *answer)
{
    static const char *const names[] = {"touchpoint", "channel", "unit", "segment"};
    const str values[] = {answer->touchpoint, answer->channel, answer->unit, answer->segment};
    buf out = buf_new(c->arena, 10000);
    buf_fmt(&out, "/kiosk/%s", ask_code(c, request, answer->campaign));
    char sign = '?';
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        if (!values[i].size) continue;
        buf_fmt(&out, "%c%s=", sign, names[i]);
        url_add(&out, values[i]);
        sign = '&';
    }
    return out.s;
}

// How long a page stays on a tablet that nobody touches; without a script, however it is touched.
static const struct stay {
    i64 s, plain_s;
} thanks_stay = {8, 8}, question_stays = {30, 120};

static void put_again(ctx *c, const struct request *request, const struct page *page, json_t *model,
                      const struct stay *stay)
{
    bool has_next = stay && has_way(page, S("kiosk"));
    json_put_c(model, "again_href", has_next ? kiosk_start(c, request, &page->view.answer) : NULL);
    json_put_i64(model, "again_s", stay ? stay->s : 0);
    json_put_i64(model, "again_plain_s", stay ? stay->plain_s : 0);
}

static bool show_over(ctx *c, const struct request *request, struct response *response,
                      const struct page *page)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "This survey is over"));
    json_put_c(model, "text", tr(c, "It takes no more answers. Thank you for wanting to tell us."));
    json_put_null(model, "link");
    put_again(c, request, page, model, NULL);
    response->status = 410;
    return show(c, request, response, page, "answer_thanks", model);
}

static bool show_thanks(ctx *c, const struct request *request, struct response *response,
                        const struct page *page)
{
    const struct answer_view *view = &page->view;
    json_t *model = answer_thanks_model(c, view);
    json_put(model, "languages",
             answer_languages(c, &view->of->survey, view->lang, request->query));
    put_again(c, request, page, model, &thanks_stay);
    return show(c, request, response, page, "answer_thanks", model);
}

static i64 shown_before(const struct page *page, i64 question, i64 *previous)
{
    const struct survey *survey = &page->view.of->survey;
    i64 count = 0;
    *previous = -1;
    for (i64 i = 0; i < question; i++) {
        if (!survey_shows(survey, &survey->questions[i], &page->view.known)) continue;
        *previous = i;
        count++;
    }
    return count;
}

static void put_progress(ctx *c, const struct page *page, i64 question, json_t *model)
{
    const struct answer_view *view = &page->view;
    const struct survey *survey = &view->of->survey;
    i64 previous = -1, place = shown_before(page, question, &previous) + 1;
    i64 length = MAX(survey_length(survey, &view->known), place);
    bool may_differ = false;
    for (i64 i = 0; i < survey->question_count; i++)
        may_differ |= survey->questions[i].condition_count > 0;
    const char *text = may_differ ? fmt(c->arena, tr(c, "Question %lld of about %lld"),
                                        (long long)place, (long long)length)
                                  : fmt(c->arena, tr(c, "Question %lld of %lld"), (long long)place,
                                        (long long)length);
    json_put_c(model, "progress_text", length > 1 ? text : NULL);
    json_put_i64(model, "place", place);
    json_put_i64(model, "length", length);
    const char *back =
        previous < 0 || !view->is_begun
            ? NULL
            : fmt(c->arena, "/answer/%s?q=%.*s%s%s", page->secret,
                  STR(survey->questions[previous].name), page->lang_asked ? "&lang=" : "",
                  page->lang_asked ? page->lang_asked : "");
    json_put_c(model, "back_href", back);
}

static void put_hidden(ctx *c, json_t *hidden, const char *name, str value)
{
    if (!value.size) return;
    json_t *one = json_new_object(c);
    json_put_c(one, "name", name);
    json_put_str(one, "value", value);
    json_array_append(hidden, one);
}

// What an open link brought goes on with the first press.
static void put_link(ctx *c, const struct page *page, json_t *model)
{
    json_t *hidden = json_new_array(c);
    const struct ask_link *link = &page->link;
    json_put(model, "hidden", hidden);
    if (page->view.is_begun || !page->code.size) return;
    put_hidden(c, hidden, "ask", page->code);
    put_hidden(c, hidden, "way", link->way);
    put_hidden(c, hidden, "touchpoint", link->touchpoint);
    put_hidden(c, hidden, "channel", link->channel);
    put_hidden(c, hidden, "unit", link->unit);
    put_hidden(c, hidden, "segment", link->segment);
    for (i64 i = 0; i < link->attribute_count; i++) {
        const struct encounter_attribute *at = &link->attributes[i];
        put_hidden(c, hidden, "with",
                   str_of(fmt(c->arena, "%.*s=%.*s", STR(at->name), STR(at->value))));
    }
}

// Who asks, why, and what becomes of it; only before the first question.
static void put_beginning(ctx *c, const struct page *page, json_t *model)
{
    const struct answer_view *view = &page->view;
    const struct survey *survey = &view->of->survey;
    json_put_bool(model, "is_begun", view->is_begun);
    json_put_null(model, "beginning");
    if (view->is_begun) return;
    json_t *beginning = json_new_object(c);
    str title = survey_piped(c, survey, survey->title, &view->known);
    str intro =
        survey->intro.count ? survey_piped(c, survey, survey->intro, &view->known) : (str){0};
    json_put_str(beginning, "title", title);
    json_put_c(beginning, "intro",
               intro.size ? intro.s
                          : tr(c, "People read every answer, and together they tell us what to "
                                  "change. You may stop at any time; what you have answered by "
                                  "then is kept."));
    json_put_c(beginning, "who",
               view->function.size
                   ? fmt(c->arena, tr(c, "Your answers go to: %.*s."), STR(view->function))
                   : NULL);
    json_put_c(beginning, "known",
               answer_is_by_name(&page->view.answer)
                   ? tr(c, "We know that it is you who answers, so that we can put things right.")
                   : tr(c, "We do not know who you are, and nothing is left in your browser."));
    json_put(model, "beginning", beginning);
}

static bool show_question(ctx *c, const struct request *request, struct response *response,
                          const struct page *page, i64 question, struct answer_asked asked)
{
    const struct answer_view *view = &page->view;
    const struct survey *survey = &view->of->survey;
    asked.question = question_offered(c, &survey->questions[question], &view->known);
    json_t *model = json_new_object(c), *one = answer_question_model(c, view, asked);
    json_put(model, "title", json_object_get(one, "text"));
    json_put(model, "question", one);
    json_put_c(model, "text_lang", strcmp(view->lang, c->lang) != 0 ? view->lang : NULL);
    json_put_c(model, "action", own_path(c, page));
    json_put(model, "languages", answer_languages(c, survey, view->lang, request->query));
    put_progress(c, page, question, model);
    put_link(c, page, model);
    put_beginning(c, page, model);
    put_again(c, request, page, model, &question_stays);
    return show(c, request, response, page, "answer", model);
}

// ---- Looking ----

static str part_of(const struct answer *answer, str question)
{
    for (i64 i = 0; i < answer->part_count; i++)
        if (str_equal(answer->parts[i].question, question)) return answer->parts[i].value;
    return (str){0};
}

// The question of that name, where it is shown and was reached; else the next.
static i64 question_wanted(const struct page *page, str name)
{
    const struct answer_view *view = &page->view;
    const struct survey *survey = &view->of->survey;
    i64 next = survey_next(survey, &view->known);
    for (i64 i = 0; name.size && i < survey->question_count; i++) {
        const struct question *at = &survey->questions[i];
        bool is_reached = next < 0 || i <= next;
        if (str_equal(at->name, name) && is_reached && survey_shows(survey, at, &view->known))
            return i;
    }
    return next;
}

// What the link brings for its first question: ?nps=9.
static void preselect(ctx *c, const struct request *request, const struct page *page,
                      const struct question *question, struct answer_asked *asked)
{
    struct pair *pairs = NULL;
    i64 count = 0;
    if (page->view.is_begun || !query_parse(c, request->query, &pairs, &count)) {
        err_clear(c);
        return;
    }
    str *chosen = NEW_ARRAY(c->arena, str, count + 1);
    asked->chosen = chosen;
    for (i64 i = 0; i < count; i++)
        if (str_equal(pairs[i].name, question->name) && pairs[i].value.size <= BOUND_NAME_BYTES)
            chosen[asked->chosen_count++] = pairs[i].value;
}

static bool show_next(ctx *c, const struct request *request, struct response *response,
                      const struct page *page, str wanted)
{
    const struct answer_view *view = &page->view;
    bool is_end = answer_state_is_end(view->answer.state);
    i64 index = is_end ? -1 : question_wanted(page, wanted);
    if (index < 0) return show_thanks(c, request, response, page);
    const struct question *question = &view->of->survey.questions[index];
    struct answer_asked asked = {0};
    str value = part_of(&view->answer, question->name);
    if (value.size)
        answer_chosen(c, value, &asked.chosen, &asked.chosen_count);
    else
        preselect(c, request, page, question, &asked);
    return show_question(c, request, response, page, index, asked);
}

// Not by a mail scanner that only asks whether the link is there, nor by a browser beforehand.
static bool is_looked_at(const struct request *request)
{
    return !request->is_head && !request_header(request, "Sec-Purpose").size;
}

bool answer_page_get(ctx *c, struct request *request, struct response *response)
{
    struct page page = {0};
    if (!page_open(c, request, request_param(request, "secret"), &page)) return false;
    if (page.begin.is_over) return show_over(c, request, response, &page);
    if (page.begin.unseen && is_looked_at(request))
        touch_invite(app_of(request), page.begin.unseen);
    return show_next(c, request, response, &page, request_text(request, "q", (str){0}));
}

// ---- Open links ----

static bool show_first(ctx *c, struct request *request, struct response *response, const char *way)
{
    struct page page = {.code = request_param(request, "code")};
    i64 id = answer_id_new(c->now_ms, &app_of(request)->answer_number);
    str secret = seal_make(c, request->secret, "answer", id);
    if (!ask_link_read(c, request, way, &page.link) || !page_open(c, request, secret, &page))
        return false;
    page.view.answer.way = page.link.way;
    if (page.begin.is_over) return show_over(c, request, response, &page);
    return show_next(c, request, response, &page, (str){0});
}

bool ask_get(ctx *c, struct request *request, struct response *response)
{
    struct pair *pairs = NULL;
    i64 count = 0;
    bool is_qr = false;
    if (!query_parse(c, request->query, &pairs, &count)) return false;
    for (i64 i = 0; i < count; i++)
        is_qr |= str_equal(pairs[i].name, S("way")) && str_equal(pairs[i].value, S("qr"));
    return show_first(c, request, response, is_qr ? "qr" : "link");
}

bool kiosk_get(ctx *c, struct request *request, struct response *response)
{
    return show_first(c, request, response, "kiosk");
}

bool embed_get(ctx *c, struct request *request, struct response *response)
{
    return show_first(c, request, response, "embed");
}

// ---- Answering ----

// What was given, as question_take takes it.
static i64 given_read(ctx *c, const struct request *request, const str **out)
{
    str *given = NEW_ARRAY(c->arena, str, request->typed_count + 1);
    i64 count = 0;
    for (i64 i = 0; i < request->typed_count; i++) {
        const struct pair *pair = &request->typed[i];
        str row = pair->name;
        if (str_equal(pair->name, S("v"))) {
            given[count++] = pair->value;
        } else if (str_starts(row, S("row.")) && pair->value.size) {
            row = str_slice(row, 4, row.size);
            given[count++] = str_of(fmt(c->arena, "%.*s=%.*s", STR(row), STR(pair->value)));
        }
    }
    *out = given;
    return count;
}

static bool show_problem(ctx *c, const struct request *request, struct response *response,
                         const struct page *page, i64 question, const char *msg, const char *hint)
{
    struct answer_asked asked = {.problem = msg, .hint = hint};
    asked.chosen_count = given_read(c, request, &asked.chosen);
    response->status = 400;
    return show_question(c, request, response, page, question, asked);
}

static bool post_open(ctx *c, struct request *request, struct page *page)
{
    page->code = request_text(request, "ask", (str){0});
    ask_link_posted(c, request, &page->link);
    if (!page_open(c, request, request_param(request, "secret"), page)) return false;
    bool begins_openly =
        !page->view.is_begun && !page->begin.is_over && !answer_is_by_name(&page->view.answer);
    return !begins_openly || ask_slow_down(c, request);
}

// The question that is answered; -1: there is none to be answered, as by a page that was left open
// in another window.
static i64 question_posted(const struct request *request, const struct page *page)
{
    str name = request_text(request, "q", (str){0});
    if (page->begin.is_over || answer_state_is_end(page->view.answer.state)) return -1;
    i64 question = question_wanted(page, name);
    if (question < 0 || !name.size) return question;
    return str_equal(page->view.of->survey.questions[question].name, name) ? question : -1;
}

bool answer_page_post(ctx *c, struct request *request, struct response *response)
{
    struct page *page = NEW(c->arena, struct page);
    if (!post_open(c, request, page)) return false;
    i64 question = question_posted(request, page);
    if (question < 0) {
        response_see(c, response, own_path(c, page));
        return true;
    }
    struct answer_sending sending = {
        .view = &page->view, .question = question, .path = own_path(c, page)};
    const struct input *deed = request_input(request, "deed");
    sending.declines = deed && deed->i == 2;
    const struct question *offered =
        question_offered(c, &page->view.of->survey.questions[question], &page->view.known);
    bool skips = deed && deed->i == 1;
    i64 count = skips ? 0 : given_read(c, request, &sending.given);
    if (!sending.declines && !question_take(c, offered, sending.given, count, &sending.value)) {
        err problem = c->err;
        if (problem.code != ERR_BAD_INPUT || !request_wants_html(request)) return false;
        err_clear(c);
        return show_problem(c, request, response, page, question, problem.msg, problem.hint);
    }
    return answer_send(c, request, response, &sending);
}

bool answer_page_again(ctx *c, struct request *request, struct response *response)
{
    struct page *page = NEW(c->arena, struct page);
    const struct problem *problem = &request->problems[0];
    if (!post_open(c, request, page)) return false;
    i64 question = question_posted(request, page);
    if (question >= 0)
        return show_problem(c, request, response, page, question, problem->msg, problem->hint);
    response_see(c, response, own_path(c, page));
    return true;
}

// ---- On other sites ----

bool ask_script_get(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    (void)request;
    if (!render_template(c, "ask_script", model, response)) return false;
    response->type = "text/javascript; charset=utf-8";
    response->cache = CACHE_CHECK;
    response_header(c, response, "Cross-Origin-Resource-Policy", "cross-origin");
    return true;
}
