#include "web/record_inputs.h"

#include "bounds.h"
#include "record/value.h"
#include "web/address.h"

enum { OWN_INPUTS = 16 };

bool record_field_has_order(const struct kind_field *field)
{
    return field->type == KIND_NUMBER || field->type == KIND_MONEY || field->type == KIND_DATE ||
           field->type == KIND_TIME;
}

bool record_field_sorts(const struct kind_field *field)
{
    return record_field_has_order(field) || field->type == KIND_TEXT ||
           field->type == KIND_CHOICE || field->type == KIND_YES_NO;
}

bool record_field_is_short(const struct kind_field *field)
{
    return field->type != KIND_LONG_TEXT;
}

// clang-format off
static const char *const shelves[] = {"current", "archive", "both", NULL};
static const char *const list_formats[] = {"html", "json", "csv", "xlsx", NULL};
static const char *const sheet_steps[] = {"try", "take", NULL};

#define VERSION_INPUT                                                                              \
    {.name = "version", .type = FIELD_I64, .min = 0, .max = 2000000000,                            \
     .what = "the version that was read; refused when somebody was faster"}
#define REASON_INPUT                                                                               \
    {.name = "reason", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "why, in a sentence"}

#define ANSWERS_INPUT                                                                              \
    {.name = "answers", .type = FIELD_I64, .min = 1, .max = 1LL << 60, .what = "the comment that it answers"}

const struct field record_no_inputs[] = {{0}};
#define FIGURE_INPUT                                                                               \
    {.name = "figure", .type = FIELD_TEXT, .max = BOUND_TARGET_BYTES,                              \
     .what = "the figure's question, as its address has it; of figures alone"}
const struct field record_figure_inputs[] = {FIGURE_INPUT, {0}};
const struct field record_page_inputs[] = {PAGE_FIELDS, {0}};
const struct field record_one_inputs[] = {ANSWERS_INPUT, PAGE_FIELDS, {0}};
const struct field record_step_inputs[] = {
    VERSION_INPUT, REASON_INPUT,
    {.name = "day", .type = FIELD_TEXT, .what = "since when, as 2026-11-21"},
    {.name = "evidence", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES,
     .what = "what shows it: a document, an address, a meeting"},
    {0}};
const struct field record_move_inputs[] = {VERSION_INPUT, REASON_INPUT, {0}};
const struct field record_comment_inputs[] = {
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES,
     .what = "Markdown; people are named as @[Anna Aalto]"},
    ANSWERS_INPUT,
    {.name = "challenges", .type = FIELD_BOOL, .what = "says that what it is about is not right"},
    FIGURE_INPUT,
    {0}};
const struct field record_link_inputs[] = {
    {.name = "to_kind", .type = FIELD_TEXT, .what = "the other record's kind"},
    {.name = "to", .type = FIELD_TEXT, .what = "the other record: its number or its title"},
    {.name = "why", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES,
     .what = "what the two have to do with each other"},
    {0}};
const struct field record_file_inputs[] = {
    {.name = "file", .type = FIELD_FILE, .max = BOUND_ATTACHMENT_BYTES, .what = "any file"},
    {.name = "about", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "what it is, in a few words"},
    {0}};
const struct field record_sheet_inputs[] = {
    {.name = "file", .type = FIELD_FILE, .max = BOUND_BODY_BYTES, .what = "a table, as CSV or XLSX"},
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_BODY_BYTES, .what = "the same as text, as CSV"},
    {.name = "step", .type = FIELD_CHOICE, .choices = sheet_steps,
     .what = "try: says what would happen; take: does it, all or nothing"},
    REASON_INPUT,
    {0}};
const struct field record_view_inputs[] = {
    {.name = "name", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "what the list is called"},
    {.name = "question", .type = FIELD_TEXT, .max = BOUND_TARGET_BYTES,
     .what = "what the list asks, as its address has it"},
    {.name = "shared", .type = FIELD_BOOL, .what = "everybody sees it"},
    {0}};
// clang-format on

// The names of columns that a list may show: the kind's own, then those that every record has.
static const char *const *column_names(struct arena *arena, const struct kind *kind)
{
    static const char *const own[] = {"state", "changed", "changed_by"};
    i64 count = 0, fields = kind_fields(kind);
    const char **names = NEW_ARRAY(arena, const char *, fields + COUNT_OF(own) + 1);
    for (i64 i = 0; i < fields; i++)
        names[count++] = kind->fields[i].name;
    for (i64 i = 0; i < COUNT_OF(own); i++)
        if (i || kind->states) names[count++] = own[i];
    return names;
}

