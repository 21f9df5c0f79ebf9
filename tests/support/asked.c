#include "support/asked.h"

#include "record/record.h"
#include "support/both.h"
#include "survey/version.h"

#include "support/test.h"

const char asked_delivery[] =
    "{\"languages\":[\"en\",\"fi\"],"
    "\"title\":{\"en\":\"Your delivery\",\"fi\":\"Toimituksenne\"},"
    "\"questions\":["
    "{\"name\":\"nps\",\"type\":\"nps\",\"required\":true,"
    "\"text\":{\"en\":\"Would you recommend us?\",\"fi\":\"Suosittelisitteko meitä?\"}},"
    "{\"name\":\"why\",\"type\":\"text\",\"text\":{\"en\":\"What went wrong?\",\"fi\":\"Mikä meni "
    "vikaan?\"},\"when\":[{\"question\":\"nps\",\"test\":\"at_most\",\"value\":8}]},"
    "{\"name\":\"how\",\"type\":\"single\",\"text\":{\"en\":\"How did it "
    "come{{unit}}?\",\"fi\":\"Miten se tuli?\"},\"options\":["
    "{\"name\":\"home\",\"text\":{\"en\":\"To my door\",\"fi\":\"Kotiovelle\"}},"
    "{\"name\":\"shop\",\"text\":{\"en\":\"To a shop\",\"fi\":\"Liikkeeseen\"}}]},"
    "{\"name\":\"felt\",\"type\":\"felt\",\"text\":{\"en\":\"How did it feel?\",\"fi\":\"Miltä se "
    "tuntui?\"}}],"
    "\"thanks\":[{\"text\":{\"en\":\"We are glad.\",\"fi\":\"Olemme iloisia.\"},"
    "\"when\":[{\"question\":\"nps\",\"test\":\"at_least\",\"value\":9}]}]}";

static const struct record_edit SYSTEM = {.roles = UINT32_MAX};

static i64 add(ctx *c, struct record *record)
{
    struct record_problems problems = {0};
    MUST(c, store_begin_write(c));
    MUST(c, record_add(c, record, &SYSTEM, &problems));
    MUST(c, store_commit(c));
    return record->id;
}

static void put(ctx *c, struct record *record, const char *field, const char *text)
{
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, str_of(field), str_of(text), UINT32_MAX, &problems));
    assert_int_equal(problems.count, 0);
}

i64 asked_record(ctx *c, const char *kind, const char *name)
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    put(c, record, "name", name);
    return add(c, record);
}

i64 asked_survey(ctx *c, const char *name, const char *definition)
{
    i64 survey = asked_record(c, "survey", name), version = 0;
    struct survey_draft draft = {.text = str_of(definition)};
    MUST(c, store_begin_write(c));
    MUST(c, survey_draft_put(c, survey, &draft, 0));
    MUST(c, survey_publish(c, survey, &SYSTEM, &version));
    MUST(c, store_commit(c));
    return survey;
}

i64 asked_campaign(ctx *c, const char *name, i64 survey, const char *way)
{
    struct record_problems problems = {0};
    struct record *record = record_new(c, kind_find(S("campaign")));
    put(c, record, "name", name);
    put(c, record, "survey", fmt(c->arena, "%lld", (long long)survey));
    put(c, record, "way", way);
    i64 id = add(c, record);
    MUST(c, store_begin_write(c));
    MUST(c, record_move(c, record, S("start"), &SYSTEM, &problems));
    MUST(c, store_commit(c));
    return id;
}
