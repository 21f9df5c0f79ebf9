// form: the model of a form: what is asked, what was typed, what is wrong with it. One way for
// every form in the house; templates form.mustache and field.mustache show it (ui/model.md). Never
// reads or checks: the route's declared inputs do.
#pragma once

#include "http/http.h"

enum form_kind {
    FORM_TEXT,
    FORM_EMAIL,
    FORM_PASSWORD,
    FORM_NUMBER,
    FORM_DATE,
    FORM_TIME, // a moment: date and time
    FORM_LONG_TEXT,
    FORM_CHOICE, // one of options, in a list
    FORM_RADIO,  // one of options, all seen
    FORM_CHECKS, // any of options
    FORM_YES_NO,
    FORM_FILE,
    FORM_TOLD, // not asked: what it is, and in its help why it stays so
};

struct form_option {
    const char *value, *label;
};

struct form_field {
    const char *name; // as declared in the route's .in
    enum form_kind kind;
    const char *label, *help; // translated; help may be NULL
    str value;                // shown when nothing was typed yet
    const str *values;        // FORM_CHECKS: those that are chosen
    i64 value_count;
    const struct form_option *options; // ends with a NULL value
    bool required;
    bool many;                                          // FORM_FILE: several at once
    bool is_fresh;                                      // `value` is shown, whatever was typed
    const char *unit, *autocomplete, *min, *max, *step; // may be NULL
    // Where a script asks what could be meant: for the whole of a text, or for a name after @.
    // NULL: nowhere. As /search?kind=person; ui/model.md.
    const char *lookup_href, *mention_href;
};

struct form_about {
    const char *action;             // where it is sent
    const char *submit;             // translated: what the button does
    const char *cancel_href, *note; // may be NULL
    bool files, danger, is_get;
};

// A form without fields; put it into the page's model, as "form" or in a list of several.
json_t *form_new(ctx *c, const struct request *request, struct response *response,
                 struct form_about about);
// Adds a field, with what was typed and what is wrong where the request is this form's.
void form_add(ctx *c, const struct request *request, json_t *form, struct form_field field);
void form_hide(ctx *c, json_t *form, const char *name, str value);
