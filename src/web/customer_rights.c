// What a customer may ask for: their data as a file, a correction, to be forgotten.
#include "web/customer_deed.h"

#include "base/lang.h"
#include "base/locale.h"
#include "web/address.h"
#include "web/render.h"

// clang-format off
#define WHY_FIELD {.name = "why", .type = FIELD_TEXT, .required = true, .what = "the reason; it stays in the log of the house"}
const struct field customer_export_form[] = {WHY_FIELD, {0}};
const struct field customer_erase_form[] = {
    WHY_FIELD,
    {.name = "typed", .type = FIELD_TEXT, .required = true, .what = "one of the customer's keys, typed to be sure"},
    {0}};
const struct field customer_correct_form[] = {
    {.name = "attribute", .type = FIELD_TEXT, .required = true, .what = "which attribute"},
    {.name = "value", .type = FIELD_TEXT, .max = 500, .required = true, .what = "what it says from now on"},
    WHY_FIELD, {0}};
// clang-format on

static json_t *form_of(ctx *c, const struct request *request, struct response *response,
                       const struct customer_seen *seen, struct form_about about)
{
    about.action = fmt(c->arena, "/customers/%s/%s", seen->id, about.action);
    about.cancel_href = fmt(c->arena, "/customers/%s", seen->id);
    return form_new(c, request, response, about);
}

static bool render_form(ctx *c, const struct request *request, struct response *response,
                        const struct customer_seen *seen, json_t *model)
{
    struct customer_looked looked = {"customer.look", &seen->customer.customer, seen->is_shown};
    return customer_look_note(c, request, looked) &&
           render_page(c, request, response, "customer_pair", model);
}

static void put_nothing_else(json_t *model)
{
    json_put_null(model, "list");
    json_put_null(model, "sides");
    json_put_bool(model, "has_sides", false);
}

// A copy

static bool show_export(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    json_t *model = json_new_object(c);
    if (!customer_seen_of(c, request, MAY_EXPORT_CUSTOMER, &seen) ||
        !customer_deed_head(c, &seen, tr(c, "All that is kept, in one file"), model))
        return false;
    struct form_about about = {
        .action = "export",
        .submit = tr(c, "Take out the data"),
        .note = tr(c, "The file has keys, attributes, encounters, words, consents, and what they "
                      "came in with, as JSON.")};
    json_t *form = form_of(c, request, response, &seen, about);
    customer_deed_add_why(c, request, form, tr(c, "Why is it taken out?"));
    json_put(model, "form", form);
    put_nothing_else(model);
    return render_form(c, request, response, &seen, model);
}

bool customer_export_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_export(c, request, response);
}

bool customer_export_again(ctx *c, struct request *request, struct response *response)
{
    return show_export(c, request, response);
}

// Whoever takes data out is in the log before a byte leaves.
static bool export_apply(ctx *c, void *data)
{
    struct customer_deed *deed = data;
    json_t *detail = json_new_object(c);
    json_put_str(detail, "why", deed->by.why);
    return deed->by.note(c, deed->by.data, "export", deed->seen.customer.customer, detail);
}

static bool export_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    const struct customer_deed *deed = data;
    json_t *all = NULL;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (!privacy_export(c, deed->seen.customer, &all)) return false;
    response_body(response, "application/json", json_write_indented(c, all));
    response_download(c, response, fmt(c->arena, "customer-%s.json", deed->seen.id));
    return true;
}

bool customer_export_post(ctx *c, struct request *request, struct response *response)
{
    struct customer_deed *deed = NEW(c->arena, struct customer_deed);
    return customer_deed_init(c, request, MAY_EXPORT_CUSTOMER, NULL, deed) &&
           page_change(c, request, response,
                       (struct page_change){.apply = export_apply,
                                            .then = export_then,
                                            .data = deed,
                                            .locks = STORE_RECORDS});
}

// Being forgotten

static const char *number(ctx *c, i64 value)
{
    return locale_number(c, (f64)value, 0).s;
}

static json_t *erasure_facts(ctx *c, const struct customer_seen *seen,
                             const struct privacy_erasure *erasure)
{
    json_t *facts = json_new_array(c);
    fact_add(c, facts, tr(c, "Customer keys"), number(c, erasure->keys), tr(c, "go for ever"));
    fact_add(c, facts, tr(c, "Remarks"), number(c, erasure->remarks), tr(c, "go for ever"));
    fact_add(c, facts, tr(c, "Facts"), number(c, erasure->facts),
             tr(c, "stay as nobody's, so no figure changes"));
    for (i64 i = 0; i < erasure->attribute_count; i++) {
        const struct privacy_attribute *one = &erasure->attributes[i];
        struct customer_said said = {
            .name = one->name, .value = one->value, .sharers = one->stays ? PRIVACY_SHARED_MIN : 1};
        fact_add(c, facts, str_c(c->arena, one->name),
                 str_c(c->arena, customer_value_shown(c, seen->is_shown, &said)),
                 one->stays ? tr(c, "stays: many share it") : tr(c, "goes for ever"));
    }
    fact_add(c, facts, tr(c, "Consents"), tr(c, "A bare no stays"),
             tr(c, "so that nobody asks again"));
    return facts;
}

