// Set-up: working hours, times, routing and letters of cases.
#include "base/lang.h"
#include "case/case_ask.h"
#include "web/case_pages.h"
#include "web/render.h"
#include "web/set_up_parts.h"

// clang-format off
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field case_settings_form[] = {
    SETTING_FIELD("hours", "working hours, as mon-fri 8-16"),
    SETTING_FIELD("answer_hours_critical", "working hours until the first answer"),
    SETTING_FIELD("answer_hours_high", "working hours until the first answer"),
    SETTING_FIELD("answer_hours_ordinary", "working hours until the first answer"),
    SETTING_FIELD("answer_hours_low", "working hours until the first answer"),
    SETTING_FIELD("solve_hours_critical", "working hours until it is solved"),
    SETTING_FIELD("solve_hours_high", "working hours until it is solved"),
    SETTING_FIELD("solve_hours_ordinary", "working hours until it is solved"),
    SETTING_FIELD("solve_hours_low", "working hours until it is solved"),
    SETTING_FIELD("sure_pct", "how sure routing by words must be, in per cent"),
    SETTING_FIELD("names", "yes: customers read who works on their matter"),
    SETTING_FIELD("asks", "yes: customers of closed cases are asked how it was handled"),
    SETTING_FIELD("ask_survey", "a survey that is asked instead of the built-in one"),
    SETTING_FIELD("keep_days", "how long words of closed cases are kept"), {0}};
// clang-format on

bool case_settings_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    i64 survey = 0;
    bool is_asked = false;
    if (request->problem_count && !response->status) response->status = 400;
    if (!settings_form(c, request, response, "case", "/set-up/cases", &form) ||
        !case_ask_survey(c, &survey, &is_asked))
        return false;
    json_t *page = set_up_page(c, tr(c, "How cases are handled"),
                               tr(c, "By when customers hear from us, and who reads what first."));
    json_put(page, "form", form);
    struct set_up_part more = {"more", tr(c, "Beside it"), NULL};
    json_t *part = set_up_part(c, page, more);
    set_up_item(c, part, (struct set_up_item){.label = tr(c, "Days off"), .href = "/closed-days"});
    if (survey)
        set_up_item(c, part,
                    (struct set_up_item){
                        .label = tr(c, "The question that ends a case"),
                        .href = fmt(c->arena, "/surveys/%lld/questions", (long long)survey)});
    set_up_item(
        c, part,
        (struct set_up_item){.label = tr(c, "Rules that open cases"), .href = "/case-rules"});
    set_up_item(
        c, part,
        (struct set_up_item){.label = tr(c, "Words that letters begin with"), .href = "/replies"});
    set_up_item(c, part, (struct set_up_item){.label = tr(c, "Causes"), .href = "/causes"});
    return set_up_render(c, request, response, page);
}

bool case_settings_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && case_settings_again(c, request, response);
}

bool case_settings_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = true;
    if (!settings_check(c, request, "case", &sound)) return false;
    if (!sound) return case_settings_again(c, request, response);
    return settings_save(c, request, response, "case", "/set-up/cases?said=saved");
}
