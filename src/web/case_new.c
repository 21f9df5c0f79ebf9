#include "web/case_new.h"

#include "base/lang.h"
#include "bounds.h"
#include "case/case_kinds.h"
#include "complaint/complaint.h"
#include "customer/list.h"
#include "customer/personal.h"
#include "facts/privacy.h"
#include "http/inputs.h"
#include "people/email.h"
#include "web/address.h"
#include "web/app.h"
#include "web/change.h"
#include "web/complain.h"
#include "web/form.h"
#include "web/record_asker.h"
#include "web/render.h"
#include "web/visitor.h"

enum { CUSTOMERS_SHOWN = 8 };

static const char *const ways[] = {"phone", "counter", "email", "staff", NULL};
static const char *const matters[] = {"complaint", "wish", "question", "thanks", "other", NULL};
static const char *const severities[] = {"low", "ordinary", "high", "critical", NULL};

// clang-format off
const struct field case_new_fields[] = {
    {.name = "find", .type = FIELD_TEXT, .what = "a customer's number, name, e-mail address or telephone begins so"},
    {.name = "number", .type = FIELD_TEXT, .what = "of the case that was just taken down"},
    PAGE_FIELDS, {0}};
const struct field case_new_form[] = {
    {.name = "way", .type = FIELD_CHOICE, .choices = ways, .required = true, .what = "how it came; staff: noticed by ourselves"},
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "what happened, in the customer's words"},
    {.name = "matter", .type = FIELD_CHOICE, .choices = matters, .what = "what kind of matter it is"},
    {.name = "severity", .type = FIELD_CHOICE, .choices = severities, .what = "how much it harms"},
    {.name = "touchpoint", .type = FIELD_TEXT, .what = "the service situation, by its name"},
    {.name = "unit", .type = FIELD_TEXT, .what = "the place, by its name or in words"},
    {.name = "happened", .type = FIELD_DAY, .what = "when it happened"},
    {.name = "customer", .type = FIELD_TEXT, .what = "the customer's number, or a key such as C41; empty: not known"},
    {.name = "name", .type = FIELD_TEXT, .what = "who it is"},
    {.name = "email", .type = FIELD_TEXT, .max = 254, .what = "where we answer"},
    {.name = "phone", .type = FIELD_TEXT, .max = 50, .what = "where we call"},
    {.name = "language", .type = FIELD_CHOICE, .choices = address_langs, .what = "the customer's language"},
    {.name = "file", .type = FIELD_FILE, .max = BOUND_ATTACHMENT_BYTES, .many = true, .what = "pictures or papers"},
    {0}};
// clang-format on

// ---- Finding the customer ----

static const char *attribute_of(ctx *c, const struct request *request,
                                const struct customer_line *line)
{
    buf out = buf_new(c->arena, 2000);
    bool sees = visitor_sees_personal(request, (struct place){0});
    buf_add(&out, line->key);
    for (i64 i = 0; i < line->attribute_count; i++) {
        enum personal kind;
        if (!personal_kind(line->attributes[i].name, &kind)) continue;
        str value = str_head(line->attributes[i].value, 200);
        str shown = sees ? value : personal_mask(c, kind, value);
        buf_fmt(&out, " · %.*s", STR(shown));
    }
    return out.s;
}

// Those that are meant by what was typed, to choose from. Only where they may be searched for.
static bool find_customers(ctx *c, const struct request *request, struct form_option **out)
{
    const struct visitor *visitor = visitor_of(request);
    str find = str_trim(request_text(request, "find", S("")));
    enum may may = role_may(visitor->person.role, MAY_SEE_PERSONAL_DATA);
    struct customer_query query = {.search = find, .rows_max = CUSTOMERS_SHOWN};
    struct customer_page page = {0};
    *out = NULL;
    if (visitor->is_program || visitor->is_open_house) may = MAY_NOT;
    if (!find.size || may == MAY_NOT) return true;
    if (may == MAY_IN_SCOPE) {
        query.is_scoped = true;
        query.units = visitor->person.units;
        query.unit_count = visitor->person.unit_count;
    }
    if (!customer_list(c, &query, &page)) return false;
    *out = NEW_ARRAY(c->arena, struct form_option, page.count + 2);
    for (i64 i = 0; i < page.count; i++)
        (*out)[i] = (struct form_option){fmt(c->arena, "%lld", (long long)page.lines[i].customer),
                                         attribute_of(c, request, &page.lines[i])};
    (*out)[page.count] = (struct form_option){"", tr(c, "None of these, or not known")};
    return true;
}

// ---- The form ----

