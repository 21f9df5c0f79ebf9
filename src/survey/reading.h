// reading: what answers become: which metrics a survey needs, and a value's readings and words.
// Pure: definitions and values in, names and numbers out; version.c defines, answers take.
//
//   nps, csat, ces      METRIC, else nps, csat, ces
//   felt                METRIC.NAME, else felt.NAME: 1 felt, 0 offered and not felt
//   expectation         METRIC.expected, .perceived, .best_anywhere; else expected, perceived …
//   single, several     METRIC.OPTION, else CODE.QUESTION.OPTION: 1 chosen, 0 not
//   number              METRIC, else CODE.QUESTION
//   matrix              METRIC.ROW, else CODE.QUESTION.ROW: the option's place, from 1: options go
//                       from least to most
//   text                a remark
#pragma once

#include "facts/batch.h"
#include "survey/definition.h"

struct survey_reading {
    i64 count;
    const struct reading *readings;
    str remark; // of one question: an answer with several has one fact of words for each
};

// `code` is the survey's (version.h); `question` as it was offered (question_offered); `value` as
// question_take made it. A skipped one gives nothing. ERR_BAD_INPUT where the value is none of that
// question's.
MUST_USE bool survey_readings(ctx *c, str code, const struct question *question, str value,
                              struct survey_reading *out);
// The definitions of all metrics that the survey's answers may bring, but felt.NAME, whose family
// defines itself (metric_from_family). Labels are in the survey's first language. Returns how many.
i64 survey_metrics(ctx *c, str code, const struct survey *survey, struct metric **out);
