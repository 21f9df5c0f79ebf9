// The page on which somebody says what a file's columns mean.
#include "web/import_fields.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "facts/company.h"
#include "import/moment.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"

enum { COLUMNS_SHOWN = 40, EXAMPLE_BYTES = 28 };

static bool page_begin(struct page *page);
static void sample_put(struct page *page);
static void columns_form(struct page *page);

bool import_columns_page(ctx *c, struct request *request, struct response *response,
                         const struct uploaded *upload)
{
    struct page page = {.c = c, .request = request, .response = response, .upload = upload};
    if (!page_begin(&page)) return false;
    sample_put(&page);
    columns_form(&page);
    json_put_bool(page.model, "is_columns", true);
    json_put_c(page.model, "error",
               upload->error.size ? label_capital(c, str_c(c->arena, upload->error)) : NULL);
    json_put_str(page.model, "hint", upload->hint);
    return import_other_forms(&page) && render_page(c, request, response, "import", page.model);
}

static const char *kind_label(ctx *c, str kind)
{
    static const struct {
        const char *kind, *label;
    } labels[] = {
        {"moment", N_("date or time")            },
        {"number", N_("number")                  },
        {"email",  N_("e-mail address")          },
        {"key",    N_("number or key of its own")},
        {"words",  N_("words")                   },
        {"empty",  N_("empty")                   },
    };
    for (i64 i = 0; i < COUNT_OF(labels); i++)
        if (str_equal(kind, str_of(labels[i].kind))) return tr(c, labels[i].label);
    return "";
}

static const json_t *column_at(const struct page *page, i64 index)
{
    return json_array_get(json_object_get(page->look, "columns"), (size_t)index);
}

// A column as people call it: its name, or its position.
static const char *column_label(const struct page *page, i64 index)
{
    str name = str_head(page->columns.columns[index].name, 60);
    return name.size ? str_c(page->c->arena, name)
                     : fmt(page->c->arena, tr(page->c, "column %lld"), (long long)index + 1);
}

static const struct form_option *column_options(const struct page *page)
{
    ctx *c = page->c;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page->columns.count + 2);
    options[0] = (struct form_option){"", tr(c, "– none –")};
    for (i64 i = 0; i < page->columns.count; i++) {
        const json_t *examples = json_object_get(column_at(page, i), "examples");
        str example = str_head(json_text(json_array_get(examples, 0)), EXAMPLE_BYTES);
        const char *label = column_label(page, i);
        options[i + 1].value = fmt(c->arena, "%lld", (long long)i + 1);
        options[i + 1].label =
            example.size ? fmt(c->arena, "%s (%.*s)", label, STR(example)) : label;
    }
    return options;
}

static const struct form_option *metric_options(const struct page *page)
{
    ctx *c = page->c;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page->metrics->count + 2);
    i64 count = 0;
    options[count++] = (struct form_option){"", tr(c, "– none, or a new one –")};
    for (i64 i = 0; i < page->metrics->count; i++) {
        const struct metric *metric = &page->metrics->m[i];
        bool is_computed = metric->kind == METRIC_RATIO || metric->kind == METRIC_CUSTOMERS;
        if (is_computed || str_equal(metric->name, S("remark"))) continue;
        const char *label = metric->label.size ? tr(c, str_c(c->arena, metric->label))
                                               : str_c(c->arena, metric->name);
        options[count++] = (struct form_option){str_c(c->arena, metric->name), label};
    }
    return options;
}

static bool page_begin(struct page *page)
{
    ctx *c = page->c;
    struct metrics *metrics = NEW(c->arena, struct metrics);
    page->look = json_parse(c, page->upload->look);
    page->mapping = page->look ? json_parse(c, page->upload->mapping) : NULL;
    if (!page->mapping || !look_columns(c, page->upload->look, &page->columns) ||
        !metric_load(c, metrics))
        return false;
    page->metrics = metrics;
    page->column_options = column_options(page);
    page->metric_options = metric_options(page);
    chosen_of(c, page->mapping, page->columns, &page->chosen);
    page->model = import_model(
        c, page->upload,
        fmt(c->arena, tr(c, "What do the columns of %.*s mean?"), STR(page->upload->name)));
    return true;
}

// ---- What is in the file ----

