#include "web/answer_begin.h"

#include "campaign/invite.h"
#include "case/case_ask.h"
#include "survey/version.h"
#include "web/app.h"

static struct app *app_of(const struct request *request)
{
    return request->app;
}

bool answer_is_by_name(const struct answer *answer)
{
    return answer->invite || str_equal(answer->way, S("case"));
}

// The answer of an invite that nobody has begun.
bool answer_by_invite(ctx *c, const struct request *request, i64 id, struct answer_view *view,
                      struct answer_begin *out)
{
    struct invite_opened opened;
    *out = (struct answer_begin){0};
    struct ask_campaign campaign;
    if (!invite_open(c, id, &opened) ||
        !ask_campaign_by_id(c, request, opened.invite.campaign, &campaign))
        return false;
    struct answer *answer = &view->answer;
    out->is_over = opened.is_over || !campaign.version;
    view->function = str_copy(c->arena, str_of(campaign.function));
    if (out->is_over) return true;
    if (!opened.invite.opened_ms) out->unseen = id;
    struct ask_link link = {.way = S("email"),
                            .touchpoint = opened.touchpoint,
                            .channel = opened.channel,
                            .unit = opened.unit,
                            .segment = opened.segment};
    struct ask_campaign bare = campaign; // the encounter's places stand, whatever the campaign's
    bare.touchpoint[0] = bare.unit[0] = bare.segment[0] = '\0';
    const struct answering_survey *of = NULL;
    *answer = (struct answer){.id = id, .survey = campaign.survey, .version = campaign.version};
    if (!answering_survey(c, app_of(request)->answering, campaign.survey, campaign.version, &of) ||
        !ask_answer(c, &bare, &link, &of->survey, answer))
        return false;
    answer->source = str_copy(c->arena, answer->source);
    answer->invite = id;
    answer->key = opened.invite.key;
    answer->name_space = opened.name_space;
    answer->key_value = opened.key;
    answer->lang = opened.invite.lang;
    return true;
}

// The answer of an open link that nobody has begun.
bool answer_by_link(ctx *c, const struct request *request, i64 id, struct answer_link by,
                    struct answer_view *view, struct answer_begin *out)
{
    struct ask_campaign *campaign = NEW(c->arena, struct ask_campaign); // its names stay
    *out = (struct answer_begin){0};
    struct answer *answer = &view->answer;
    const struct answering_survey *of = NULL;
    if (!ask_campaign(c, request, by.code, campaign)) return false;
    out->is_over = !campaign->is_open;
    view->function = str_of(campaign->function);
    *answer = (struct answer){.id = id};
    return out->is_over || (answering_survey(c, app_of(request)->answering, campaign->survey,
                                             campaign->version, &of) &&
                            ask_answer(c, campaign, by.link, &of->survey, answer));
}

// The answer of a customer whose case was closed, that nobody has begun.
bool answer_by_case(ctx *c, const struct request *request, i64 id, struct answer_view *view,
                    struct answer_begin *out)
{
    struct case_ask_opened asked;
    *out = (struct answer_begin){0};
    struct ask_campaign none = {0};
    const struct answering_survey *of = NULL;
    struct answer *answer = &view->answer;
    if (!case_ask_open(c, id, &asked) ||
        (!asked.is_over && !survey_version_newest(c, asked.survey, &none.version)))
        return false;
    out->is_over = asked.is_over || !none.version;
    view->function = asked.function;
    if (out->is_over) return true;
    struct ask_link link = {.way = S("case"), .touchpoint = asked.touchpoint, .unit = asked.unit};
    none.survey = asked.survey;
    *answer = (struct answer){.id = id, .survey = none.survey, .version = none.version};
    if (!answering_survey(c, app_of(request)->answering, none.survey, none.version, &of) ||
        !ask_answer(c, &none, &link, &of->survey, answer))
        return false;
    answer->source = str_copy(c->arena, of->code);
    answer->key = asked.customer;
    answer->name_space = asked.name_space;
    answer->key_value = asked.key;
    answer->lang = asked.lang;
    return true;
}
