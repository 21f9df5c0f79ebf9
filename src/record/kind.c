#include "record/kind.h"

enum { FLAWS_BYTES = 64 * 1024, KIND_NAME_BYTES = 30 };

static const struct kind *const *all;
static i64 all_count;

static const char *const type_names[KIND_TYPE__COUNT] = {
    [KIND_TEXT] = "text",     [KIND_LONG_TEXT] = "long_text", [KIND_NUMBER] = "number",
    [KIND_MONEY] = "money",   [KIND_DATE] = "date",           [KIND_TIME] = "time",
    [KIND_YES_NO] = "yes_no", [KIND_CHOICE] = "choice",       [KIND_CHOICES] = "choices",
    [KIND_REF] = "ref",       [KIND_CUSTOMER] = "customer",   [KIND_PERSON] = "person",
    [KIND_FILE] = "file",
};

void kinds_register(const struct kind *const kinds[], i64 count)
{
    struct arena arena;
    arena_init(&arena, 4 * FLAWS_BYTES);
    const char *flaws = kinds_flaws(&arena, kinds, count);
    if (flaws) (void)fputs(flaws, stderr);
    assert(!flaws);
    arena_release(&arena);
    all = kinds;
    all_count = count;
}

i64 kinds_count(void)
{
    return all_count;
}

const struct kind *kind_at(i64 index)
{
    assert(index >= 0 && index < all_count);
    return all[index];
}

const struct kind *kind_find(str name)
{
    for (i64 i = 0; i < all_count; i++)
        if (str_equal(str_of(all[i]->name), name)) return all[i];
    return NULL;
}

const struct kind *kind_find_path(str path)
{
    for (i64 i = 0; i < all_count; i++)
        if (str_equal(str_of(all[i]->path), path)) return all[i];
    return NULL;
}

i64 kind_fields(const struct kind *kind)
{
    i64 count = 0;
    while (kind->fields[count].name)
        count++;
    return count;
}

i64 kind_field_index(const struct kind *kind, str name)
{
    for (i64 i = 0; kind->fields[i].name; i++)
        if (str_equal(str_of(kind->fields[i].name), name)) return i;
    return -1;
}

const struct kind_state *kind_state_find(const struct kind *kind, str name)
{
    for (const struct kind_state *state = kind->states; state && state->name; state++)
        if (str_equal(str_of(state->name), name)) return state;
    return NULL;
}

const struct kind_transition *kind_transition_find(const struct kind *kind, str name)
{
    for (const struct kind_transition *t = kind->transitions; t && t->name; t++)
        if (str_equal(str_of(t->name), name)) return t;
    return NULL;
}

bool kind_transition_fits(const struct kind *kind, const struct kind_transition *transition,
                          str state)
{
    if (transition->from) return str_equal(str_of(transition->from), state);
    const struct kind_state *found = kind_state_find(kind, state);
    return found && !found->is_end && !str_equal(str_of(transition->to), state);
}

const char *kind_type_name(enum kind_type type)
{
    assert(type < KIND_TYPE__COUNT);
    return type_names[type];
}

// What a sound table is.

// What stands after rec_ in the store may be any word.
static bool letters_are_plain(const char *name)
{
    if (!name || !name[0] || strlen(name) > KIND_NAME_BYTES) return false;
    for (const char *p = name; *p; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p == '_' && p > name)) return false;
    return true;
}

static bool name_is_plain(const char *name)
{
    static const char *const taken[] = {
        // every record's own columns
        "id", "version", "state", "archived", "made_ms", "made_by", "changed_ms", "changed_by",
        "search", "sort",
        // what both engines keep for themselves, as far as somebody might think of it
        "all", "and", "any", "as", "asc", "both", "case", "check", "column", "create", "default",
        "desc", "distinct", "do", "else", "end", "for", "from", "grant", "group", "having", "in",
        "into", "leading", "limit", "not", "null", "offset", "on", "only", "or", "order", "primary",
        "references", "select", "some", "table", "then", "to", "union", "unique", "user", "using",
        "when", "where", "window", "with"};
    if (!letters_are_plain(name)) return false;
    for (i64 i = 0; i < COUNT_OF(taken); i++)
        if (strcmp(taken[i], name) == 0) return false;
    return true;
}