static void add_filter(struct arena *arena, const struct kind_field *field, struct field **next)
{
    *(*next)++ = (struct field){
        .name = field->name, .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = field->help};
    if (!record_field_has_order(field)) return;
    *(*next)++ = (struct field){
        .name = fmt(arena, "%s.from", field->name), .type = FIELD_TEXT, .what = "that or more"};
    *(*next)++ = (struct field){
        .name = fmt(arena, "%s.to", field->name), .type = FIELD_TEXT, .what = "that or less"};
}

const struct field *record_list_inputs(struct arena *arena, const struct kind *kind)
{
    struct field *fields = NEW_ARRAY(arena, struct field, 3 * kind_fields(kind) + OWN_INPUTS);
    struct field *next = fields;
    for (const struct kind_field *field = kind->fields; field->name; field++)
        add_filter(arena, field, &next);
    *next++ = (struct field){
        .name = "search", .type = FIELD_TEXT, .what = "every word must begin a word of the record"};
    *next++ = (struct field){
        .name = "sort", .type = FIELD_TEXT, .what = "a column; with - in front downwards"};
    if (kind->states)
        *next++ = (struct field){.name = "state", .type = FIELD_TEXT, .what = "in this state"};
    *next++ = (struct field){.name = "shelf",
                             .type = FIELD_CHOICE,
                             .choices = shelves,
                             .what = "current, the archive, or both"};
    *next++ = (struct field){.name = "columns",
                             .type = FIELD_CHOICE,
                             .choices = column_names(arena, kind),
                             .many = true,
                             .what = "what the list shows of each"};
    *next++ = (struct field){.name = "after",
                             .type = FIELD_TEXT,
                             .max = BOUND_TARGET_BYTES,
                             .what = "`next` of the page before"};
    *next++ = (struct field){
        .name = "rows", .type = FIELD_I64, .min = 1, .max = 1000, .what = "of a page; 50"};
    *next++ = (struct field){.name = "format",
                             .type = FIELD_CHOICE,
                             .choices = list_formats,
                             .what = "csv and xlsx: all pages"};
    for (const struct field *page = record_page_inputs; page->name; page++)
        if (strcmp(page->name, "format") != 0) *next++ = *page;
    assert(next - fields < 3 * kind_fields(kind) + OWN_INPUTS);
    return fields;
}

// A new record's page begins with what its address says of fields.
const struct field *record_new_inputs(struct arena *arena, const struct kind *kind)
{
    struct field *fields = NEW_ARRAY(arena, struct field, kind_fields(kind) + OWN_INPUTS);
    struct field *next = fields;
    for (const struct kind_field *field = kind->fields; field->name; field++)
        *next++ = (struct field){.name = field->name,
                                 .type = FIELD_TEXT,
                                 .max = BOUND_REMARK_BYTES,
                                 .what = field->help};
    for (const struct field *page = record_page_inputs; page->name; page++)
        *next++ = *page;
    return fields;
}

static struct field *form_inputs(struct arena *arena, const struct kind *kind)
{
    struct field *fields = NEW_ARRAY(arena, struct field, kind_fields(kind) + OWN_INPUTS);
    struct field *next = fields;
    for (const struct kind_field *field = kind->fields; field->name; field++)
        *next++ = (struct field){.name = field->name,
                                 .type = FIELD_TEXT,
                                 .max = BOUND_BODY_BYTES, // too long a text is shown again
                                 .many = field->type == KIND_CHOICES,
                                 .what = field->help};
    for (const struct field *more = record_move_inputs; more->name; more++)
        *next++ = *more;
    *next++ = (struct field){.name = "keep",
                             .type = FIELD_CHOICE,
                             .choices = column_names(arena, kind),
                             .many = true,
                             .what = "fields that stay as somebody else left them meanwhile"};
    return fields;
}

const struct field *record_form_inputs(struct arena *arena, const struct kind *kind)
{
    return form_inputs(arena, kind);
}

const struct field *record_edit_inputs(struct arena *arena, const struct kind *kind)
{
    struct field *fields = form_inputs(arena, kind);
    for (struct field *field = fields; field->name; field++)
        if (strcmp(field->name, "version") == 0) field->required = true;
    return fields;
}

const struct field *figure_talk_inputs(struct arena *arena)
{
    i64 count = 0;
    while (address_fields[count].name)
        count++;
    struct field *fields = NEW_ARRAY(arena, struct field, count + 2);
    memcpy(fields + 1, address_fields, (size_t)count * sizeof *fields);
    fields[0] = record_one_inputs[0];
    return fields;
}
