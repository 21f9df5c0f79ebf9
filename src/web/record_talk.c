#include "web/record_talk.h"

#include "base/locale.h"
#include "http/inputs.h"
#include "record/markdown.h"
#include "record/waiting.h"
#include "web/address.h"
#include "web/change.h"
#include "web/labels.h"
#include "web/record_form.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/touch.h"
#include "web/visitor.h"

#define FIGURE_TALK "/figures/talk"

// Where the thread of something stands, and where its forms go.
static const char *page_of(ctx *c, const struct comment_about *about)
{
    if (about->kind) return record_href(c, about->kind, about->record, "");
    return fmt(c->arena, FIGURE_TALK "?%.*s", STR(about->figure));
}

static const char *action_of(ctx *c, const struct comment_about *about, const char *more)
{
    if (!about->kind) return fmt(c->arena, "/figures/comments%s", more);
    return record_href(c, about->kind, about->record, fmt(c->arena, "/comments%s", more));
}

static bool may_speak(const struct request *request, const struct record_asker *asker)
{
    return visitor_of(request)->person.account &&
           (asker ? record_asker_sees_kind(asker) &&
                        role_may(asker->person->role, MAY_ADD_RECORDS) != MAY_NOT
                  : visitor_may(request, MAY_ADD_RECORDS, (struct place){0}));
}

static json_t *comment_model(ctx *c, const struct request *request,
                             const struct comment_about *about, const struct comment *comment,
                             str who, struct markdown_people people, bool may)
{
    const struct visitor *visitor = visitor_of(request);
    json_t *one = json_new_object(c);
    bool is_mine = visitor->record && comment->made_by == visitor->record;
    const char *remove = fmt(c->arena, "/%lld/remove", (long long)comment->id);
    bool may_remove = may && is_mine && !comment->removed;
    const char *page = page_of(c, about);
    const char *mark = about->kind ? "?" : "&";
    json_put_c(one, "id", fmt(c->arena, "%lld", (long long)comment->id));
    json_put_bool(one, "is_answer", comment->answers != 0);
    json_put_bool(one, "is_challenge", comment->challenges);
    json_put_bool(one, "is_removed", comment->removed);
    json_put_str(one, "who", who.size ? who : str_of(tr(c, "somebody")));
    json_put_str(one, "when", ms_write(c->arena, comment->made_ms));
    json_put_str(one, "when_text", locale_moment(c, comment->made_ms));
    json_put_str(one, "text", comment->text);
    markdown_put(c, one, "text_html", comment->text, people);
    json_put_bool(one, "has_deeds", may && !comment->removed);
    json_put_c(one, "answer_href",
               may && !comment->removed ? fmt(c->arena, "%s%sanswers=%lld#field-text", page, mark,
                                              (long long)comment->id)
                                        : NULL);
    json_put_c(one, "remove_action", may_remove ? action_of(c, about, remove) : NULL);
    return one;
}

// An answer stands under what it answers: comments in threads, each thread by its first.
static i64 root_of(const struct comment *comments, i64 count, i64 i)
{
    for (i64 depth = 0; depth < count && comments[i].answers; depth++) {
        i64 j = 0;
        while (j < count && comments[j].id != comments[i].answers)
            j++;
        if (j == count) break;
        i = j;
    }
    return i;
}

static json_t *comment_form(ctx *c, struct request *request, struct response *response,
                            const struct comment_about *about,
                            const struct record_problems *problems)
{
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = action_of(c, about, ""), .submit = tr(c, "Say it")});
    i64 answers = request_i64(request, "answers", 0);
    if (answers) form_hide(c, form, "answers", str_of(fmt(c->arena, "%lld", (long long)answers)));
    if (!about->kind) form_hide(c, form, "figure", about->figure);
    form_add(c, request, form,
             (struct form_field){
                 .name = "text",
                 .kind = FORM_LONG_TEXT,
                 .label = answers ? tr(c, "Your answer") : tr(c, "Your comment"),
                 .help = tr(c, "Name people as @[Anna Aalto]; they will find it on their Today."),
                 .mention_href = "/search?kind=person",
                 .required = true});
    static const struct form_option challenge[] = {
        {"1", N_("I challenge this: it is not right")},
        {0  }
    };
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 2);
    options[0] = (struct form_option){challenge->value, tr(c, challenge->label)};
    if (!answers)
        form_add(c, request, form,
                 (struct form_field){.name = "challenges",
                                     .kind = FORM_CHECKS,
                                     .label = tr(c, "A challenge?"),
                                     .options = options});
    if (problems) record_form_problems(c, request, form, problems);
    return form;
}

