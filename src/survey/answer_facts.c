#include "survey/answer_facts.h"

#include "bounds.h"
#include "survey/reading.h"

struct making {
    const struct answering_survey *of;
    const struct answer *answer;
    struct survey_known known;
    i64 reading_count;
    struct reading readings[BOUND_SURVEY_QUESTIONS * 4];
    i64 words_count;
    struct words {
        str question, text;
    } words[BOUND_SURVEY_QUESTIONS];
};

static struct encounter encounter_of(ctx *c, const struct answer *answer)
{
    return (struct encounter){
        .line = 1,
        .source = answer->source,
        .id = str_of(fmt(c->arena, "answer-%lld", (long long)answer->id)),
        .happened_ms = answer->began_ms,
        .name_space = answer->name_space,
        .key = answer->key_value,
        .touchpoint = answer->touchpoint,
        .channel = answer->channel,
        .unit = answer->unit,
        .segment = answer->segment,
        .replaces = true,
    };
}

static bool read_question(ctx *c, struct making *making, const struct question *question, str value)
{
    struct survey_reading reading;
    const struct question *offered = question_offered(c, question, &making->known);
    if (!survey_readings(c, making->of->code, offered, value, &reading)) return false;
    for (i64 i = 0; i < reading.count && making->reading_count < COUNT_OF(making->readings); i++)
        making->readings[making->reading_count++] = reading.readings[i];
    if (reading.remark.size)
        making->words[making->words_count++] = (struct words){question->name, reading.remark};
    return true;
}

static bool read_all(ctx *c, struct making *making)
{
    const struct survey *survey = &making->of->survey;
    for (i64 q = 0; q < survey->question_count; q++) {
        const struct question *question = &survey->questions[q];
        if (!survey_shows(survey, question, &making->known)) continue;
        for (i64 i = 0; i < making->answer->part_count; i++) {
            const struct survey_answer *part = &making->answer->parts[i];
            if (!part->value.size || !str_equal(part->question, question->name)) continue;
            if (!read_question(c, making, question, part->value)) return false;
        }
    }
    return true;
}

bool answer_facts(ctx *c, const struct answering_survey *survey, const struct answer *answer,
                  struct batch *batch)
{
    struct making *making = NEW(c->arena, struct making);
    making->of = survey;
    making->answer = answer;
    making->known = answer_known(c, answer, answer->lang.size ? answer->lang.s : "en");
    if (!read_all(c, making)) return false;
    struct encounter encounter = encounter_of(c, answer);
    encounter.readings = making->readings;
    encounter.reading_count = making->reading_count;
    if (making->words_count) encounter.remark = making->words[0].text;
    if (making->reading_count || making->words_count) (void)batch_add(batch, &encounter);
    for (i64 i = 1; i < making->words_count; i++) {
        struct encounter further = encounter_of(c, answer);
        str question = making->words[i].question;
        further.id = str_of(fmt(c->arena, "%.*s.%.*s", STR(encounter.id), STR(question)));
        further.line = i + 1;
        further.remark = making->words[i].text;
        (void)batch_add(batch, &further);
    }
    return true;
}
