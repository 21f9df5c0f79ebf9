// The public form. What cannot be told from people at once is not asked of them: no riddles, no
// script. A field that nobody sees, the time that it took, and the pace from one address tell, and
// what is doubtful is held for a person to look at (complaint.h).
#include "web/complain.h"

#include <unistd.h>

#include "base/lang.h"
#include "base/zone.h"
#include "bounds.h"
#include "complaint/complaint.h"
#include "http/inputs.h"
#include "people/email.h"
#include "settings/settings.h"
#include "web/address.h"
#include "web/app.h"
#include "web/change.h"
#include "web/form.h"
#include "web/notice.h"
#include "web/public.h"
#include "web/render.h"

enum { CHOICES_MAX = 100, HOURS_A_DAY = 8, EMAIL_BYTES = 254 };

#define DAY_MS      (24LL * 3600 * 1000)
#define TRAP        "website" // a field that only programs fill in
#define TAKEN_BYTES 1000

static const char *const matters[] = {"complaint", "wish", "question", "thanks", NULL};

// clang-format off
#define KNOWN_FIELDS \
    {.name = "matter", .type = FIELD_CHOICE, .choices = matters, .what = "what kind of matter it is"}, \
    {.name = "touchpoint", .type = FIELD_TEXT, .what = "the service situation, by its name"}, \
    {.name = "unit", .type = FIELD_TEXT, .what = "the place, by its name or in words"}, \
    {.name = "reference", .type = FIELD_TEXT, .what = "a number of an order or invoice that it is about"}, \
    {.name = "embed", .type = FIELD_BOOL, .what = "whether it stands on another site"}
const struct field complain_fields[] = {KNOWN_FIELDS, PAGE_FIELDS, {0}};
const struct field complain_form[] = {
    KNOWN_FIELDS,
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "what happened, in the customer's words"},
    {.name = "happened", .type = FIELD_DAY, .what = "when it happened"},
    {.name = "file", .type = FIELD_FILE, .max = BOUND_COMPLAINT_FILE_BYTES, .many = true, .what = "pictures or papers"},
    {.name = "name", .type = FIELD_TEXT, .what = "who it is; nobody must say"},
    {.name = "email", .type = FIELD_TEXT, .max = EMAIL_BYTES, .what = "where we answer"},
    {.name = "phone", .type = FIELD_TEXT, .max = 50, .what = "where we call"},
    {.name = TRAP, .type = FIELD_TEXT, .max = 2000, .what = "stays empty"},
    {.name = "seen", .type = FIELD_I64, .what = "when the form was opened: milliseconds since 1970"},
    {0}};
const struct field complain_embed_fields[] = {{0}};
// clang-format on

// ---- What both pages share ----

bool complain_accountable(ctx *c, const struct request *request, const char **out)
{
    str function = {0}, person = {0}, company = {0};
    (void)request;
    if (!setting_text(c, "complain.function", &function) ||
        !setting_text(c, "complain.person", &person) || !setting_text(c, "company.name", &company))
        return false;
    str what = function.size ? function : company;
    if (person.size && what.size)
        *out = fmt(c->arena, "%.*s (%.*s)", STR(what), STR(person));
    else
        *out = str_c(c->arena, person.size ? person : what);
    if (!**out) *out = tr(c, "Our customer service");
    return true;
}

const struct case_file *complain_files(ctx *c, const struct request *request, const char *field,
                                       i64 *count)
{
    struct case_file *files = NEW_ARRAY(c->arena, struct case_file, BOUND_FILES_OF_FIELD);
    const struct input *in = request_input(request, field);
    *count = 0;
    for (; in && *count < BOUND_FILES_OF_FIELD; in = request_input_next(request, in)) {
        if (!in->upload->size) continue; // an empty choice of a browser
        files[(*count)++] = (struct case_file){.name = in->upload->name,
                                               .type = str_of(in->upload->type),
                                               .fd = in->upload->fd,
                                               .size = in->upload->size};
    }
    return files;
}

const char *complain_path(ctx *c, const struct request *request, str path, const char *more)
{
    const char *asked = render_lang_asked(request);
    buf out = buf_new(c->arena, BOUND_TARGET_BYTES);
    buf_add(&out, path);
    char joint = '?';
    if (asked) {
        buf_fmt(&out, "%clang=%s", joint, asked);
        joint = '&';
    }
    if (*more) buf_fmt(&out, "%c%s", joint, more);
    return out.s;
}