static bool people_of(ctx *c, const struct comment *comment, struct markdown_people *out)
{
    str *names = NULL;
    bool known = record_show_people(c, comment->mentioned, comment->mentioned_count, &names);
    *out = (struct markdown_people){comment->mentioned_count, comment->mentioned, names};
    return known;
}

// Whoever is named and looks at it has seen it; a program that reads it is nobody's eyes.
static bool note_seen(ctx *c, const struct request *request, const struct comment_about *about,
                      const struct comment *comments, i64 count)
{
    const struct visitor *visitor = visitor_of(request);
    struct touch_seen seen = {.person = visitor->record, .about = *about};
    bool is_named = false;
    for (i64 i = 0; i < count; i++)
        for (i64 j = 0; j < comments[i].mentioned_count; j++)
            is_named = is_named || comments[i].mentioned[j] == visitor->record;
    if (!visitor->record || visitor->is_program || !is_named) return true;
    if (!waiting_unseen(c, seen.person, about, &seen.last)) return false;
    if (seen.last) touch_seen(request->app, seen);
    return true;
}

static bool put_comments(ctx *c, const struct request *request, const struct comment_about *about,
                         bool may, json_t *thread)
{
    struct comment *comments = NULL;
    i64 count = 0;
    str *names = NULL;
    json_t *list = json_new_array(c);
    if (!comment_list(c, about, &comments, &count) ||
        !note_seen(c, request, about, comments, count))
        return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        ids[i] = comments[i].made_by;
    if (!record_show_people(c, ids, count, &names)) return false;
    i64 *roots = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        roots[i] = root_of(comments, count, i);
    for (i64 root = 0; root < count; root++)
        for (i64 i = root; i < count; i++) {
            struct markdown_people people;
            if (roots[i] != root) continue;
            if (!people_of(c, &comments[i], &people)) return false;
            json_array_append(
                list, comment_model(c, request, about, &comments[i], names[i], people, may));
        }
    json_put_bool(thread, "has_comments", count > 0);
    json_put_c(thread, "count_text", count ? locale_number(c, (f64)count, 0).s : NULL);
    json_put(thread, "comments", list);
    return true;
}

static bool put_thread(ctx *c, struct request *request, struct response *response,
                       const struct record_asker *asker, const struct comment_about *about,
                       const struct record_problems *problems, json_t *model)
{
    json_t *thread = json_new_object(c);
    bool may = may_speak(request, asker);
    if (!put_comments(c, request, about, may, thread)) return false;
    json_put(model, "thread", thread);
    if (may)
        json_put(thread, "comment_form", comment_form(c, request, response, about, problems));
    else
        json_put_null(thread, "comment_form");
    json_put_bool(thread, "is_open",
                  problems || !about->kind || request_i64(request, "answers", 0));
    return true;
}

bool record_put_thread(ctx *c, struct request *request, struct response *response,
                       const struct record_asker *asker, const struct comment_about *about,
                       json_t *model)
{
    return put_thread(c, request, response, asker, about, NULL, model);
}

// Speaking

struct speaking {
    const struct request *request;
    struct record_asker asker; // kind NULL: of a figure
    struct comment_about about;
    struct comment comment;
    struct record record;
    struct record_problems problems;
    bool is_removal;
};

