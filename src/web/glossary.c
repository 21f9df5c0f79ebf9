#include "web/glossary.h"

#include "facts/metric.h"
#include "web/labels.h"
#include "web/record_request.h"
#include "web/render.h"
#include "web/visitor.h"

enum { DOCUMENT_BYTES = 1 << 20 };

static json_t *word(ctx *c, const char *name, const char *label, const char *what)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "name", name);
    json_put_c(one, "label", label_capital(c, label));
    json_put_c(one, "what", what);
    json_put_null(one, "choices_text");
    return one;
}

static const char *choices_text(ctx *c, const struct kind_field *field)
{
    buf out = buf_new(c->arena, 16000);
    for (const struct kind_choice *choice = field->choices; choice && choice->name; choice++)
        buf_fmt(&out, "%s%s", out.size ? ", " : "", tr(c, choice->label));
    return out.size ? out.s : NULL;
}

static json_t *kind_words(ctx *c, const struct record_asker *asker)
{
    const struct kind *kind = asker->kind;
    json_t *out = word(c, kind->name, tr(c, kind->label), tr(c, kind->what));
    json_t *fields = json_new_array(c);
    json_put_c(out, "labels", label_capital(c, tr(c, kind->labels)));
    json_put_c(out, "href", fmt(c->arena, "/%s", kind->path));
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        if (!record_may(field->may_see, asker->roles)) continue;
        json_t *one = word(c, field->name, tr(c, field->label), tr(c, field->help));
        json_put_c(one, "choices_text", choices_text(c, field));
        json_array_append(fields, one);
    }
    json_put(out, "fields", fields);
    return out;
}

bool glossary_get(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct metrics metrics;
    json_t *model = json_new_object(c), *kinds = json_new_array(c), *list = json_new_array(c);
    render_keep_lang(c, request, response);
    for (i64 i = 0; i < kinds_count(); i++) {
        struct record_asker asker =
            record_asker_make(kind_at(i), &visitor->person, visitor->record);
        if (record_asker_sees_kind(&asker)) json_array_append(kinds, kind_words(c, &asker));
    }
    bool sees = visitor_may(request, MAY_SEE_FIGURES, (struct place){0});
    if (sees && !metric_load(c, &metrics)) return false;
    for (i64 i = 0; sees && i < metrics.count; i++) {
        const struct metric *metric = &metrics.m[i];
        json_array_append(list, word(c, str_c(c->arena, metric->name),
                                     tr(c, str_c(c->arena, metric->label)),
                                     tr(c, str_c(c->arena, metric->definition))));
    }
    json_put_c(model, "title", tr(c, "One word for each thing"));
    json_put_c(model, "question",
               tr(c, "What is kept here, what is said of it, and what is measured."));
    json_put(model, "kinds", kinds);
    json_put_bool(model, "has_metrics", json_array_size(list) > 0);
    json_put(model, "metrics", list);
    return render_page(c, request, response, "glossary", model);
}

// The document

static const char *const langs[] = {"en", "fi", "sv"};

// One text in all languages, cells of a table.
static void add_cells(const ctx *c, buf *out, const char *text)
{
    ctx reader = *c;
    for (i64 i = 0; i < COUNT_OF(langs); i++) {
        reader.lang = langs[i];
        buf_fmt(out, " %s |", tr(&reader, text));
    }
}

static void add_row(const ctx *c, buf *out, const char *name, const char *label)
{
    buf_fmt(out, "| `%s` |", name);
    add_cells(c, out, label);
}

static void add_kind(const ctx *c, buf *out, const struct kind *kind)
{
    buf_fmt(out, "\n## %s\n\n%s Addresses: `/%s`.\n\n", kind->label, kind->what, kind->path);
    buf_c(out, "| | English | suomi | svenska | |\n| --- | --- | --- | --- | --- |\n");
    add_row(c, out, kind->name, kind->label);
    buf_c(out, " one |\n");
    add_row(c, out, kind->path, kind->labels);
    buf_c(out, " several |\n");
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        add_row(c, out, field->name, field->label);
        buf_fmt(out, " %s |\n", field->help);
        for (const struct kind_choice *choice = field->choices; choice && choice->name; choice++) {
            add_row(c, out, fmt(c->arena, "%s: %s", field->name, choice->name), choice->label);
            buf_c(out, " |\n");
        }
    }
    for (const struct kind_state *state = kind->states; state && state->name; state++) {
        add_row(c, out, fmt(c->arena, "state: %s", state->name), state->label);
        buf_c(out, " |\n");
    }
}

str glossary_document(ctx *c)
{
    buf out = buf_new(c->arena, DOCUMENT_BYTES);
    buf_c(&out, "# Kinds of record\n\nWritten by `tests/unit/glossary_test.c` from the tables in "
                "`src/record/kinds.c` and `po/`; change it there.\n");
    for (i64 i = 0; i < kinds_count(); i++)
        add_kind(c, &out, kind_at(i));
    return buf_str(&out);
}