static void add_what(ctx *c, const struct request *request, json_t *form)
{
    struct form_option way_options[] = {
        {"phone",                                 tr(c, "The customer called")},
        {"counter",                 tr(c, "The customer told it at the counter")},
        {"email",                               tr(c, "The customer wrote to one of us")},
        {"staff", tr(c, "We noticed it ourselves, before the customer complained")},
        {0                                }
    };
    struct form_option matter_options[] = {
        {"complaint",           tr(c, "A complaint")},
        {"wish",       tr(c, "A wish or an idea")},
        {"question",                tr(c, "A question")},
        {"thanks", tr(c, "Thanks")},
        {"other",            tr(c, "Something else")},
        {0       }
    };
    form_add(c, request, form,
             (struct form_field){.name = "text",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "What happened?"),
                                 .help = tr(c, "In the customer's own words, as well as you can."),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "way",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "How did it come?"),
                                 .value = S("phone"),
                                 .options = way_options,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "matter",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "What is it?"),
                                 .value = S("complaint"),
                                 .options = matter_options});
}

static void add_severity(ctx *c, const struct request *request, json_t *form)
{
    struct form_option options[] = {
        {"low",             tr(c, "A small thing")},
        {"ordinary", tr(c, "Ordinary")},
        {"high",        tr(c, "Serious")},
        {"critical",      tr(c, "Danger to health, money or many customers")},
        {0           }
    };
    form_add(c, request, form,
             (struct form_field){.name = "severity",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "How serious is it?"),
                                 .value = S("ordinary"),
                                 .options = options});
}

static bool add_who(ctx *c, const struct request *request, json_t *form)
{
    struct form_option *found = NULL;
    struct form_option languages[] = {
        {"fi",       "suomi"},
        {"sv",          "svenska"},
        {"en","English"},
        {0      }
    };
    if (!find_customers(c, request, &found)) return false;
    form_add(
        c, request, form,
        (struct form_field){.name = "customer",
                            .kind = found ? FORM_RADIO : FORM_TEXT,
                            .label = tr(c, "Customer"),
                            .help = found ? NULL : tr(c, "The customer's number, if there is one."),
                            .value = S(""),
                            .options = found});
    form_add(c, request, form,
             (struct form_field){.name = "name", .label = tr(c, "Customer's name")});
    form_add(c, request, form,
             (struct form_field){.name = "email",
                                 .kind = FORM_EMAIL,
                                 .label = tr(c, "Customer's e-mail address"),
                                 .help = tr(c, "Number, link and answers go there.")});
    form_add(c, request, form,
             (struct form_field){.name = "phone", .label = tr(c, "Customer's telephone")});
    form_add(c, request, form,
             (struct form_field){.name = "language",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Customer's language"),
                                 .value = str_of(c->lang),
                                 .options = languages});
    return true;
}

static bool put_form(ctx *c, const struct request *request, struct response *response,
                     json_t *model)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/cases/new",
                                                .submit = tr(c, "Take it down"),
                                                .cancel_href = "/cases",
                                                .files = true});
    json_put(model, "form", form);
    add_what(c, request, form);
    if (!complain_add_places(c, request, form)) return false;
    form_add(
        c, request, form,
        (struct form_field){.name = "happened", .kind = FORM_DATE, .label = tr(c, "When was it?")});
    add_severity(c, request, form);
    if (!add_who(c, request, form)) return false;
    form_add(
        c, request, form,
        (struct form_field){
            .name = "file", .kind = FORM_FILE, .label = tr(c, "Pictures or papers"), .many = true});
    return true;
}

// What to tell the customer on the telephone; and the case, for who may see it.
static bool put_taken(ctx *c, const struct request *request, json_t *model)
{
    str number = case_number_clean(c, request_text(request, "number", S("")));
    i64 id = 0;
    struct record record;
    json_put_str(model, "number", number);
    json_put_null(model, "case_href");
    if (!number.size || !case_find(c, number, &id) || !id) return c->err.code == ERR_NONE;
    const struct visitor *visitor = visitor_of(request);
    struct record_asker asker = record_asker_make(&case_kind, &visitor->person, visitor->record);
    if (!record_get(c, &case_kind, id, &record)) return false;
    if (record_asker_sees(&asker, &record))
        json_put_c(model, "case_href", fmt(c->arena, "/cases/%lld", (long long)id));
    return true;
}

static void put_crumbs(ctx *c, json_t *model)
{
    json_t *crumbs = json_new_array(c), *crumb = json_new_object(c);
    json_put_c(crumb, "label", tr(c, "Cases"));
    json_put_c(crumb, "href", "/cases");
    json_array_append(crumbs, crumb);
    json_put(model, "crumbs", crumbs);
}