static bool path_is_plain(const char *path)
{
    return path && path[0] >= 'a' && path[0] <= 'z' && strlen(path) <= KIND_NAME_BYTES &&
           strspn(path, "abcdefghijklmnopqrstuvwxyz-") == strlen(path);
}

static bool is_said(const char *text)
{
    return text && text[0];
}

static void check_choices(buf *flaws, const struct kind *kind, const struct kind_field *field)
{
    bool wants = field->type == KIND_CHOICE || field->type == KIND_CHOICES;
    bool has = field->choices && field->choices->name;
    if (wants != has) buf_fmt(flaws, "%s.%s: choices\n", kind->name, field->name);
    for (const struct kind_choice *choice = field->choices; choice && choice->name; choice++) {
        if (!is_said(choice->label) || strpbrk(choice->name, ", "))
            buf_fmt(flaws, "%s.%s: choice %s\n", kind->name, field->name, choice->name);
        for (const struct kind_choice *other = field->choices; other < choice; other++)
            if (strcmp(other->name, choice->name) == 0)
                buf_fmt(flaws, "%s.%s: choice %s twice\n", kind->name, field->name, choice->name);
    }
}

static bool kind_is_among(const struct kind *const kinds[], i64 count, const char *name)
{
    for (i64 i = 0; name && i < count; i++)
        if (strcmp(kinds[i]->name, name) == 0) return true;
    return false;
}

static void check_fields(buf *flaws, const struct kind *const kinds[], i64 count,
                         const struct kind *kind)
{
    const struct kind_field *first = kind->fields;
    if (!first->name || first->type != KIND_TEXT || !first->required)
        buf_fmt(flaws, "%s: the first field is not a required text\n", kind->name);
    for (const struct kind_field *field = first; field->name; field++) {
        if (!name_is_plain(field->name))
            buf_fmt(flaws, "%s.%s: the name will not do\n", kind->name, field->name);
        if (!is_said(field->label) || !is_said(field->help))
            buf_fmt(flaws, "%s.%s: no label or help\n", kind->name, field->name);
        for (const struct kind_field *other = first; other < field; other++)
            if (strcmp(other->name, field->name) == 0)
                buf_fmt(flaws, "%s.%s: twice\n", kind->name, field->name);
        bool refers = field->type == KIND_REF;
        if (refers != !!field->refers || (refers && !kind_is_among(kinds, count, field->refers)) ||
            (field->type == KIND_PERSON && !kind_is_among(kinds, count, "person")))
            buf_fmt(flaws, "%s.%s: refers to no kind\n", kind->name, field->name);
        if (field->type == KIND_FILE)
            buf_fmt(flaws, "%s.%s: forms take no file for a field yet; files lie beside a record\n",
                    kind->name, field->name);
        bool over_fits = kind->over && (field->type == KIND_TEXT || refers);
        if (field->over && !over_fits) buf_fmt(flaws, "%s.%s: over\n", kind->name, field->name);
        if (field->high < field->low) buf_fmt(flaws, "%s.%s: bounds\n", kind->name, field->name);
        check_choices(flaws, kind, field);
    }
    static const char *const of_scope[] = {[SCOPE_COMPANY] = NULL,
                                           [SCOPE_FUNCTION] = "function",
                                           [SCOPE_UNIT] = "unit",
                                           [SCOPE_OWN] = NULL};
    const char *needed = of_scope[kind->scope];
    if (needed && kind_field_index(kind, str_of(needed)) < 0)
        buf_fmt(flaws, "%s: the scope needs a field \"%s\"\n", kind->name, needed);
    if (kind->over && (!first->fixed || !kind->unique))
        buf_fmt(flaws, "%s: a name that facts point at is fixed and unique\n", kind->name);
}