bool complain_frame(ctx *c, const struct request *request, struct response *response, json_t *model)
{
    str sites = {0};
    bool is_embedded =
        request_i64(request, "embed", 0) != 0 || str_equal(request_typed(request, "embed"), S("1"));
    if (is_embedded && !setting_text(c, "complain.sites", &sites)) return false;
    if (is_embedded) public_let_frame(c, response, sites);
    json_put_bool(model, "is_embedded", is_embedded);
    return true;
}

// ---- The form ----

static str known(const struct request *request, const char *name)
{
    str typed = request_typed(request, name);
    return typed.size ? typed : request_text(request, name, S(""));
}

static const struct form_option *place_options(ctx *c, const struct complaint_place *places,
                                               i64 count, const char *none)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 2);
    options[0] = (struct form_option){"", none};
    for (i64 i = 0; i < count; i++)
        options[i + 1] = (struct form_option){str_c(c->arena, places[i].label),
                                              str_c(c->arena, places[i].label)};
    return options;
}

// The name in an address may be the one that facts have; the list has words.
static str label_of(const struct complaint_place *places, i64 count, str typed)
{
    i64 id = complaint_place_find(places, count, typed);
    for (i64 i = 0; i < count; i++)
        if (id && places[i].id == id) return places[i].label;
    return typed;
}

static void add_matter(ctx *c, const struct request *request, json_t *form)
{
    struct form_option options[] = {
        {"complaint",           tr(c, "A complaint")},
        {"wish",       tr(c, "A wish or an idea")},
        {"question",                tr(c, "A question")},
        {"thanks", tr(c, "Thanks")},
        {0           }
    };
    str matter = known(request, "matter");
    form_add(c, request, form,
             (struct form_field){.name = "matter",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What is it?"),
                                 .value = matter.size ? matter : S("complaint"),
                                 .options = options,
                                 .required = true});
}

bool complain_add_places(ctx *c, const struct request *request, json_t *form)
{
    struct complaint_place *touchpoints = NULL, *units = NULL;
    i64 touchpoint_count = 0, unit_count = 0;
    if (!complaint_touchpoints(c, &touchpoints, &touchpoint_count) ||
        !complaint_units(c, &units, &unit_count))
        return false;
    if (touchpoint_count && touchpoint_count <= CHOICES_MAX)
        form_add(c, request, form,
                 (struct form_field){
                     .name = "touchpoint",
                     .kind = FORM_CHOICE,
                     .label = tr(c, "What was it about?"),
                     .value = label_of(touchpoints, touchpoint_count, known(request, "touchpoint")),
                     .options = place_options(c, touchpoints, touchpoint_count,
                                              tr(c, "I cannot say, or something else"))});
    bool is_list = unit_count && unit_count <= CHOICES_MAX;
    form_add(c, request, form,
             (struct form_field){.name = "unit",
                                 .kind = is_list ? FORM_CHOICE : FORM_TEXT,
                                 .label = tr(c, "Where was it?"),
                                 .value = label_of(units, unit_count, known(request, "unit")),
                                 .options = is_list ? place_options(c, units, unit_count,
                                                                    tr(c, "Nowhere in particular"))
                                                    : NULL});
    return true;
}

static void add_contact(ctx *c, const struct request *request, json_t *form)
{
    form_add(
        c, request, form,
        (struct form_field){.name = "email",
                            .kind = FORM_EMAIL,
                            .label = tr(c, "Your e-mail address"),
                            .help = tr(c, "We answer there. Without it you stay anonymous, and "
                                          "read our answer by a link that you get at once."),
                            .autocomplete = "email"});
    form_add(c, request, form,
             (struct form_field){.name = "phone",
                                 .label = tr(c, "Your telephone number"),
                                 .help = tr(c, "If you would rather be called."),
                                 .autocomplete = "tel"});
    form_add(c, request, form,
             (struct form_field){
                 .name = "name", .label = tr(c, "Your name, if you like"), .autocomplete = "name"});
}