// That what it is about is there, and theirs to see.
static bool find_about(ctx *c, struct speaking *speaking)
{
    const struct request *request = speaking->request;
    if (!speaking->asker.kind) return true;
    if (!record_asker_get(c, &speaking->asker, request_param(request, "id"), &speaking->record))
        return false;
    struct place place = record_place(&speaking->asker, &speaking->record);
    speaking->about =
        (struct comment_about){.kind = speaking->asker.kind, .record = speaking->record.id};
    return person_must(c, speaking->asker.person, MAY_ADD_RECORDS, place);
}

static bool comment_apply(ctx *c, void *data)
{
    struct speaking *speaking = data;
    const struct request *request = speaking->request;
    speaking->problems.count = 0;
    speaking->comment = (struct comment){.text = request_text(request, "text", (str){0}),
                                         .answers = request_i64(request, "answers", 0),
                                         .challenges = request_i64(request, "challenges", 0) != 0,
                                         .made_by = visitor_of(request)->record};
    if (!find_about(c, speaking)) return false;
    if (comment_add(c, &speaking->about, &speaking->comment)) return true;
    if (c->err.code == ERR_BAD_INPUT)
        problem_add(c, &speaking->problems, "text", c->err.msg, c->err.hint);
    return false;
}

static bool removal_apply(ctx *c, void *data)
{
    struct speaking *speaking = data;
    struct comment *comments = NULL;
    i64 count = 0, id = 0, who = visitor_of(speaking->request)->record;
    bool is_number = str_i64(request_param(speaking->request, "comment"), &id);
    if (!find_about(c, speaking)) return false;
    if (!speaking->about.kind) return comment_remove(c, is_number ? id : 0, who ? who : -1);
    if (!comment_list(c, &speaking->about, &comments, &count)) return false;
    for (i64 i = 0; i < count && is_number; i++)
        if (comments[i].id == id) return comment_remove(c, id, who ? who : -1);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such comment"),
                     tr(c, "Look for it in the list."));
}

static bool talk_page(ctx *c, struct request *request, struct response *response,
                      const struct speaking *speaking);

static bool comment_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    struct speaking *speaking = data;
    record_request_problems(c, request, &speaking->problems);
    bool shows = speaking->problems.count && !record_request_is_program(request);
    if (failure->code != ERR_NONE && !shows) return page_change_failed(c, failure);
    if (failure->code != ERR_NONE) {
        response->status = 400;
        return talk_page(c, request, response, speaking);
    }
    if (record_request_is_program(request) && !speaking->is_removal) {
        response->status = 201;
        response_json(c, response, comment_json(c, &speaking->comment));
        return true;
    }
    const char *page = page_of(c, &speaking->about);
    if (speaking->is_removal)
        response_see(c, response,
                     fmt(c->arena, "%s%ssaid=removed", page, speaking->about.kind ? "?" : "&"));
    else
        response_see(c, response,
                     fmt(c->arena, "%s#comment-%lld", page, (long long)speaking->comment.id));
    return true;
}

// The form alone, when what was said cannot be taken.
static bool talk_page(ctx *c, struct request *request, struct response *response,
                      const struct speaking *speaking)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "This cannot be said yet"));
    json_put_null(model, "question");
    json_put(model, "form",
             comment_form(c, request, response, &speaking->about, &speaking->problems));
    if (speaking->about.kind) record_put_crumbs(c, speaking->about.kind, &speaking->record, model);
    return render_page(c, request, response, "form_page", model);
}

static struct speaking *speaking_new(ctx *c, struct request *request)
{
    struct speaking *speaking = NEW(c->arena, struct speaking);
    speaking->request = request;
    if (request->route->data) speaking->asker = record_request_asker(request);
    return speaking;
}

static bool speak(ctx *c, struct request *request, struct response *response,
                  struct speaking *speaking)
{
    return page_change(
        c, request, response,
        (struct page_change){.apply = speaking->is_removal ? removal_apply : comment_apply,
                             .then = comment_then,
                             .data = speaking,
                             .locks = STORE_RECORDS});
}

bool record_comment_post(ctx *c, struct request *request, struct response *response)
{
    return speak(c, request, response, speaking_new(c, request));
}

