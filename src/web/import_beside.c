// The small forms beside the one of columns: how the file is read, mappings that are kept, the
// mapping as text.
#include "web/import_fields.h"

enum { MAPPINGS_OFFERED = 50 };

static json_t *reading_form(struct page *page)
{
    ctx *c = page->c;
    struct chosen_reading reading;
    chosen_reading_of(page->mapping, &reading);
    struct form_about about = {.action = import_href(c, page->upload->id, "/reading"),
                               .submit = tr(c, "Read it again")};
    struct form_option *encodings = NEW_ARRAY(c->arena, struct form_option, 6);
    encodings[0] = (struct form_option){"", tr(c, "as the file says, else UTF-8")};
    encodings[1] = (struct form_option){"windows-1252", "Windows-1252"};
    encodings[2] = (struct form_option){"latin-1", "Latin-1"};
    encodings[3] = (struct form_option){"utf-16", "UTF-16"};
    encodings[4] = (struct form_option){"utf-16be", "UTF-16 BE"};
    page->form = form_new(c, page->request, page->response, about);
    import_add(page, (struct form_field){.name = "encoding",
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "Characters"),
                                         .value = reading.encoding,
                                         .options = encodings});
    import_add_text(page, "delimiter", tr(c, "Sign between cells"),
                    tr(c, "One character, or “tab”, or “spaces”. Empty: the one it has most of."),
                    reading.delimiter);
    import_add_text(page, "quote", tr(c, "Sign around cells"), NULL, reading.quote);
    import_add(page, (struct form_field){.name = "no_quotes",
                                         .kind = FORM_YES_NO,
                                         .label = tr(c, "Do quotes mean nothing?"),
                                         .value = reading.no_quotes ? S("1") : S("0")});
    import_add(page, (struct form_field){.name = "no_header",
                                         .kind = FORM_YES_NO,
                                         .label = tr(c, "Is the first line a row already?"),
                                         .value = reading.no_header ? S("1") : S("0")});
    return page->form;
}

static bool kept_form(struct page *page, json_t **out)
{
    ctx *c = page->c;
    struct rows rows;
    *out = NULL;
    if (!store_rows(c, SQL_upload_mappings, VALS(V_I64(MAPPINGS_OFFERED)), &rows)) return false;
    if (!rows.count) return true;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        options[i].value = options[i].label = str_c(c->arena, rows.column[0].text[i]);
    struct form_about about = {.action = import_href(c, page->upload->id, "/mapping"),
                               .submit = tr(c, "Use it")};
    page->form = form_new(c, page->request, page->response, about);
    import_add(page, (struct form_field){.name = "kept",
                                         .kind = FORM_CHOICE,
                                         .label = tr(c, "A mapping that is kept"),
                                         .value = page->chosen.name.size ? page->chosen.name
                                                                         : page->chosen.source,
                                         .options = options});
    *out = page->form;
    return true;
}

static json_t *text_form(struct page *page)
{
    ctx *c = page->c;
    struct form_about about = {.action = import_href(c, page->upload->id, "/mapping"),
                               .submit = tr(c, "Take this mapping")};
    page->form = form_new(c, page->request, page->response, about);
    json_t *shown = json_parse(c, page->upload->mapping);
    import_add(page,
               (struct form_field){
                   .name = "mapping",
                   .kind = FORM_LONG_TEXT,
                   .label = tr(c, "The mapping as the command line takes it"),
                   .help = tr(c, "It can say more than the form: values that stand for others, "
                                 "several forms of date, what is declared of units."),
                   .value = shown ? json_write_indented(c, shown) : page->upload->mapping});
    return page->form;
}

// A mapping that was kept before under this name and says the very same.
static bool recognised_put(struct page *page)
{
    ctx *c = page->c;
    str kept = {0}, name = page->chosen.name.size ? page->chosen.name : page->chosen.source;
    if (!store_str(c, SQL_mapping_text, VALS(V_STR(name)), &kept)) return false;
    bool is_same = kept.size > 0 && str_equal(kept, page->upload->mapping);
    json_put_c(page->model, "recognised",
               is_same ? fmt(c->arena,
                             tr(c, "The columns are those of “%.*s”: its mapping is filled in."),
                             STR(name))
                       : NULL);
    return true;
}

bool import_other_forms(struct page *page)
{
    const char *format = json_string_value(json_object_get(page->look, "format"));
    bool is_text = format && (!strcmp(format, "delimited") || !strcmp(format, "aligned"));
    json_t *kept;
    if (!recognised_put(page) || !kept_form(page, &kept)) return false;
    json_put_bool(page->model, "has_reading", is_text);
    if (is_text) json_put(page->model, "reading_form", reading_form(page));
    json_put_bool(page->model, "has_kept", kept);
    if (kept) json_put(page->model, "kept_form", kept);
    json_put(page->model, "text_form", text_form(page));
    json_put_c(page->model, "mapping_href", import_href(page->c, page->upload->id, "/mapping"));
    return true;
}
