// Where a customer follows a matter: the link is the key, and opens this one alone.
#include "base/lang.h"
#include "base/locale.h"
#include "base/zone.h"
#include "bounds.h"
#include "case/case.h"
#include "case/case_kinds.h"
#include "complaint/pace.h"
#include "http/inputs.h"
#include "record/attachment.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "web/address.h"
#include "web/app.h"
#include "web/change.h"
#include "web/complain.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/notice.h"
#include "web/public.h"
#include "web/render.h"

// clang-format off
const struct field matter_fields[] = {
    {.name = "new", .type = FIELD_BOOL, .what = "whether it was sent a moment ago"},
    {.name = "embed", .type = FIELD_BOOL, .what = "whether it stands on another site"},
    PAGE_FIELDS, {0}};
const struct field matter_form[] = {
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "what the customer adds"},
    {.name = "file", .type = FIELD_FILE, .max = BOUND_COMPLAINT_FILE_BYTES, .many = true, .what = "pictures or papers"},
    {.name = "embed", .type = FIELD_BOOL, .what = "whether it stands on another site"},
    {0}};
const struct field matter_file_fields[] = {{0}};
// clang-format on

// ---- Which ----

static bool fail_unknown(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such matter"),
                     tr(c, "Look at the link again: it must be whole."));
}

static bool matter_id(ctx *c, const struct request *request, i64 *id)
{
    u8 key[SEAL_KEY_BYTES];
    if (!seal_key(c, key)) return false;
    return seal_open(key, CASE_SEAL, request_param(request, "secret"), id) || fail_unknown(c);
}

struct matter {
    i64 id; // that the link is of
    struct case_public it;
    bool is_held; // nothing of it is shown but its number
};

// Held as suspected: whoever sent it is told that we have it, which is true.
static bool held_read(ctx *c, struct matter *out)
{
    struct record record;
    if (!record_get(c, &case_kind, out->id, &record)) return false;
    if (!str_equal(record.state, S("suspected")) || record.archived) return fail_unknown(c);
    out->is_held = true;
    out->it = (struct case_public){.id = out->id,
                                   .number = record_value(&record, "number")->text,
                                   .stage = CASE_RECEIVED,
                                   .opened_ms = record.made_ms};
    return true;
}

// In the customer's language, unless another is asked for.
static bool matter_read(ctx *c, const struct request *request, struct matter *out)
{
    c->zone = app_zone(c, request->app);
    if (!matter_id(c, request, &out->id)) return false;
    if (!case_public(c, out->id, &out->it)) {
        if (c->err.code != ERR_NOT_FOUND) return false;
        err_clear(c);
        return held_read(c, out);
    }
    const char *own = render_lang_known(out->it.lang);
    if (render_lang_asked(request) || !own || str_equal(str_of(own), str_of(c->lang))) return true;
    c->lang = own;
    return case_public(c, out->id, &out->it);
}

// ---- What it shows ----

static const char *const stage_names[] = {
    [CASE_RECEIVED] = N_("We have it"),
    [CASE_IN_WORK] = N_("We work on it"),
    [CASE_ANSWERED] = N_("We have answered"),
    [CASE_CLOSED] = N_("It is closed"),
};
static_assert(COUNT_OF(stage_names) == CASE_STAGE__COUNT, "a name for each stage");

static const char *const titles[] = {
    [CASE_RECEIVED] = N_("We have received your matter"),
    [CASE_IN_WORK] = N_("Somebody works on your matter"),
    [CASE_ANSWERED] = N_("We have answered you"),
    [CASE_CLOSED] = N_("Your matter is closed"),
};
static_assert(COUNT_OF(titles) == CASE_STAGE__COUNT, "a title for each stage");

static json_t *steps_model(ctx *c, enum case_stage now)
{
    json_t *steps = json_new_array(c);
    for (enum case_stage stage = 0; stage < CASE_STAGE__COUNT; stage++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, stage_names[stage]));
        json_put_bool(one, "is_current", stage == now);
        json_put_bool(one, "is_done", stage < now);
        json_array_append(steps, one);
    }
    return steps;
}

static json_t *files_model(ctx *c, const struct request *request, const struct case_letter *letter)
{
    json_t *files = json_new_array(c);
    for (i64 i = 0; i < letter->file_count; i++) {
        json_t *one = json_new_object(c);
        json_put_str(one, "name", letter->files[i].name);
        json_put_c(one, "size_text", label_size(c, letter->files[i].size));
        json_put_c(one, "href",
                   fmt(c->arena, CASE_PUBLIC_PATH "%.*s/files/%lld",
                       STR(request_param(request, "secret")),
                       (long long)letter->files[i].attachment));
        json_array_append(files, one);
    }
    return files;
}