static bool put_form(ctx *c, const struct request *request, struct response *response,
                     json_t *model)
{
    const char *action = complain_path(c, request, S("/complain"), "");
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = action, .submit = tr(c, "Send"), .files = true});
    add_matter(c, request, form);
    form_add(
        c, request, form,
        (struct form_field){.name = "text",
                            .kind = FORM_LONG_TEXT,
                            .label = tr(c, "What happened?"),
                            .help = tr(c, "In your own words. What should have been otherwise, "
                                          "and what do you hope for now?"),
                            .required = true});
    if (!complain_add_places(c, request, form)) return false;
    form_add(
        c, request, form,
        (struct form_field){.name = "happened", .kind = FORM_DATE, .label = tr(c, "When was it?")});
    form_add(c, request, form,
             (struct form_field){.name = "file",
                                 .kind = FORM_FILE,
                                 .label = tr(c, "Pictures or papers"),
                                 .help = fmt(c->arena, tr(c, "Up to %d, each of at most %lld MB."),
                                             BOUND_FILES_OF_FIELD,
                                             (long long)(BOUND_COMPLAINT_FILE_BYTES / MIB)),
                                 .many = true});
    add_contact(c, request, form);
    str seen = request_typed(request, "seen"), reference = known(request, "reference");
    form_hide(c, form, "seen",
              seen.size ? seen : str_of(fmt(c->arena, "%lld", (long long)c->now_ms)));
    if (reference.size) form_hide(c, form, "reference", reference);
    if (json_is_true(json_object_get(model, "is_embedded"))) form_hide(c, form, "embed", S("1"));
    json_put(model, "form", form);
    json_put_str(model, "reference", reference);
    return true;
}

static bool put_promise(ctx *c, const struct request *request, json_t *model)
{
    const char *accountable = NULL;
    str phone = {0};
    i64 hours = 0;
    if (!complain_accountable(c, request, &accountable) ||
        !setting_text(c, "complain.phone", &phone) ||
        !setting_i64(c, "case.answer_hours_ordinary", &hours))
        return false;
    i64 days = (hours + HOURS_A_DAY - 1) / HOURS_A_DAY;
    const char *by = days <= 1 ? tr(c, "You get a number at once, and our first answer within a "
                                       "working day.")
                               : fmt(c->arena,
                                     tr(c, "You get a number at once, and our first answer within "
                                           "%lld working days."),
                                     (long long)days);
    json_put_c(model, "accountable", accountable);
    json_put_c(model, "answers_text",
               fmt(c->arena, tr(c, "%s answers for every complaint."), accountable));
    json_put_c(model, "by_text", by);
    json_put_c(model, "phone_text",
               phone.size ? fmt(c->arena, tr(c, "You can also call us: %s"), str_c(c->arena, phone))
                          : NULL);
    return true;
}

static bool complain_page(ctx *c, const struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "Tell us what happened"));
    return complain_frame(c, request, response, model) && put_promise(c, request, model) &&
           put_form(c, request, response, model) &&
           render_public(c, request, response, "complain", model);
}

bool complain_get(ctx *c, struct request *request, struct response *response)
{
    return store_begin_read(c) && complain_page(c, request, response);
}

bool complain_again(ctx *c, struct request *request, struct response *response)
{
    if (!response->status) response->status = 400;
    return (store_in_transaction(c) || store_begin_read(c)) && complain_page(c, request, response);
}

// ---- Sending ----

struct sending {
    struct app *app;
    struct complaint complaint;
    struct complaint_taken taken;
    bool is_embedded;
};

static bool sending_apply(ctx *c, void *data)
{
    struct sending *sending = data;
    return complaint_take(c, &sending->complaint, NULL, &sending->taken);
}

// Its own words are wanted back, whatever went wrong: the form is shown again with all of them.
static bool sending_failed(ctx *c, struct request *request, struct response *response,
                           const err *failure)
{
    bool is_of_words = failure->code == ERR_BAD_INPUT || failure->code == ERR_BUSY;
    if (!is_of_words || !request_wants_html(request)) return page_change_failed(c, failure);
    response->status = err_http_status(failure->code);
    request_problem_add(c, request, "text", failure->msg, failure->hint);
    return complain_again(c, request, response);
}

static bool sending_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    const struct sending *sending = data;
    if (failure->code != ERR_NONE) return sending_failed(c, request, response, failure);
    const char *more = sending->is_embedded ? "embed=1&new=1" : "new=1";
    if (request_wants_html(request)) {
        response_see(c, response, complain_path(c, request, sending->taken.path, more));
        return true;
    }
    json_t *model = json_new_object(c);
    json_put_str(model, "number", sending->taken.number);
    json_put_str(model, "href", sending->taken.path);
    response->status = 201;
    response_json(c, response, model);
    return true;
}