static json_t *head_of(const struct page *page, i64 index)
{
    ctx *c = page->c;
    const json_t *column = column_at(page, index);
    f64 empty = 0;
    json_t *head = json_new_object(c);
    json_put_c(head, "label", column_label(page, index));
    json_put_c(head, "kind", kind_label(c, json_text(json_object_get(column, "kind"))));
    (void)!json_f64(json_object_get(column, "empty"), &empty);
    bool is_told = empty >= 0.005 && empty < 1;
    json_put_c(head, "empty",
               is_told ? fmt(c->arena, tr(c, "%s empty"), label_percent(c, empty, 0)) : NULL);
    return head;
}

static void sample_put(struct page *page)
{
    ctx *c = page->c;
    i64 count = MIN(page->columns.count, COLUMNS_SHOWN), left = page->columns.count - count;
    i64 rows = json_integer_value(json_object_get(page->look, "rows"));
    i64 bad = json_integer_value(json_object_get(page->look, "bad_rows"));
    bool is_part = json_is_true(json_object_get(page->look, "is_part"));
    json_t *heads = json_new_array(c), *lines = json_new_array(c), *line;
    for (i64 i = 0; i < count; i++)
        json_array_append(heads, head_of(page, i));
    size_t at;
    json_array_foreach(json_object_get(page->look, "sample"), at, line)
    {
        json_t *row = json_new_object(c), *cells = json_new_array(c);
        for (i64 i = 0; i < count; i++) {
            json_t *cell = json_new_object(c);
            json_put_str(cell, "text",
                         json_text(json_array_get(json_object_get(line, "cells"), (size_t)i)));
            json_array_append(cells, cell);
        }
        json_put_i64(row, "line", json_integer_value(json_object_get(line, "line")));
        json_put(row, "cells", cells);
        json_array_append(lines, row);
    }
    json_put(page->model, "heads", heads);
    json_put(page->model, "rows", lines);
    json_put_bool(page->model, "has_rows", json_array_size(lines) > 0);
    json_put_c(page->model, "more_columns",
               left > 0 ? import_count(c, left, tr(c, "further column"), tr(c, "further columns"))
                        : NULL);
    const char *many = import_count(c, rows, tr(c, "row"), tr(c, "rows"));
    json_put_c(page->model, "question",
               fmt(c->arena, is_part ? tr(c, "%s, %s. Looked at the first %s.") : "%s, %s. %s.",
                   import_size(c, page->upload->size),
                   import_count(c, page->columns.count, tr(c, "column"), tr(c, "columns")), many));
    json_put_c(page->model, "bad_text",
               bad ? fmt(c->arena, tr(c, "%s cannot be read; the dry run says why."),
                         import_count(c, bad, tr(c, "row"), tr(c, "rows")))
                   : NULL);
}

// ---- The form ----

void import_add(struct page *page, struct form_field field)
{
    form_add(page->c, page->request, page->form, field);
}

static str column_value(const struct page *page, i64 column)
{
    return column ? str_of(fmt(page->c->arena, "%lld", (long long)column)) : S("");
}

static void add_column(struct page *page, const char *name, const char *label, const char *help,
                       i64 column)
{
    import_add(page, (struct form_field){.name = name,
                                         .kind = FORM_CHOICE,
                                         .label = label,
                                         .help = help,
                                         .value = column_value(page, column),
                                         .options = page->column_options});
}

void import_add_text(struct page *page, const char *name, const char *label, const char *help,
                     str value)
{
    import_add(page,
               (struct form_field){
                   .name = name, .kind = FORM_TEXT, .label = label, .help = help, .value = value});
}

// What was added so far, taken out of the form; *has_problem when something of it is wrong.
static json_t *fields_take(struct page *page, bool *has_problem)
{
    json_t *fields = json_object_get(page->form, "fields"), *field;
    size_t at;
    json_array_foreach(fields, at, field)
    {
        *has_problem = *has_problem || json_is_true(json_object_get(field, "has_problem"));
    }
    json_t *taken = json_new_array(page->c);
    json_array_extend(taken, fields);
    json_put(page->form, "fields", json_new_array(page->c));
    return taken;
}

