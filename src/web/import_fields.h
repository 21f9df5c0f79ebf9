// import_fields: the page of columns from within: its fields, shared by who shows and who reads
// them, and what its parts work on. Seen by import_*.c only.
#pragma once

#include "upload/chosen.h"
#include "facts/metric.h"
#include "web/form.h"
#include "web/import_pages.h"

// Names of the fields of one measure, and of one attribute.
struct measure_names {
    const char *column, *metric, *named, *low, *high, *unit, *kind, *better, *asked;
};
struct attribute_names {
    const char *column, *named;
};
extern const struct measure_names measure_names[CHOSEN_MEASURES];
extern const struct attribute_names attribute_names[CHOSEN_ATTRIBUTES];

// What the form says. Texts live as long as the request.
void import_chosen(const struct request *request, struct chosen *out);
// The field beside which a mapping's mistake is to be shown.
const char *import_field_of(const char *mistake);

// The page while it is made.
struct page {
    ctx *c;
    struct request *request;
    struct response *response;
    const struct uploaded *upload;
    json_t *look, *mapping, *model, *form, *groups;
    struct look_columns columns;
    struct chosen chosen;
    const struct form_option *column_options, *metric_options;
    const struct metrics *metrics;
};

// Adds a field to page->form.
void import_add(struct page *page, struct form_field field);
void import_add_text(struct page *page, const char *name, const char *label, const char *help,
                     str value);
// Puts the forms beside that of the columns into the model.
MUST_USE bool import_other_forms(struct page *page);
