#include "web/customer_deed.h"

#include "audit/audit.h"
#include "web/render.h"

static bool note(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    const struct privacy_by *by = data;
    return audit_add(c, (struct audit_entry){.who = by->who,
                                             .what = str_of(fmt(c->arena, "customer.%s", what)),
                                             .customer = customer,
                                             .detail = detail});
}

bool customer_deed_init(ctx *c, const struct request *request, enum permission permission,
                        const char *otherwise, struct customer_deed *out)
{
    if (!customer_seen_of(c, request, permission, &out->seen)) return false;
    str why = otherwise ? str_of(otherwise) : str_trim(request_text(request, "why", (str){0}));
    out->by = (struct privacy_by){
        .who = visitor_who(c, request), .why = why, .note = note, .data = &out->by};
    out->done_href = fmt(c->arena, "/customers/%s?said=saved", out->seen.id);
    return true;
}

bool customer_deed_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    const struct customer_deed *deed = data;
    if (failure->code == ERR_NONE) {
        response_see(c, response, deed->done_href);
        return true;
    }
    bool is_theirs = failure->code == ERR_BAD_INPUT || failure->code == ERR_REFUSED ||
                     failure->code == ERR_NOT_FOUND;
    if (!is_theirs || !deed->show || !request_wants_html(request))
        return page_change_failed(c, failure);
    request_problem_add(c, request, deed->field, failure->msg, failure->hint);
    response->status = err_http_status(failure->code);
    return deed->show(c, request, response);
}

void customer_deed_add_why(ctx *c, const struct request *request, json_t *form, const char *label)
{
    form_add(c, request, form,
             (struct form_field){.name = "why",
                                 .kind = FORM_TEXT,
                                 .label = label,
                                 .help = tr(c, "It stays in the log of the house."),
                                 .required = true});
}

bool customer_deed_head(ctx *c, const struct customer_seen *seen, const char *title, json_t *model)
{
    struct customer_card card;
    if (!customer_card(c, seen->customer, &card)) return false;
    str name = customer_card_name(c, seen, &card);
    json_put_c(model, "title", title);
    json_put_str(model, "question", name);
    customer_crumbs(c, model, seen, name);
    return true;
}
