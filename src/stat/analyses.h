// analyses: the analyses behind the table, one file each (src/stat/NAME.c), in the order in which
// they are listed.
#pragma once

#include "stat/stat.h"

// extern const struct analysis analysis_NAME;
extern const struct analysis analysis_nps;
extern const struct analysis analysis_rate;
extern const struct analysis analysis_mean;
extern const struct analysis analysis_counts;
extern const struct analysis analysis_enough;
extern const struct analysis analysis_watch;
extern const struct analysis analysis_weigh;
extern const struct analysis analysis_silence;
extern const struct analysis analysis_trend;
extern const struct analysis analysis_change;
extern const struct analysis analysis_lifetime;
extern const struct analysis analysis_retention;
extern const struct analysis analysis_withdrawal;
extern const struct analysis analysis_cusum;
extern const struct analysis analysis_loyalty;
extern const struct analysis analysis_drivers;
extern const struct analysis analysis_uneven;
extern const struct analysis analysis_agree;
extern const struct analysis analysis_scale;
extern const struct analysis analysis_journey;
extern const struct analysis analysis_impact;
extern const struct analysis analysis_forecast;
extern const struct analysis analysis_experiment;
extern const struct analysis analysis_words;
extern const struct analysis analysis_words_train;
extern const struct analysis analysis_words_classify;
extern const struct analysis analysis_words_themes;
extern const struct analysis analysis_words_groups;
extern const struct analysis analysis_tone;