// Noon of the day that it happened on.
i64 complain_happened_ms(ctx *c, const struct request *request)
{
    const struct input *in = request_input(request, "happened");
    const struct zone *zone = app_zone(c, request->app);
    if (!in) return 0;
    struct civil noon = civil_from_day((i32)in->i);
    noon.hour = 12;
    i64 at_ms = ms_from_civil(noon);
    return zone ? zone_to_utc(zone, noon) : at_ms;
}

bool complain_read_places(ctx *c, const struct request *request, struct complaint *complaint)
{
    struct complaint_place *touchpoints = NULL, *units = NULL;
    i64 touchpoint_count = 0, unit_count = 0;
    str touchpoint = request_text(request, "touchpoint", S("")),
        unit = request_text(request, "unit", S(""));
    if (!complaint_touchpoints(c, &touchpoints, &touchpoint_count) ||
        !complaint_units(c, &units, &unit_count))
        return false;
    complaint->touchpoint = complaint_place_find(touchpoints, touchpoint_count, touchpoint);
    complaint->unit = complaint_place_find(units, unit_count, unit);
    if (!complaint->unit) complaint->where = str_trim(unit);
    if (!complaint->touchpoint && str_trim(touchpoint).size)
        complaint->where = complaint->where.size
                               ? str_of(fmt(c->arena, "%.*s, %.*s", STR(str_trim(touchpoint)),
                                            STR(complaint->where)))
                               : str_trim(touchpoint);
    return true;
}

// What no person does: fills in what nobody sees, or writes faster than anybody reads.
static bool is_doubtful(const ctx *c, const struct request *request)
{
    i64 seen_ms = request_i64(request, "seen", 0);
    if (request_text(request, TRAP, S("")).size) return true;
    return seen_ms && c->now_ms - seen_ms < COMPLAINT_HASTE_MS && c->now_ms >= seen_ms;
}

static bool check(ctx *c, struct request *request, const struct complaint *complaint)
{
    str address = {0};
    const struct input *happened = request_input(request, "happened");
    i64 today = c->now_ms / DAY_MS + 1; // wherever the customer is
    if (!str_trim(complaint->text).size && !complaint->file_count)
        request_problem_add(c, request, "text", tr(c, "there are no words"),
                            tr(c, "Tell in your own words what happened."));
    if (complaint->contact.email.size && !email_normalise(c, complaint->contact.email, &address)) {
        request_problem_add(c, request, "email", c->err.msg, c->err.hint);
        err_clear(c);
    }
    if (happened && (happened->i > today || happened->i < today - 36525))
        request_problem_add(c, request, "happened", tr(c, "this day cannot be"),
                            tr(c, "Give a day that has been."));
    return !request->problem_count;
}

bool complain_post(ctx *c, struct request *request, struct response *response)
{
    struct sending *sending = NEW(c->arena, struct sending);
    struct complaint *complaint = &sending->complaint;
    sending->app = request->app;
    sending->is_embedded = request_i64(request, "embed", 0) != 0;
    *complaint = (struct complaint){
        .matter = request_text(request, "matter", S("complaint")),
        .way = S("web"),
        .text = request_text(request, "text", S("")),
        .reference = request_text(request, "reference", S("")),
        .happened_ms = complain_happened_ms(c, request),
        .contact = {.name = request_text(request, "name", S("")),
                    .email = str_trim(request_text(request, "email", S(""))),
                    .phone = request_text(request, "phone", S("")),
                    .lang = c->lang},
        .address = request->client.size ? request->client : S("nowhere"),
        .is_doubtful = is_doubtful(c, request)
    };
    complaint->files = complain_files(c, request, "file", &complaint->file_count);
    if (!check(c, request, complaint))
        return request_wants_html(request) ? complain_again(c, request, response)
                                           : inputs_refuse(c, request);
    if (!store_begin_read(c) || !complain_read_places(c, request, complaint) ||
        !complaint_customer(c, complaint->contact.email, &complaint->customer))
        return false;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = sending_apply, .then = sending_then, .data = sending, .locks = STORE_RECORDS});
}

// ---- On other sites ----

bool complain_embed_get(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    (void)request;
    json_put_c(model, "title", tr(c, "Tell us what happened"));
    if (!render_template(c, "complain_script", model, response)) return false;
    response->type = "text/javascript; charset=utf-8";
    response->cache = CACHE_CHECK;
    response_header(c, response, "Cross-Origin-Resource-Policy", "cross-origin");
    return true;
}
