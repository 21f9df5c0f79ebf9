// A campaign's own page, its preview, and the mail that shows what customers get.
#include <math.h>

#include "base/lang.h"
#include "base/locale.h"
#include "campaign/campaign_kind.h"
#include "campaign/letter.h"
#include "campaign/plan.h"
#include "mail/mail.h"
#include "record/record_json.h"
#include "web/address.h"
#include "web/campaigns.h"
#include "web/change.h"
#include "web/customer_page.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_belongs.h"
#include "web/record_page.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/record_step.h"
#include "web/record_talk.h"
#include "web/render.h"
#include "web/visitor.h"

// clang-format off
const struct field campaign_page_inputs[] = {
    {.name = "answer", .type = FIELD_I64, .what = "the comment that is answered"}, PAGE_FIELDS, {0}};
const struct field campaign_preview_inputs[] = {PAGE_FIELDS, {0}};
const struct field campaign_test_inputs[] = {{0}};
// clang-format on

enum { CELLS_SHOWN = 200 };

static const char *number(ctx *c, i64 n)
{
    return locale_number(c, (f64)n, 0).s;
}

static bool campaign_of(ctx *c, const struct request *request, struct record_asker *asker,
                        struct record *record)
{
    *asker = record_request_asker(request);
    return record_request_get(c, request, asker, record);
}

// ---- Its page ----

bool campaign_page_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker;
    struct record record;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!campaign_of(c, request, &asker, &record)) return false;
    json_put_str(model, "title", record_title(&record));
    json_put_c(model, "question", label_capital(c, tr(c, asker.kind->label)));
    json_put(model, "kind", record_kind_model(c, asker.kind));
    json_put(model, "record", record_json(c, &record, asker.roles));
    json_put_c(model, "history_href", record_href(c, asker.kind, record.id, "/history"));
    json_put_i64(model, "versions", record.version);
    bool may_ask = record_asker_changes(&asker, &record),
         is_mail = str_equal(record_value(&record, "way")->text, S("email"));
    json_put_c(model, "preview_href",
               may_ask && is_mail ? record_href(c, asker.kind, record.id, "/preview") : NULL);
    record_put_crumbs(c, asker.kind, NULL, model);
    struct comment_about about = {.kind = asker.kind, .record = record.id};
    return record_put_steps(c, &asker, &record, model) &&
           record_put_facts(c, &asker, &record, model) &&
           campaign_put_ways(c, request, &record, may_ask, model) &&
           campaign_put_answers(c, record.id, model) &&
           record_put_links(c, request, &asker, &record, model) &&
           record_put_thread(c, request, response, &asker, &about, model) &&
           render_page(c, request, response, "campaign", model);
}

// ---- The preview ----

static void put_reasons(ctx *c, const struct plan *plan, json_t *model)
{
    json_t *facts = json_new_array(c), *counts = json_new_object(c);
    for (enum plan_reason i = 0; i < PLAN_REASON__COUNT; i++) {
        json_put_i64(counts, plan_reason_name(i), plan->reasons[i]);
        if (i != PLAN_ASKED && plan->reasons[i])
            fact_add(c, facts, label_capital(c, tr(c, plan_reason_label(i))),
                     number(c, plan->reasons[i]), NULL);
    }
    json_put(model, "reasons", facts);
    json_put_bool(model, "has_reasons", json_array_size(facts) > 0);
    json_put(model, "counts", counts);
}

static void put_cells(ctx *c, const struct plan *plan, json_t *model)
{
    json_t *cells = json_new_array(c);
    for (i64 i = 0; i < MIN(plan->cell_count, CELLS_SHOWN); i++) {
        const struct plan_cell *cell = &plan->cells[i];
        json_t *one = json_new_object(c);
        json_put_c(one, "label", cell->label);
        json_put_i64(one, "may", cell->may);
        json_put_c(one, "may_text", number(c, cell->may));
        json_put_i64(one, "planned", cell->planned);
        json_put_c(one, "planned_text", number(c, cell->planned));
        json_put_c(one, "answers_text", number(c, (i64)llround((f64)cell->planned * plan->rate)));
        json_array_append(cells, one);
    }
    json_put(model, "cells", cells);
    json_put_bool(model, "has_cells", json_array_size(cells) > 0);
    json_put_bool(model, "has_more_cells", plan->cell_count > CELLS_SHOWN);
}

static void put_hunches(ctx *c, const struct plan *plan, json_t *model)
{
    json_t *facts = json_new_array(c);
    for (i64 i = 0; i < plan->aims.count && json_array_size(facts) < CELLS_SHOWN; i++) {
        const struct aim *aim = &plan->aims.aim[i];
        if (!aim->missing) continue;
        f64 expected = 0;
        for (i64 k = 0; k < plan->cell_count; k++)
            if (plan->cells[k].aim == i)
                expected += (f64)(plan->cells[k].planned + plan->cells[k].waits) * plan->rate;
        bool is_settled = expected + 1e-9 >= (f64)aim->missing;
        fact_add(c, facts, aim->label,
                 fmt(c->arena, tr(c, "%s answers are missing, about %s will come"),
                     number(c, aim->missing), number(c, (i64)llround(expected))),
                 is_settled ? tr(c, "then it is a fact") : NULL);
    }
    json_put(model, "hunches", facts);
    json_put_bool(model, "has_hunches", json_array_size(facts) > 0);
    json_put_str(model, "metric_label", plan->aims.label);
    json_put_i64(model, "settles", plan->settles);
}