static json_t *letters_model(ctx *c, const struct request *request, const struct case_public *it)
{
    json_t *letters = json_new_array(c);
    for (i64 i = 0; i < it->letter_count; i++) {
        const struct case_letter *letter = &it->letters[i];
        json_t *one = json_new_object(c), *files = files_model(c, request, letter);
        bool is_yours = letter->who == CASE_CUSTOMER;
        json_put_bool(one, "is_yours", is_yours);
        json_put_c(one, "who", is_yours ? tr(c, "You wrote") : tr(c, "We wrote"));
        json_put_str(one, "when", ms_write(c->arena, letter->at_ms / 1000 * 1000));
        json_put_str(one, "when_text", locale_moment(c, letter->at_ms));
        json_put_str(one, "text", letter->text);
        json_put_bool(one, "has_files", json_array_size(files) > 0);
        json_put(one, "files", files);
        json_array_append(letters, one);
    }
    return letters;
}

static const char *by_text(ctx *c, const struct case_public *it)
{
    if (it->answer_by_ms)
        return fmt(c->arena, tr(c, "Our first answer comes by %s."),
                   locale_moment(c, it->answer_by_ms).s);
    if (it->solve_by_ms)
        return fmt(c->arena, tr(c, "It shall be settled by %s."),
                   locale_moment(c, it->solve_by_ms).s);
    return NULL;
}

static void put_form(ctx *c, const struct request *request, struct response *response,
                     const struct case_public *it, json_t *model)
{
    bool is_closed = it->stage == CASE_CLOSED;
    str path =
        str_of(fmt(c->arena, CASE_PUBLIC_PATH "%.*s", STR(request_param(request, "secret"))));
    json_t *form = form_new(
        c, request, response,
        (struct form_about){.action = complain_path(c, request, path, ""),
                            .submit = is_closed ? tr(c, "This is not solved") : tr(c, "Send"),
                            .files = true});
    form_add(
        c, request, form,
        (struct form_field){.name = "text",
                            .kind = FORM_LONG_TEXT,
                            .label = is_closed ? tr(c, "What is still wrong?") : tr(c, "Add to it"),
                            .required = !is_closed});
    form_add(
        c, request, form,
        (struct form_field){
            .name = "file", .kind = FORM_FILE, .label = tr(c, "Pictures or papers"), .many = true});
    if (json_is_true(json_object_get(model, "is_embedded"))) form_hide(c, form, "embed", S("1"));
    json_put(model, "form", form);
}

static bool put_link(ctx *c, const struct request *request, json_t *model)
{
    str base = {0};
    if (!setting_text(c, "company.address", &base)) return false;
    const char *link = fmt(c->arena, "%.*s" CASE_PUBLIC_PATH "%.*s", STR(base),
                           STR(request_param(request, "secret")));
    json_put_c(model, "link", link);
    json_put_bool(model, "is_new", request_i64(request, "new", 0) != 0);
    return true;
}

static bool matter_page(ctx *c, const struct request *request, struct response *response)
{
    struct matter matter = {0};
    json_t *model = json_new_object(c);
    if (!matter_read(c, request, &matter) || !put_link(c, request, model) ||
        !complain_frame(c, request, response, model))
        return false;
    const struct case_public *it = &matter.it;
    const char *said = request_text(request, "said", S("")).size
                           ? notice_text(c, request_text(request, "said", S("")))
                           : NULL;
    json_put_c(model, "title", tr(c, titles[it->stage]));
    bool is_said = it->stage >= CASE_ANSWERED; // before, the title says it all
    json_put_c(model, "stage_text", is_said ? it->stage_words : NULL);
    if (matter.is_held)
        json_put_c(model, "stage_text",
                   tr(c,
                      "Somebody reads it soon. Come back to this page: it shows where your matter "
                      "stands."));
    json_put_str(model, "number", it->number);
    json_put_c(model, "said_text", said);
    json_put_str(model, "opened", ms_write(c->arena, it->opened_ms / 1000 * 1000));
    json_put_str(model, "opened_text", locale_moment(c, it->opened_ms));
    json_put_c(model, "accountable_text",
               it->accountable.size
                   ? fmt(c->arena, tr(c, "Answers for it: %s."), str_c(c->arena, it->accountable))
                   : NULL);
    json_put_c(model, "by_text", by_text(c, it));
    json_put_str(model, "decision", it->decision);
    json_put_bool(model, "is_closed", it->stage == CASE_CLOSED);
    json_put_str(model, "ask_href", it->ask_path);
    json_put(model, "steps", steps_model(c, it->stage));
    json_put(model, "letters", letters_model(c, request, it));
    json_put_bool(model, "has_letters", it->letter_count > 0);
    json_put_null(model, "form");
    if (it->takes_words) put_form(c, request, response, it, model);
    return render_public(c, request, response, "matter", model);
}