bool record_comment_again(ctx *c, struct request *request, struct response *response)
{
    struct speaking *speaking = speaking_new(c, request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return find_about(c, speaking) && talk_page(c, request, response, speaking);
}

bool record_comment_remove_post(ctx *c, struct request *request, struct response *response)
{
    struct speaking *speaking = speaking_new(c, request);
    speaking->is_removal = true;
    return speak(c, request, response, speaking);
}

// Figures

// The question as its own address writes it, so that one figure has one thread.
static bool figure_key(ctx *c, const struct request *request, str *out)
{
    struct figure_query query;
    if (!address_read(c, request, &query)) return false;
    if (!query.metric.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "no figure is named"),
                         tr(c, "Begin at the figure that you want to speak of."));
    str address = str_of(address_of(c, "", &query));
    *out = str_slice(address, 1, address.size);
    return true;
}

bool figure_talk_put(ctx *c, const struct figure_query *query, json_t *model)
{
    struct comment *comments = NULL;
    i64 count = 0, challenges = 0;
    struct comment_about about = {.figure = str_of(address_of(c, "", query) + 1)};
    if (!comment_list(c, &about, &comments, &count)) return false;
    for (i64 i = 0; i < count; i++)
        challenges += comments[i].challenges && !comments[i].removed;
    json_put_c(model, "talk_href", page_of(c, &about));
    json_put_c(model, "talk_text",
               challenges ? tr(c, "It was challenged.")
               : count    ? fmt(c->arena, tr(c, "%lld comments"), (long long)count)
                          : NULL);
    return true;
}

bool figure_talk_get(ctx *c, struct request *request, struct response *response)
{
    struct comment_about about = {0};
    json_t *model = json_new_object(c), *crumbs = json_new_array(c), *crumb = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!figure_key(c, request, &about.figure)) return false;
    json_put_c(model, "title", tr(c, "What people say of this figure"));
    json_put_null(model, "question");
    json_put_str(model, "figure", about.figure);
    json_put_c(crumb, "label", tr(c, "The figure"));
    json_put_c(crumb, "href", fmt(c->arena, "/figures?%.*s", STR(about.figure)));
    json_array_append(crumbs, crumb);
    json_put(model, "crumbs", crumbs);
    return put_thread(c, request, response, NULL, &about, NULL, model) &&
           render_page(c, request, response, "figure_talk", model);
}

// A question that came with a form, only as far as it can stand in an address.
static bool read_figure(ctx *c, struct speaking *speaking)
{
    str figure = request_text(speaking->request, "figure", (str){0});
    bool is_plain = str_starts(figure, S("metric="));
    for (i64 i = 0; i < figure.size; i++) {
        char sign = figure.s[i];
        bool is_word = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
                       (sign >= '0' && sign <= '9');
        is_plain = is_plain && (is_word || (sign && strchr("-_.~:,=&%", sign)));
    }
    speaking->about.figure = figure;
    return is_plain || fail_with(c, ERR_BAD_INPUT, tr(c, "no figure is named"),
                                 tr(c, "Begin at the figure that you want to speak of."));
}

static bool speak_of_figure(ctx *c, struct request *request, struct response *response,
                            bool is_removal)
{
    struct speaking *speaking = speaking_new(c, request);
    speaking->is_removal = is_removal;
    return read_figure(c, speaking) &&
           visitor_must(c, request, MAY_SEE_FIGURES, (struct place){0}) &&
           speak(c, request, response, speaking);
}

bool figure_comment_post(ctx *c, struct request *request, struct response *response)
{
    return speak_of_figure(c, request, response, false);
}

bool figure_comment_again(ctx *c, struct request *request, struct response *response)
{
    struct speaking *speaking = speaking_new(c, request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return read_figure(c, speaking) && talk_page(c, request, response, speaking);
}

bool figure_comment_remove_post(ctx *c, struct request *request, struct response *response)
{
    return speak_of_figure(c, request, response, true);
}
