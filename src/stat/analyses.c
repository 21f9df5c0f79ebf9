#include "stat/analyses.h"

const struct analysis *const analyses[] = {
    &analysis_nps,
    &analysis_rate,
    &analysis_mean,
    &analysis_counts,
    &analysis_enough,
    &analysis_watch,
    &analysis_experiment,
    &analysis_lifetime,
    &analysis_withdrawal,
    &analysis_retention,
    &analysis_uneven,
    &analysis_words_train,
    &analysis_weigh,
    &analysis_silence,
    &analysis_journey,
    &analysis_cusum,
    &analysis_drivers,
    &analysis_agree,
    &analysis_words,
    &analysis_words_classify,
    &analysis_scale,
    &analysis_trend,
    &analysis_change,
    &analysis_impact,
    &analysis_forecast,
    &analysis_words_themes,
    &analysis_words_groups,
    &analysis_tone,
    NULL, // the end
};
const i64 analysis_count = COUNT_OF(analyses) - 1;