static bool new_page(ctx *c, const struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    put_crumbs(c, model);
    if (!put_taken(c, request, model)) return false;
    str number = str_of(json_string_value(json_object_get(model, "number")));
    json_put_c(model, "title",
               number.size ? fmt(c->arena, tr(c, "Taken down: %s"), str_c(c->arena, number))
                           : tr(c, "Take down what a customer says"));
    json_put_c(model, "question",
               number.size
                   ? tr(c, "Tell the customer this number. With an e-mail address, a link "
                           "of their own is on its way too.")
                   : tr(c, "It goes to whoever owns such matters; the clock runs from now."));
    json_put_str(model, "find", request_text(request, "find", S("")));
    return put_form(c, request, response, model) &&
           render_page(c, request, response, "case_new", model);
}

bool case_new_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && new_page(c, request, response);
}

bool case_new_again(ctx *c, struct request *request, struct response *response)
{
    if (!response->status) response->status = 400;
    return (store_in_transaction(c) || store_begin_read(c)) && new_page(c, request, response);
}

// ---- Taking it down ----

struct taking_down {
    struct app *app;
    struct complaint complaint;
    struct complaint_taken taken;
    struct record_edit edit;
};

static bool taking_apply(ctx *c, void *data)
{
    struct taking_down *down = data;
    return complaint_take(c, &down->complaint, &down->edit, &down->taken);
}

static bool taking_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    const struct taking_down *down = data;
    if (failure->code == ERR_BAD_INPUT && request_wants_html(request)) {
        request_problem_add(c, request, "text", failure->msg, failure->hint);
        return case_new_again(c, request, response);
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (request_wants_html(request)) {
        response_see(c, response, fmt(c->arena, "/cases/new?number=%.*s", STR(down->taken.number)));
        return true;
    }
    json_t *model = json_new_object(c);
    json_put_str(model, "number", down->taken.number);
    json_put_c(model, "id", fmt(c->arena, "%lld", (long long)down->taken.id));
    json_put_c(model, "href", fmt(c->arena, "/cases/%lld", (long long)down->taken.id));
    response->status = 201;
    response_json(c, response, model);
    return true;
}

// "7311" of the list, "C41" or "shop:C41" as it is said.
static bool read_customer(ctx *c, struct request *request, i64 *customer)
{
    str typed = str_trim(request_text(request, "customer", S("")));
    struct privacy_customer found;
    struct rows rows;
    i64 id = 0;
    *customer = 0;
    if (!typed.size) return true;
    if (str_i64(typed, &id)) {
        if (!store_rows(c, SQL_complaint_key, VALS(V_I64(id)), &rows)) return false;
        if (rows.count) *customer = id;
        if (rows.count) return true;
    }
    if (privacy_find(c, typed, customer, &found)) {
        *customer = found.customer;
        return true;
    }
    if (c->err.code != ERR_NOT_FOUND && c->err.code != ERR_REFUSED) return false;
    request_problem_add(c, request, "customer", c->err.msg, c->err.hint);
    err_clear(c);
    *customer = 0;
    return true;
}

static bool check(ctx *c, struct request *request, struct taking_down *down)
{
    str address = {0}, email = down->complaint.contact.email;
    if (!str_trim(down->complaint.text).size && !down->complaint.file_count)
        request_problem_add(c, request, "text", tr(c, "there are no words"),
                            tr(c, "Write what the customer told."));
    if (email.size && !email_normalise(c, email, &address)) {
        request_problem_add(c, request, "email", c->err.msg, c->err.hint);
        err_clear(c);
    }
    return read_customer(c, request, &down->complaint.customer);
}

bool case_new_post(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct taking_down *down = NEW(c->arena, struct taking_down);
    struct complaint *complaint = &down->complaint;
    str way = request_text(request, "way", S("phone")),
        language = request_text(request, "language", S(""));
    down->app = request->app;
    down->edit =
        (struct record_edit){.who = visitor->record, .roles = ROLE_BIT(visitor->person.role)};
    *complaint = (struct complaint){
        .matter = request_text(request, "matter", S("complaint")),
        .severity = request_text(request, "severity", S("")),
        .way = way,
        .is_ours = str_equal(way, S("staff")),
        .text = request_text(request, "text", S("")),
        .happened_ms = complain_happened_ms(c, request),
        .contact = {.name = request_text(request, "name", S("")),
                    .email = str_trim(request_text(request, "email", S(""))),
                    .phone = request_text(request, "phone", S("")),
                    .lang = render_lang_known(language)}
    };
    complaint->files = complain_files(c, request, "file", &complaint->file_count);
    if (!store_begin_read(c) || !check(c, request, down) ||
        !complain_read_places(c, request, complaint))
        return false;
    if (request->problem_count)
        return request_wants_html(request) ? case_new_again(c, request, response)
                                           : inputs_refuse(c, request);
    if (!complaint->customer &&
        !complaint_customer(c, complaint->contact.email, &complaint->customer))
        return false;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = taking_apply, .then = taking_then, .data = down, .locks = STORE_RECORDS});
}