bool matter_get(ctx *c, struct request *request, struct response *response)
{
    return store_begin_read(c) && matter_page(c, request, response);
}

bool matter_again(ctx *c, struct request *request, struct response *response)
{
    if (!response->status) response->status = 400;
    return (store_in_transaction(c) || store_begin_read(c)) && matter_page(c, request, response);
}

// ---- Adding to it ----

struct adding {
    i64 id, letter;
    struct case_words words;
    str address;
};

static bool adding_apply(ctx *c, void *data)
{
    struct adding *adding = data;
    bool is_fast = false; // whoever has the link is no stranger: only a flood must wait
    return pace_of_address(c, adding->address, &is_fast) &&
           case_letter_add(c, adding->id, &adding->words, NULL, &adding->letter);
}

static bool adding_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    (void)data;
    bool is_of_words = failure->code == ERR_BAD_INPUT || failure->code == ERR_BUSY;
    if (is_of_words && request_wants_html(request)) {
        response->status = err_http_status(failure->code);
        request_problem_add(c, request, "text", failure->msg, failure->hint);
        return matter_again(c, request, response);
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (!request_wants_html(request)) return matter_get(c, request, response);
    str path =
        str_of(fmt(c->arena, CASE_PUBLIC_PATH "%.*s", STR(request_param(request, "secret"))));
    bool is_embedded = request_i64(request, "embed", 0) != 0;
    response_see(c, response,
                 complain_path(c, request, path, is_embedded ? "embed=1&said=sent" : "said=sent"));
    return true;
}

bool matter_post(ctx *c, struct request *request, struct response *response)
{
    struct matter matter = {0};
    struct adding *adding = NEW(c->arena, struct adding);
    if (!store_begin_read(c) || !matter_read(c, request, &matter)) return false;
    if (!matter.it.takes_words) return fail_unknown(c);
    adding->id = matter.id;
    adding->address = request->client.size ? request->client : S("nowhere");
    adding->words = (struct case_words){
        .who = CASE_CUSTOMER, .way = S("web"), .text = request_text(request, "text", S(""))};
    adding->words.files = complain_files(c, request, "file", &adding->words.file_count);
    bool is_empty = !str_trim(adding->words.text).size && !adding->words.file_count;
    if (is_empty && matter.it.stage == CASE_CLOSED) {
        adding->words.text = str_of(tr(c, "This is not solved."));
    } else if (is_empty) {
        request_problem_add(c, request, "text", tr(c, "there are no words"),
                            tr(c, "Write what you want to add, or choose a picture."));
        return request_wants_html(request) ? matter_again(c, request, response)
                                           : inputs_refuse(c, request);
    }
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = adding_apply, .then = adding_then, .data = adding, .locks = STORE_RECORDS});
}

// ---- Its files ----

static const struct case_letter_file *find_file(const struct case_public *it, str typed)
{
    i64 id = 0;
    if (!str_i64(typed, &id)) return NULL;
    for (i64 i = 0; i < it->letter_count; i++)
        for (i64 k = 0; k < it->letters[i].file_count; k++)
            if (it->letters[i].files[k].attachment == id) return &it->letters[i].files[k];
    return NULL;
}

static bool add_bytes(ctx *c, void *data, str bytes)
{
    (void)c;
    buf_add(data, bytes);
    return true;
}

bool matter_file_get(ctx *c, struct request *request, struct response *response)
{
    struct matter matter = {0};
    if (!store_begin_read(c) || !matter_read(c, request, &matter)) return false;
    const struct case_letter_file *file = find_file(&matter.it, request_param(request, "file"));
    if (!file) return fail_unknown(c);
    buf bytes = buf_new(c->arena, BOUND_ATTACHMENT_BYTES + 1);
    if (!attachment_read(c, file->attachment, add_bytes, &bytes)) return false;
    response_body(response, str_c(c->arena, file->type), buf_str(&bytes));
    response_download(c, response, str_c(c->arena, file->name));
    return true;
}