// What was added so far becomes a group; one that is not `is_open` is folded away.
static json_t *group_end(struct page *page, const char *title, const char *help, bool is_open)
{
    json_t *group = json_new_object(page->c);
    json_t *fields = fields_take(page, &is_open);
    json_put_c(group, "title", title);
    json_put_c(group, "help", help);
    json_put_bool(group, "is_open", is_open);
    json_put(group, "fields", fields);
    json_array_append(page->groups, group);
    return group;
}

// A form of dates as a date in it looks: 21 November 2026, half past two.
static const char *format_example(ctx *c, str format)
{
    static const struct {
        char letter;
        const char *text;
    } parts[] = {
        {'Y', "2026"         },
        {'y', "26"           },
        {'m', "11"           },
        {'d', "21"           },
        {'H', "14"           },
        {'M', "30"           },
        {'S', "05"           },
        {'f', "25"           },
        {'b', "Nov"          },
        {'I', "02"           },
        {'p', "PM"           },
        {'s', "1795271405"   },
        {'Q', "1795271405000"},
    };
    buf out = buf_new(c->arena, BOUND_MAPPING_BYTES);
    for (i64 i = 0; i < format.size; i++) {
        const char *text = NULL;
        if (format.s[i] == '%' && i + 1 < format.size)
            for (i64 k = 0; k < COUNT_OF(parts); k++)
                if (parts[k].letter == format.s[i + 1]) text = parts[k].text;
        if (text) buf_c(&out, text);
        if (text) i++;
        if (!text) buf_char(&out, format.s[i]);
    }
    return buf_str(&out).size ? out.s : "";
}

static const struct form_option *format_options(struct page *page)
{
    ctx *c = page->c;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 80);
    str format = page->chosen.format;
    const json_t *given = json_object_get(json_object_get(page->mapping, "happened"), "format");
    bool is_known = format.size == 0;
    i64 count = 0;
    options[count++] = (struct form_option){
        "usual", json_is_array(given) ? tr(c, "several forms, as the mapping lists them")
                                      : tr(c, "2026-11-21, perhaps with a time: 2026-11-21T14:30")};
    for (i64 i = 1; MOMENT_FORMATS[i]; i++) {
        is_known = is_known || str_equal(format, str_of(MOMENT_FORMATS[i]));
        options[count++] =
            (struct form_option){MOMENT_FORMATS[i], format_example(c, str_of(MOMENT_FORMATS[i]))};
    }
    if (!is_known)
        options[count++] = (struct form_option){str_c(c->arena, format), format_example(c, format)};
    return options;
}

static void when_group(struct page *page)
{
    ctx *c = page->c;
    const struct chosen *chosen = &page->chosen;
    add_column(page, "happened_column", tr(c, "When it happened"),
               tr(c, "A list of customers needs none."), chosen->happened.column);
    import_add(page, (struct form_field){.name = "format",
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "How 21 November 2026 is written in it"),
                                         .value = chosen->format.size ? chosen->format : S("usual"),
                                         .options = format_options(page)});
    (void)group_end(page, tr(c, "When"), NULL, true);
}

static void who_group(struct page *page)
{
    ctx *c = page->c;
    const struct chosen *chosen = &page->chosen;
    static const char *const subjects[] = {"customer", "employee", "shopper"};
    const struct form_option options[] = {
        {subjects[0],   tr(c, "customers")},
        {subjects[1], tr(c, "employees")},
        {subjects[2],   tr(c, "mystery shoppers")},
        {0}
    };
    struct form_option *kept = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(options));
    memcpy(kept, options, sizeof options);
    add_column(page, "customer_column", tr(c, "Who the customer is"),
               tr(c, "A customer number, an e-mail address or another key. Without one nobody is "
                     "known."),
               chosen->customer.column);
    import_add(page,
               (struct form_field){.name = "subject",
                                   .kind = FORM_CHOICE,
                                   .label = tr(c, "Whose encounters they are"),
                                   .value = chosen->subject.size ? chosen->subject : S("customer"),
                                   .options = kept});
    (void)group_end(page, tr(c, "Who"), NULL, true);
}

static void add_place(struct page *page, const char *const names[2], const char *label,
                      struct chosen_place place)
{
    ctx *c = page->c;
    add_column(page, names[0], label, NULL, place.column);
    import_add_text(page, names[1], fmt(c->arena, tr(c, "%s: the same for all rows"), label), NULL,
                    place.fixed);
}