static const char *preview_title(ctx *c, const struct plan *plan)
{
    if (plan->is_off) return tr(c, "Nobody is asked by e-mail on this day");
    if (!plan->invite_count) return tr(c, "Nobody would be asked now");
    return fmt(c->arena, tr(c, "%s customers would be asked now; about %s will answer"),
               number(c, plan->invite_count), number(c, (i64)llround(plan->answers)));
}

static void put_plan(ctx *c, const struct plan *plan, json_t *model)
{
    json_t *facts = json_new_array(c);
    json_put_c(model, "title", preview_title(c, plan));
    json_put_i64(model, "considered", plan->considered);
    json_put_i64(model, "planned", plan->invite_count);
    json_put_f64(model, "answers", plan->answers);
    json_put_f64(model, "rate", plan->rate);
    fact_add(c, facts, tr(c, "Customers looked at"), number(c, plan->considered), NULL);
    fact_add(c, facts, tr(c, "Asked"), number(c, plan->invite_count), NULL);
    fact_add(c, facts, tr(c, "Expected to answer"), label_percent(c, plan->rate, 0),
             plan->rate_n
                 ? fmt(c->arena, tr(c, "by %s who were asked before"), number(c, plan->rate_n))
                 : tr(c, "by the settings, until answers tell"));
    fact_add(c, facts, tr(c, "Hunches that would become facts"), number(c, plan->settles), NULL);
    json_put(model, "facts", facts);
    put_reasons(c, plan, model);
    put_cells(c, plan, model);
    put_hunches(c, plan, model);
}

bool campaign_preview_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker;
    struct record record;
    struct campaign campaign;
    struct plan *plan = NEW(c->arena, struct plan);
    json_t *model = json_new_object(c);
    bool can_mail = false;
    render_keep_lang(c, request, response);
    if (!campaign_of(c, request, &asker, &record) || !campaign_get(c, record.id, &campaign) ||
        !plan_make(c, &campaign, plan) || !mail_is_set_up(c, &can_mail))
        return false;
    put_plan(c, plan, model);
    json_put_str(model, "question", record_title(&record));
    json_put_c(model, "campaign_href", record_href(c, asker.kind, record.id, ""));
    record_put_crumbs(c, asker.kind, &record, model);
    json_put_null(model, "test_form");
    if (can_mail && visitor_of(request)->email.size) {
        struct form_about about = {.action = record_href(c, asker.kind, record.id, "/test"),
                                   .submit = tr(c, "Send a test to me")};
        json_put(model, "test_form", form_new(c, request, response, about));
    }
    return render_page(c, request, response, "campaign_preview", model);
}

// ---- A test ----

struct testing {
    i64 campaign;
    str email;
};

static bool test_apply(ctx *c, void *data)
{
    const struct testing *testing = data;
    struct campaign campaign;
    struct letters *letters = NULL;
    struct message message;
    if (!campaign_get(c, testing->campaign, &campaign) || !letters_new(c, &letters)) return false;
    struct invite nobody = {.campaign = campaign.id,
                            .survey = campaign.survey,
                            .touchpoint = campaign.touchpoint,
                            .unit = campaign.unit,
                            .address = testing->email,
                            .lang = str_of(c->lang)};
    if (!letter_write(c, letters, &nobody, 0, &message)) return false;
    const char *text = fmt(c->arena, "%.*s\n\n%.*s\n\n%.*s", STR(message.text),
                           STR(message.question), STR(message.foot));
    str link = {0};
    const char *path = fmt(c->arena, "/surveys/%lld/preview", (long long)campaign.survey);
    return mail_address(c, str_of(path), &link) &&
           mail_add(c, (struct mail){
                           .what = "test",
                           .to = {.email = testing->email, .lang = c->lang},
                           .subject = message.subject,
                           .text = str_of(text),
                           .link = link,
                           .link_words = message.link_words
    });
}

static bool test_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct testing *testing = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response,
                 record_href(c, &campaign_kind, testing->campaign, "/preview?said=tested"));
    return true;
}

bool campaign_test_post(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker;
    struct record record;
    struct testing *testing = NEW(c->arena, struct testing);
    if (!campaign_of(c, request, &asker, &record) || !record_asker_must_change(c, &asker, &record))
        return false;
    *testing = (struct testing){record.id, visitor_of(request)->email};
    if (!testing->email.size)
        return fail_with(c, ERR_REFUSED, tr(c, "there is no address to send it to"),
                         tr(c, "Sign in as a person with an e-mail address."));
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = test_apply, .then = test_then, .data = testing, .locks = STORE_RECORDS});
}
