// silent: who of those that a campaign asked did not answer, in what they differ from those who
// did, and what a figure of the answers would be if the silent were heard as often as the others.
// Uses insight's silence, weigh and intervals. Reads only; owns nothing.
//
// Answering is explained by segment, unit, touchpoint, activity and value (silence.h), activity
// without the answer itself, which would tell without fail who answered; answers are weighted by
// how many of those asked each of the five classes has for one that answered.
#pragma once

#include "campaign/campaign.h"
#include "facts/metric.h"
#include "insight/sure/interval.h"

enum { SILENT_GROUPS_MAX = 24, SILENT_ASKED_MIN = 20 };

// A segment, unit or touchpoint of which at least SILENT_ASKED_MIN were asked.
struct silent_group {
    const char *what, *label; // N_("unit"); "Turku"
    i64 asked, answered;
    struct interval rate;
    f64 others;   // rate of all others
    bool differs; // beyond chance, after Holm's correction
};

struct silent {
    i64 asked, answered; // asked: delivered, as far as is known
    struct interval rate;
    bool is_told;         // whether what follows could be calculated
    f64 r, r_low, r_high; // how well answers stand for those asked; 1: as a fair sample
    f64 p;                // that nothing of what is known matters for answering
    f64 active, value; // odds of answering, when the customer is twice as active, or worth twice as
                       // much; NaN: not known
    i64 group_count;
    struct silent_group groups[SILENT_GROUPS_MAX]; // those that answer least first
    const struct metric *metric; // of the answers; NULL: the survey's answers have none of it
    i64 n;
    struct interval plain, adjusted; // in the metric's unit
};

MUST_USE bool silent_read(ctx *c, const struct campaign *campaign, struct silent *out);