static bool show_erase(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    struct privacy_erasure erasure;
    json_t *model = json_new_object(c), *sides = json_new_array(c), *side = json_new_object(c);
    if (!customer_seen_of(c, request, MAY_ERASE_CUSTOMER, &seen) ||
        !customer_deed_head(c, &seen, tr(c, "Erased for ever, and no figure changes"), model) ||
        !privacy_preview(c, seen.customer, &erasure))
        return false;
    json_put_c(side, "title", tr(c, "What goes and what stays"));
    json_put_c(side, "id", seen.id);
    json_put_c(side, "href", fmt(c->arena, "/customers/%s", seen.id));
    json_put(side, "facts", erasure_facts(c, &seen, &erasure));
    json_array_append(sides, side);
    struct form_about about = {
        .action = "erase", .submit = tr(c, "Erase for ever"), .danger = true};
    json_t *form = form_of(c, request, response, &seen, about);
    customer_deed_add_why(c, request, form, tr(c, "Why is the customer erased?"));
    form_add(c, request, form,
             (struct form_field){.name = "typed",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Type one of the customer's keys"),
                                 .help = tr(c, "As it stands on the card. This cannot be undone."),
                                 .required = true,
                                 .autocomplete = "off"});
    json_put(model, "form", form);
    json_put_null(model, "list");
    json_put(model, "sides", sides);
    json_put_bool(model, "has_sides", true);
    return render_form(c, request, response, &seen, model);
}

bool customer_erase_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_erase(c, request, response);
}

bool customer_erase_again(ctx *c, struct request *request, struct response *response)
{
    return show_erase(c, request, response);
}

static bool erase_apply(ctx *c, void *data)
{
    struct customer_deed *deed = data;
    struct privacy_erasure erasure;
    return privacy_erase(c, deed->seen.customer, deed->by, &erasure);
}

static bool is_key_of(const struct customer_card *card, str typed)
{
    for (i64 i = 0; i < card->key_count; i++)
        if (str_equal(card->keys[i].value, typed)) return true;
    return false;
}

bool customer_erase_post(ctx *c, struct request *request, struct response *response)
{
    struct customer_deed *deed = NEW(c->arena, struct customer_deed);
    struct customer_card card;
    if (!customer_deed_init(c, request, MAY_ERASE_CUSTOMER, NULL, deed) ||
        !customer_card(c, deed->seen.customer, &card))
        return false;
    deed->show = show_erase;
    deed->field = "typed";
    deed->done_href = "/customers?said=removed";
    if (!is_key_of(&card, str_trim(request_text(request, "typed", (str){0})))) {
        err wrong = {.code = ERR_BAD_INPUT,
                     .msg = tr(c, "that is no key of this customer"),
                     .hint = tr(c, "Nothing was erased.")};
        return customer_deed_then(c, request, response, &wrong, deed);
    }
    return page_change(
        c, request, response,
        (struct page_change){.apply = erase_apply, .then = customer_deed_then, .data = deed});
}

// Being corrected

static bool show_correct(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    struct customer_card card;
    json_t *model = json_new_object(c);
    if (!customer_seen_of(c, request, MAY_SEE_PERSONAL_DATA, &seen) ||
        !customer_deed_head(c, &seen, tr(c, "Put right what is wrong"), model) ||
        !customer_card(c, seen.customer, &card))
        return false;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, card.said_count + 1);
    i64 count = 0;
    for (i64 i = 0; i < card.said_count; i++) {
        bool is_again = i && str_equal(card.said[i].name, card.said[i - 1].name);
        const char *name = str_c(c->arena, card.said[i].name);
        if (!is_again)
            options[count++] = (struct form_option){
                name, fmt(c->arena, "%s: %.*s", name, STR(card.said[i].value))};
    }
    struct form_about about = {.action = "correct", .submit = tr(c, "Put it right")};
    json_t *form = form_of(c, request, response, &seen, about);
    form_add(c, request, form,
             (struct form_field){.name = "attribute",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "What is wrong"),
                                 .options = options,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "value",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "What is right"),
                                 .help = tr(c, "It holds until something newer comes in."),
                                 .required = true});
    customer_deed_add_why(c, request, form, tr(c, "How do you know?"));
    json_put(model, "form", form);
    put_nothing_else(model);
    return render_form(c, request, response, &seen, model);
}

bool customer_correct_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_correct(c, request, response);
}

bool customer_correct_again(ctx *c, struct request *request, struct response *response)
{
    return show_correct(c, request, response);
}

struct correcting {
    struct customer_deed deed; // first
    struct encounter_attribute attribute;
};

// Every key that says it is corrected, or the customer's own where none does.
static bool correct_apply(ctx *c, void *data)
{
    struct correcting *correcting = data;
    struct customer_card card;
    i64 corrected = 0;
    if (!customer_card(c, correcting->deed.seen.customer, &card)) return false;
    for (i64 i = 0; i < card.said_count; i++) {
        if (!str_equal(card.said[i].name, correcting->attribute.name)) continue;
        if (!privacy_correct(c, card.said[i].key, correcting->attribute, correcting->deed.by))
            return false;
        corrected++;
    }
    return corrected || privacy_correct(c, correcting->deed.seen.customer.customer,
                                        correcting->attribute, correcting->deed.by);
}

bool customer_correct_post(ctx *c, struct request *request, struct response *response)
{
    struct correcting *correcting = NEW(c->arena, struct correcting);
    if (!customer_deed_init(c, request, MAY_SEE_PERSONAL_DATA, NULL, &correcting->deed))
        return false;
    correcting->deed.show = show_correct;
    correcting->deed.field = "value";
    correcting->attribute =
        (struct encounter_attribute){request_text(request, "attribute", (str){0}),
                                     str_trim(request_text(request, "value", (str){0}))};
    return page_change(c, request, response,
                       (struct page_change){
                           .apply = correct_apply, .then = customer_deed_then, .data = correcting});
}
