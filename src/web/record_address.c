#include "web/record_address.h"

#include "bounds.h"
#include "web/address.h"
#include "web/record_inputs.h"

static bool add_filter(ctx *c, struct record_asked *asked, const char *name, str field,
                       enum record_filter_how how, const struct request *request)
{
    const struct input *input = request_input(request, name);
    if (!input) return true;
    if (asked->query.filter_count >= RECORD_FILTERS_MAX - 2)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "that narrows by too much at once"),
                         tr(c, "Leave some of it out."));
    bool is_none = how == FILTER_IS && str_equal(input->text, S(RECORD_NOTHING));
    asked->filters[asked->query.filter_count++] = (struct record_filter){
        .field = field, .how = is_none ? FILTER_NONE : how, .text = input->text};
    return true;
}

static bool read_filters(ctx *c, const struct request *request, struct record_asked *asked)
{
    for (const struct kind_field *field = asked->query.kind->fields; field->name; field++) {
        str name = str_of(field->name);
        if (!add_filter(c, asked, field->name, name, FILTER_IS, request)) return false;
        if (!record_field_has_order(field)) continue;
        if (!add_filter(c, asked, fmt(c->arena, "%s.from", field->name), name, FILTER_FROM,
                        request) ||
            !add_filter(c, asked, fmt(c->arena, "%s.to", field->name), name, FILTER_TO, request))
            return false;
    }
    return true;
}

static void read_columns(const struct request *request, struct record_asked *asked)
{
    const struct kind *kind = asked->query.kind;
    const struct input *input = request_input(request, "columns");
    asked->has_columns = input != NULL;
    for (; input; input = request_input_next(request, input)) {
        i64 index = kind_field_index(kind, input->text);
        if (str_equal(input->text, S("state"))) index = COLUMN_OF_STATE;
        if (str_equal(input->text, S("changed"))) index = COLUMN_OF_CHANGED;
        if (str_equal(input->text, S("changed_by"))) index = COLUMN_OF_CHANGED_BY;
        if (index >= 0) asked->columns[index] = true;
    }
    asked->columns[0] = true; // the title leads to the record
    enum { SHOWN_MAX = 5 };
    i64 shown = 0;
    for (i64 i = 0; kind->fields[i].name && !asked->has_columns; i++)
        // What it is called on screen is its title in the list.
        if (strcmp(kind->fields[i].name, "label") != 0 && record_field_is_short(&kind->fields[i]) &&
            shown < SHOWN_MAX) {
            asked->columns[i] = true;
            shown++;
        }
    if (!asked->has_columns) asked->columns[COLUMN_OF_STATE] = kind->states != NULL;
}

bool record_asked_read(ctx *c, const struct request *request, const struct record_asker *asker,
                       struct record_asked **out)
{
    struct record_asked *asked = NEW(c->arena, struct record_asked);
    str sort = request_text(request, "sort", (str){0});
    bool down = str_starts(sort, S("-"));
    const struct input *shelf = request_input(request, "shelf");
    static const enum record_shelf shelves[] = {SHELF_CURRENT, SHELF_ARCHIVE, SHELF_BOTH};
    assert(kind_fields(asker->kind) < COLUMN_OF_STATE);
    asked->query = (struct record_query){
        .kind = asker->kind,
        .sort = down ? str_slice(sort, 1, sort.size) : sort,
        .down = down,
        .search = request_text(request, "search", (str){0}),
        .state = asker->kind->states ? request_text(request, "state", (str){0}) : (str){0},
        .shelf = shelf ? shelves[shelf->i] : SHELF_CURRENT,
        .rows_max = request_i64(request, "rows", 50),
        .after = request_text(request, "after", (str){0}),
    };
    *out = asked;
    if (!read_filters(c, request, asked)) return false;
    asked->asked_count = asked->query.filter_count;
    read_columns(request, asked);
    return record_asker_narrow(c, asker, &asked->query, asked->filters);
}

// Addresses

static bool is_left_out(str name)
{
    static const char *const names[] = {"lang", "said", "format", "after"};
    for (i64 i = 0; i < COUNT_OF(names); i++)
        if (str_equal(name, str_of(names[i]))) return true;
    return false;
}

static void add_pair(buf *out, str name, str value)
{
    if (out->size) buf_char(out, '&');
    buf_fmt(out, "%.*s=", STR(name));
    url_add(out, value);
}

static str question_with(ctx *c, const struct request *request, const struct pair *changes,
                         i64 count)
{
    buf out = buf_new(c->arena, 4 * BOUND_TARGET_BYTES);
    for (i64 i = 0; i < request->input_count; i++) {
        str name = str_of(request->inputs[i].field->name);
        bool is_changed = is_left_out(name);
        for (i64 j = 0; j < count; j++)
            is_changed = is_changed || str_equal(name, changes[j].name);
        if (!is_changed) add_pair(&out, name, request->inputs[i].text);
    }
    for (i64 j = 0; j < count; j++)
        if (changes[j].value.size) add_pair(&out, changes[j].name, changes[j].value);
    return buf_str(&out);
}

str record_asked_question(ctx *c, const struct request *request)
{
    return question_with(c, request, NULL, 0);
}

const char *record_asked_href(ctx *c, const struct request *request, const struct pair *changes,
                              i64 count)
{
    str question = question_with(c, request, changes, count);
    return fmt(c->arena, "%.*s%s%.*s", STR(request->path), question.size ? "?" : "", STR(question));
}
