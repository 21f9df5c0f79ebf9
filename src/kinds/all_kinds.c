#include "kinds/all_kinds.h"

#include "campaign/campaign_kind.h"
#include "case/case_kinds.h"
#include "decision/decision_kinds.h"
#include "survey/survey_kind.h"
#include "voice/theme_kind.h"

enum { FIRST = 8 };

const struct kind *const all_kinds[] = {
    &kind_function,   &kind_unit,       &kind_channel,   &kind_journey, &kind_stage,
    &kind_touchpoint, &kind_metric,     &kind_person,    &survey_kind,  &campaign_kind,
    &cause_kind,      &pattern_kind,    &decision_kind,  &case_kind,    &task_kind,
    &reply_kind,      &case_rule_kind,  &closed_day_kind,
    &theme_kind};
const i64 all_kinds_count = COUNT_OF(all_kinds);
const i64 kinds_of_asking = FIRST;
