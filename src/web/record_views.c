#include "web/record_views.h"

#include "http/inputs.h"
#include "record/view.h"
#include "web/change.h"
#include "web/labels.h"
#include "web/record_address.h"
#include "web/record_form.h"
#include "web/record_request.h"
#include "web/render.h"

static json_t *keep_form(ctx *c, const struct request *request, struct response *response,
                         const struct kind *kind, str question)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 2);
    options[0] = (struct form_option){"1", tr(c, "for everybody")};
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = fmt(c->arena, "/%s/views", kind->path),
                                                .submit = tr(c, "Keep this list")});
    form_hide(c, form, "question", question);
    form_add(c, request, form,
             (struct form_field){
                 .name = "name", .kind = FORM_TEXT, .label = tr(c, "Its name"), .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "shared",
                                 .kind = FORM_CHECKS,
                                 .label = tr(c, "Who sees it?"),
                                 .options = options});
    return form;
}

static json_t *view_model(ctx *c, const struct record_asker *asker, const struct view *view,
                          str question)
{
    str gone = {0}, query = view_query(c, view, asker->roles, &gone);
    const char *path = asker->kind->path;
    json_t *one = json_new_object(c);
    bool is_mine = asker->who && view->person == asker->who;
    json_put_c(one, "id", fmt(c->arena, "%lld", (long long)view->id));
    json_put_str(one, "label", view->name);
    json_put_c(one, "href", fmt(c->arena, "/%s?%.*s", path, STR(query)));
    json_put_bool(one, "is_current", str_equal(query, question));
    json_put_bool(one, "is_shared", view->shared);
    json_put_bool(one, "is_mine", is_mine);
    json_put_str(one, "gone", gone);
    json_put_c(one, "remove_action",
               is_mine ? fmt(c->arena, "/%s/views/%lld/remove", path, (long long)view->id) : NULL);
    return one;
}

bool record_views_put(ctx *c, const struct request *request, struct response *response,
                      const struct record_asker *asker, json_t *list)
{
    struct view *views = NULL;
    i64 count = 0, mine = 0;
    json_t *all = json_new_array(c), *own = json_new_array(c);
    str question = record_asked_question(c, request);
    if (!view_list(c, asker->kind, asker->who, &views, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        json_t *one = view_model(c, asker, &views[i], question);
        bool is_mine = asker->who && views[i].person == asker->who;
        json_array_append(all, one);
        if (is_mine) json_array_append(own, one);
        mine += is_mine;
    }
    json_put(list, "views", all);
    json_put_bool(list, "has_views", count > 0);
    json_put(list, "own_views", own);
    json_put_bool(list, "has_own_views", mine > 0);
    if (asker->who && question.size)
        json_put(list, "keep_form", keep_form(c, request, response, asker->kind, question));
    else
        json_put_null(list, "keep_form");
    return true;
}

// Keeping and forgetting

struct keeping {
    const struct request *request;
    struct record_asker asker;
    struct view view;
    struct record_problems problems;
    bool is_removal;
};

static bool must_be_somebody(ctx *c, const struct record_asker *asker)
{
    return asker->who || fail_with(c, ERR_REFUSED, tr(c, "nobody is known to keep it for"),
                                   tr(c, "Ask an administrator to link your account to you."));
}

static bool keep_apply(ctx *c, void *data)
{
    struct keeping *keeping = data;
    const struct request *request = keeping->request;
    keeping->problems.count = 0;
    keeping->view = (struct view){.kind = keeping->asker.kind,
                                  .name = request_text(request, "name", (str){0}),
                                  .query = request_text(request, "question", (str){0}),
                                  .person = keeping->asker.who,
                                  .shared = request_i64(request, "shared", 0) != 0};
    if (!must_be_somebody(c, &keeping->asker)) return false;
    if (view_save(c, &keeping->view)) return true;
    if (c->err.code == ERR_BAD_INPUT || c->err.code == ERR_REFUSED)
        problem_add(c, &keeping->problems, "name", c->err.msg, c->err.hint);
    return false;
}

static bool removal_apply(ctx *c, void *data)
{
    struct keeping *keeping = data;
    i64 id = 0;
    struct view view;
    if (!str_i64(request_param(keeping->request, "view"), &id)) id = 0;
    if (!must_be_somebody(c, &keeping->asker) || !view_get(c, id, keeping->asker.who, &view))
        return false;
    keeping->view = view;
    if (view.kind == keeping->asker.kind) return view_remove(c, id, keeping->asker.who);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"),
                     tr(c, "Look for a typing mistake, or start from the front page."));
}

static bool keep_page(ctx *c, struct request *request, struct response *response,
                      const struct record_asker *asker, const struct record_problems *problems)
{
    json_t *model = json_new_object(c);
    json_t *form =
        keep_form(c, request, response, asker->kind, request_text(request, "question", (str){0}));
    if (problems) record_form_problems(c, request, form, problems);
    json_put_c(model, "title", tr(c, "Keep this list"));
    json_put_null(model, "question");
    json_put(model, "form", form);
    record_put_crumbs(c, asker->kind, NULL, model);
    return render_page(c, request, response, "form_page", model);
}

static bool keep_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct keeping *keeping = data;
    const char *path = keeping->asker.kind->path;
    record_request_problems(c, request, &keeping->problems);
    bool shows = keeping->problems.count && !record_request_is_program(request);
    if (failure->code != ERR_NONE && !shows) return page_change_failed(c, failure);
    if (failure->code != ERR_NONE) {
        response->status = err_http_status(failure->code);
        return keep_page(c, request, response, &keeping->asker, &keeping->problems);
    }
    if (record_request_is_program(request) && !keeping->is_removal) {
        response->status = 201;
        response_json(c, response, view_json(c, &keeping->view));
    } else if (keeping->is_removal) {
        response_see(c, response, fmt(c->arena, "/%s?said=removed", path));
    } else {
        response_see(c, response,
                     fmt(c->arena, "/%s?%.*s&said=saved", path, STR(keeping->view.query)));
    }
    return true;
}

static bool change_views(ctx *c, struct request *request, struct response *response,
                         bool is_removal)
{
    struct keeping *keeping = NEW(c->arena, struct keeping);
    keeping->request = request;
    keeping->asker = record_request_asker(request);
    keeping->is_removal = is_removal;
    return page_change(c, request, response,
                       (struct page_change){.apply = is_removal ? removal_apply : keep_apply,
                                            .then = keep_then,
                                            .data = keeping,
                                            .locks = STORE_RECORDS});
}

bool record_view_post(ctx *c, struct request *request, struct response *response)
{
    return change_views(c, request, response, false);
}

bool record_view_remove_post(ctx *c, struct request *request, struct response *response)
{
    return change_views(c, request, response, true);
}

bool record_view_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return keep_page(c, request, response, &asker, NULL);
}
