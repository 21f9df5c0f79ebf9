// templates: surveys to begin with, worded in English, Finnish and Swedish as customers are spoken
// to. Pure: each is a definition like any other, which is then the company's own to change.
#pragma once

#include "survey/definition.h"

struct survey_template {
    const char *name;         // "after_delivery"
    const char *label, *what; // N_()
};

i64 survey_templates_count(void);
const struct survey_template *survey_template_at(i64 index);
// The definition as JSON; empty: there is no template of that name.
str survey_template_text(ctx *c, str name);