static void where_group(struct page *page)
{
    ctx *c = page->c;
    const struct chosen *chosen = &page->chosen;
    add_place(page, (const char *const[]){"touchpoint_column", "touchpoint_fixed"},
              tr(c, "Touchpoint"), chosen->touchpoint);
    add_place(page, (const char *const[]){"channel_column", "channel_fixed"}, tr(c, "Channel"),
              chosen->channel);
    add_place(page, (const char *const[]){"unit_column", "unit_fixed"}, tr(c, "Unit"),
              chosen->unit);
    add_place(page, (const char *const[]){"segment_column", "segment_fixed"},
              tr(c, "Customer's segment"), chosen->segment);
    (void)group_end(page, tr(c, "Where"),
                    tr(c, "Choose a column, or write what is the same for all."), true);
}

static const struct form_option *kind_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 5);
    options[0] = (struct form_option){"mean", tr(c, "mean of the values")};
    options[1] = (struct form_option){"sum", tr(c, "sum of the values")};
    options[2] = (struct form_option){"rate", tr(c, "share of 1 among 0 and 1")};
    options[3] = (struct form_option){"count", tr(c, "how many there are")};
    return options;
}

static const struct form_option *better_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 4);
    options[0] = (struct form_option){"higher", tr(c, "more is better")};
    options[1] = (struct form_option){"lower", tr(c, "less is better")};
    options[2] = (struct form_option){"neither", tr(c, "neither")};
    return options;
}

static void measure_more(struct page *page, const struct measure_names *names,
                         const struct chosen_measure *measure, bool is_known)
{
    ctx *c = page->c;
    import_add_text(page, names->low, tr(c, "Lowest value of their scale"),
                    tr(c, "Only where answers were given on another scale than the metric's own."),
                    measure->low);
    import_add_text(page, names->high, tr(c, "Highest value of their scale"), NULL, measure->high);
    import_add_text(page, names->unit, tr(c, "Sign beside the digits"), tr(c, "Such as € or %."),
                    measure->unit);
    import_add_text(page, names->named, tr(c, "Name of a new metric"),
                    tr(c, "Only where it is none of those that there are."),
                    is_known ? S("") : measure->metric);
    import_add(page, (struct form_field){.name = names->kind,
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "Figure of the new metric"),
                                         .value = measure->kind,
                                         .options = kind_options(c)});
    import_add(page, (struct form_field){.name = names->better,
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "Direction of the new metric"),
                                         .value = measure->better,
                                         .options = better_options(c)});
    import_add(page, (struct form_field){.name = names->asked,
                                         .kind = FORM_YES_NO,
                                         .label = tr(c, "Were customers asked for it?"),
                                         .value = measure->asked ? S("1") : S("0")});
}

// One column of values: what it measures, and folded away what only some need.
static json_t *measure_set(struct page *page, i64 index, bool *has_problem)
{
    ctx *c = page->c;
    const struct measure_names *names = &measure_names[index];
    struct chosen_measure none = {0};
    bool is_used = index < page->chosen.measure_count;
    const struct chosen_measure *measure = is_used ? &page->chosen.measures[index] : &none;
    bool is_known = metric_find(page->metrics, measure->metric) || !measure->metric.size;
    bool is_more_open = !is_known || measure->low.size || measure->unit.size;
    json_t *set = json_new_object(c);
    add_column(page, names->column, tr(c, "Values"), NULL, measure->column);
    import_add(page, (struct form_field){.name = names->metric,
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "What they measure"),
                                         .value = is_known ? measure->metric : S(""),
                                         .options = page->metric_options});
    json_put(set, "fields", fields_take(page, has_problem));
    measure_more(page, names, measure, is_known);
    json_put(set, "more_fields", fields_take(page, &is_more_open));
    json_put_bool(set, "is_more_open", is_more_open);
    *has_problem = *has_problem || (is_more_open && !is_used);
    return set;
}

static void measures_group(struct page *page)
{
    ctx *c = page->c;
    i64 shown = MIN(MAX(page->chosen.measure_count, 1), CHOSEN_MEASURES);
    json_t *sets = json_new_array(c), *more = json_new_array(c);
    bool is_more_open = false, ignored = false;
    for (i64 i = 0; i < CHOSEN_MEASURES; i++)
        json_array_append(i < shown ? sets : more,
                          measure_set(page, i, i < shown ? &ignored : &is_more_open));
    json_t *group = group_end(page, tr(c, "What was measured"), NULL, true);
    json_put(group, "sets", sets);
    json_put_bool(group, "has_more_sets", json_array_size(more) > 0);
    json_put(group, "more_sets", more);
    json_put_bool(group, "is_more_open", is_more_open);
}

