// templates_parts: how a template is written down in templates_words.c, for templates.c alone.
#pragma once

#include "survey/templates.h"

enum { TEMPLATE_LANGS = 3, TEMPLATE_CONDITIONS = 2 };

// In English, Finnish, Swedish; all NULL: no text.
struct template_text {
    const char *in[TEMPLATE_LANGS];
};

struct template_option {
    const char *name; // NULL ends a list
    struct template_text text;
};

struct template_when {
    const char *question; // NULL: none
    enum condition_test test;
    const char *value;
};

struct template_question {
    const char *name; // NULL ends a list
    enum question_type type;
    struct template_text text, help, low, high;
    const struct template_option *options, *rows;
    struct template_when when[TEMPLATE_CONDITIONS];
    const char *metric; // of its own; NULL: its type's
};

struct template_thanks {
    struct template_text text; // without one: ends a list
    struct template_when when;
};

struct template
{
    struct survey_template about;
    struct template_text title, intro;
    const struct template_question *questions;
    const struct template_thanks *thanks;
};

extern const struct template templates[];
extern const i64 templates_count;