// Goes on from what is reached until nothing new is.
static void check_states(buf *flaws, const struct kind *kind)
{
    enum { STATES_MAX = 64 };
    i64 count = 0;
    while (kind->states && kind->states[count].name)
        count++;
    bool moves = kind->transitions && kind->transitions->name;
    if (count == 0 || count > STATES_MAX) {
        if (moves || count) buf_fmt(flaws, "%s: states\n", kind->name);
        return;
    }
    for (const struct kind_transition *t = kind->transitions; t && t->name; t++)
        if (!is_said(t->label) || !t->to || !kind_state_find(kind, str_of(t->to)) ||
            (t->from && !kind_state_find(kind, str_of(t->from))) ||
            kind_transition_find(kind, str_of(t->name)) != t)
            buf_fmt(flaws, "%s: transition %s\n", kind->name, t->name);
    bool reached[STATES_MAX] = {true};
    for (i64 round = 0; round < count; round++)
        for (i64 s = 0; s < count; s++)
            for (const struct kind_transition *t = kind->transitions; reached[s] && t && t->name;
                 t++) {
                const struct kind_state *to = t->to ? kind_state_find(kind, str_of(t->to)) : NULL;
                if (to && kind_transition_fits(kind, t, str_of(kind->states[s].name)))
                    reached[to - kind->states] = true;
            }
    for (i64 s = 0; s < count; s++) {
        if (!reached[s])
            buf_fmt(flaws, "%s: state %s is never reached\n", kind->name, kind->states[s].name);
        if (!is_said(kind->states[s].label) ||
            kind_state_find(kind, str_of(kind->states[s].name)) != &kind->states[s])
            buf_fmt(flaws, "%s: state %s\n", kind->name, kind->states[s].name);
    }
}

static void check_needs(buf *flaws, const struct kind *kind)
{
    for (const struct kind_need *need = kind->needs; need && need->step; need++) {
        i64 field = kind_field_index(kind, str_of(need->field)),
            when = need->when ? kind_field_index(kind, str_of(need->when)) : -1;
        bool is_sound = kind_transition_find(kind, str_of(need->step)) && field >= 0 &&
                        (!need->when || (when >= 0 && kind->fields[when].type == KIND_CHOICE));
        if (!is_sound)
            buf_fmt(flaws, "%s: what %s needs: %s\n", kind->name, need->step, need->field);
    }
}

const char *kinds_flaws(struct arena *arena, const struct kind *const kinds[], i64 count)
{
    buf flaws = buf_new(arena, FLAWS_BYTES);
    for (i64 i = 0; i < count; i++) {
        const struct kind *kind = kinds[i];
        if (!letters_are_plain(kind->name)) buf_fmt(&flaws, "%s: the name will not do\n", kind->name);
        if (!path_is_plain(kind->path)) buf_fmt(&flaws, "%s: the path will not do\n", kind->name);
        if (!is_said(kind->label) || !is_said(kind->labels) || !is_said(kind->what))
            buf_fmt(&flaws, "%s: no label or sentence\n", kind->name);
        if (kind->made_elsewhere && !kind->over)
            buf_fmt(&flaws, "%s: made elsewhere, but over nothing\n", kind->name);
        for (i64 j = 0; j < i; j++)
            if (strcmp(kinds[j]->name, kind->name) == 0 ||
                (kind->path && kinds[j]->path && strcmp(kinds[j]->path, kind->path) == 0))
                buf_fmt(&flaws, "%s: twice\n", kind->name);
        check_fields(&flaws, kinds, count, kind);
        check_needs(&flaws, kind);
        check_states(&flaws, kind);
    }
    return flaws.size ? flaws.s : NULL;
}