static void attributes_group(struct page *page)
{
    ctx *c = page->c;
    for (i64 i = 0; i < CHOSEN_ATTRIBUTES; i++) {
        bool is_used = i < page->chosen.attribute_count;
        const struct chosen_attribute none = {0};
        const struct chosen_attribute *one = is_used ? &page->chosen.attributes[i] : &none;
        add_column(page, attribute_names[i].column,
                   fmt(c->arena, tr(c, "Attribute %lld"), (long long)i + 1), NULL, one->column);
        import_add_text(page, attribute_names[i].named, tr(c, "Called"), NULL, one->name);
    }
    (void)group_end(page, tr(c, "What is known of the customer"),
                    tr(c, "Figures can be split by these."), page->chosen.attribute_count > 0);
}

static void source_group(struct page *page)
{
    ctx *c = page->c;
    import_add(page, (struct form_field){
                         .name = "source",
                         .kind = FORM_TEXT,
                         .label = tr(c, "System or survey that it comes from"),
                         .help = tr(c, "Its customer 1 is not another system's customer 1."),
                         .value = page->chosen.source,
                         .required = true});
    (void)group_end(page, tr(c, "Source"), NULL, true);
}

static const struct form_option *decimal_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 4);
    options[0] = (struct form_option){"", tr(c, "only what can be read in one way")};
    options[1] = (struct form_option){"comma", "1 234,5"};
    options[2] = (struct form_option){"point", "1,234.5"};
    return options;
}

static void details_group(struct page *page)
{
    ctx *c = page->c;
    const struct chosen *chosen = &page->chosen;
    str decimal = chosen->decimal;
    bool is_comma = str_equal(decimal, S(","));
    add_column(page, "row_id_column", tr(c, "Number of the row"),
               tr(c, "The row's own, by which it is told from others when it comes again."),
               chosen->row_id.column);
    import_add_text(page, "happened_fixed", tr(c, "One date for all rows"), NULL,
                    chosen->happened.fixed);
    import_add_text(page, "zone", tr(c, "Time zone"),
                    tr(c, "As Europe/Helsinki; empty: the company's own."), chosen->zone);
    import_add_text(page, "namespace", tr(c, "System of the customer numbers"),
                    tr(c, "Where another one gave them: crm."), chosen->name_space);
    import_add(page, (struct form_field){.name = "decimal",
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "How numbers are written"),
                                         .value = is_comma       ? S("comma")
                                                  : decimal.size ? S("point")
                                                                 : S(""),
                                         .options = decimal_options(c)});
    import_add_text(page, "missing", tr(c, "Words for missing"),
                    tr(c, "With blanks between them: NA - ?"), chosen->missing);
    import_add(
        page, (struct form_field){.name = "replaces",
                                  .kind = FORM_YES_NO,
                                  .label = tr(c, "Do values that differ correct what came before?"),
                                  .value = chosen->replaces ? S("1") : S("0")});
    import_add_text(
        page, "name", tr(c, "Name of the mapping"),
        tr(c, "It is kept for the next file with these columns. Empty: the source's name."),
        chosen->name);
    (void)group_end(page, tr(c, "Details"), NULL, false);
}

static void columns_form(struct page *page)
{
    ctx *c = page->c;
    struct form_about about = {.action = import_href(c, page->upload->id, "/columns"),
                               .submit = tr(c, "Make a dry run"),
                               .note = tr(c, "The dry run reads the rows and stores nothing.")};
    page->form = form_new(c, page->request, page->response, about);
    page->groups = json_new_array(c);
    source_group(page);
    when_group(page);
    who_group(page);
    where_group(page);
    measures_group(page);
    add_column(page, "remark_column", tr(c, "The customer's own words"), NULL,
               page->chosen.remark.column);
    (void)group_end(page, tr(c, "Words"), NULL, true);
    attributes_group(page);
    details_group(page);
    json_put(page->form, "groups", page->groups);
    json_put(page->model, "columns_form", page->form);
}
