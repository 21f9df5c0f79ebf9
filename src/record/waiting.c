#include "record/waiting.h"

#include "base/time.h"
#include "record/compose.h"

enum { ITEMS_USUAL = 50, ITEMS_MAX = 1000, STATES_MAX = 64 };

struct listing {
    const struct waiting_for *whom;
    i64 most;
    struct waiting_item *items;
    i64 count, room;
};

static bool add_named(ctx *c, struct listing *listing);
static bool add_records(ctx *c, struct listing *listing, const struct kind *kind);

static int by_age(const void *a, const void *b)
{
    const struct waiting_item *one = a, *other = b;
    bool named = one->why == WAITING_NAMED, other_named = other->why == WAITING_NAMED;
    if (named != other_named) return named ? -1 : 1;
    if (one->since_ms != other->since_ms) return one->since_ms < other->since_ms ? -1 : 1;
    i64 mine = named ? one->comment : one->record, theirs = named ? other->comment : other->record;
    if (mine != theirs) return mine < theirs ? -1 : 1;
    if (one->kind == other->kind || !one->kind || !other->kind) return 0;
    return strcmp(one->kind->name, other->kind->name);
}

bool waiting_list(ctx *c, const struct waiting_for *whom, struct waiting_item **out, i64 *count)
{
    i64 most = whom->items_max > 0 ? MIN(whom->items_max, ITEMS_MAX) : ITEMS_USUAL;
    struct listing listing = {.whom = whom, .most = most, .room = (kinds_count() + 1) * most};
    listing.items = NEW_ARRAY(c->arena, struct waiting_item, listing.room + 1);
    *out = listing.items;
    *count = 0;
    if (!add_named(c, &listing)) return false;
    for (i64 i = 0; i < kinds_count(); i++)
        if (record_may(kind_at(i)->may_see, whom->roles) && !add_records(c, &listing, kind_at(i)))
            return false;
    qsort(listing.items, (size_t)listing.count, sizeof *listing.items, by_age);
    *count = MIN(listing.count, most);
    return true;
}

static void add_item(struct listing *listing, const struct waiting_item *item)
{
    assert(listing->count < listing->room);
    listing->items[listing->count++] = *item;
}

// What is said to them

static bool name_titles(ctx *c, struct listing *listing, const struct kind *kind)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, listing->count + 1);
    str *titles = NULL;
    for (i64 i = 0; i < listing->count; i++)
        ids[i] = listing->items[i].kind == kind ? listing->items[i].record : 0;
    if (!record_titles(c, kind, ids, listing->count, &titles)) return false;
    for (i64 i = 0; i < listing->count; i++)
        if (ids[i]) listing->items[i].title = titles[i];
    return true;
}

static bool add_named(ctx *c, struct listing *listing)
{
    struct rows rows;
    const struct waiting_for *whom = listing->whom;
    if (!whom->person) return true;
    if (!store_rows(c, SQL_waiting_named, VALS(V_I64(whom->person), V_I64(listing->most)), &rows))
        return false;
    const struct column *column = rows.column;
    for (i64 i = 0; i < rows.count; i++) {
        const struct kind *kind = kind_find(column[1].text[i]);
        bool of_figure = !column[1].text[i].size;
        if (!of_figure && (!kind || !record_may(kind->may_see, whom->roles))) continue;
        add_item(listing, &(struct waiting_item){
                              .why = WAITING_NAMED,
                              .kind = kind,
                              .record = column[2].i[i],
                              .figure = column[3].text[i],
                              .comment = column[0].i[i],
                              .comment_text = column[4].text[i],
                              .since_ms = column[5].i[i],
                              .comment_by = column[6].i[i],
                          });
    }
    for (i64 k = 0; k < kinds_count(); k++) {
        bool any = false;
        for (i64 i = 0; i < listing->count; i++)
            any = any || listing->items[i].kind == kind_at(k);
        if (any && !name_titles(c, listing, kind_at(k))) return false;
    }
    return true;
}

static str kind_name(const struct comment_about *about)
{
    return about->kind ? str_of(about->kind->name) : S("");
}

bool waiting_unseen(ctx *c, i64 person, const struct comment_about *about, i64 *last)
{
    return store_i64(
        c, SQL_waiting_unseen,
        VALS(V_I64(person), V_STR(kind_name(about)), V_I64(about->record), V_STR(about->figure)),
        last);
}

bool waiting_seen(ctx *c, i64 person, const struct comment_about *about, i64 last)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_waiting_see,
                     VALS(V_I64(person), V_STR(kind_name(about)), V_I64(about->record),
                          V_STR(about->figure), V_I64(last)));
}

// Records

static void add_steps(ctx *c, struct waiting_item *item, u32 roles)
{
    const struct kind *kind = item->kind;
    i64 all = 0;
    while (kind->transitions && kind->transitions[all].name)
        all++;
    item->steps = NEW_ARRAY(c->arena, const struct kind_transition *, all + 1);
    for (i64 i = 0; i < all; i++)
        if (record_may(kind->transitions[i].may, roles) &&
            kind_transition_fits(kind, &kind->transitions[i], item->state))
            item->steps[item->step_count++] = &kind->transitions[i];
}

// States in which something is waited for; with_step: and these roles may do the next one.
static i64 states_of(ctx *c, const struct kind *kind, u32 roles, bool with_step, str *out)
{
    i64 count = 0;
    for (const struct kind_state *state = kind->states; state && state->name; state++) {
        struct waiting_item item = {.kind = kind, .state = str_of(state->name)};
        if (state->is_end || state->rests) continue;
        add_steps(c, &item, roles);
        assert(count < STATES_MAX);
        if (!with_step || item.step_count) out[count++] = item.state;
    }
    return count;
}

// Fields that name people, from the person's own point of view: one by whom it was made is none.
static void add_person(struct composed *q, const struct kind *kind, i64 person, u32 roles)
{
    for (const struct kind_field *field = kind->fields; field->name; field++)
        if (field->type == KIND_PERSON && record_may(field->may_see, roles))
            compose_value(q, SQL_waiting_is, field->name, BY_I64, V_I64(person ? person : -1));
}

static void add_scope(struct composed *q, const struct kind *kind, const struct waiting_for *whom)
{
    const struct {
        const char *name;
        const i64 *ids;
        i64 count;
    } parts[] = {
        {"function", whom->functions, whom->function_count},
        {"unit",     whom->units,     whom->unit_count    },
    };
    for (i64 i = 0; i < COUNT_OF(parts); i++) {
        i64 index = kind_field_index(kind, str_of(parts[i].name));
        bool belongs = index >= 0 && kind->fields[index].type == KIND_REF &&
                       strcmp(kind->fields[index].refers, parts[i].name) == 0;
        if (belongs && parts[i].count)
            compose_value(q, SQL_waiting_among, parts[i].name, BY_I64,
                          V_I64_LIST(parts[i].ids, parts[i].count));
    }
}

static bool records_find(ctx *c, const struct listing *listing, const struct kind *kind,
                         struct rows *rows)
{
    const struct waiting_for *whom = listing->whom;
    str own[STATES_MAX], scope[STATES_MAX];
    i64 own_count = states_of(c, kind, whom->roles, false, own);
    i64 scope_count = states_of(c, kind, whom->roles, true, scope);
    struct composed *q = NEW(c->arena, struct composed);
    *q = compose_new(c);
    *rows = (struct rows){0};
    if (!own_count) return true;
    compose_add(q, SQL_waiting_head, kind->fields->name, BY_TEXT);
    compose_add(q, SQL_waiting_own_head, NULL, BY_TEXT);
    add_person(q, kind, whom->person, whom->roles);
    compose_add(q, SQL_waiting_from, compose_source(c, kind), BY_TEXT);
    add_person(q, kind, whom->person, whom->roles);
    compose_value(q, SQL_waiting_states, NULL, BY_TEXT, V_STR_LIST(own, own_count));
    compose_add(q, SQL_waiting_or, NULL, BY_TEXT);
    add_scope(q, kind, whom);
    compose_value(q, SQL_waiting_states, NULL, BY_TEXT, V_STR_LIST(scope, scope_count));
    compose_value(q, SQL_waiting_tail, NULL, BY_I64, V_I64(listing->most));
    return compose_rows(q, rows);
}

static bool add_records(ctx *c, struct listing *listing, const struct kind *kind)
{
    struct rows rows;
    if (!records_find(c, listing, kind, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        struct waiting_item item = {
            .why = rows.column[4].i[i] ? WAITING_OWN : WAITING_SCOPE,
            .kind = kind,
            .record = rows.column[0].i[i],
            .title = rows.column[1].text[i],
            .state = rows.column[2].text[i],
            .since_ms = rows.column[3].i[i],
        };
        add_steps(c, &item, listing->whom->roles);
        add_item(listing, &item);
    }
    return true;
}

json_t *waiting_json(ctx *c, const struct waiting_item *item)
{
    static const char *const whys[] = {"own", "scope", "named"};
    json_t *out = json_new_object(c), *steps = json_new_array(c);
    json_put_c(out, "why", whys[item->why]);
    json_put_c(out, "kind", item->kind ? item->kind->name : NULL);
    if (item->kind) {
        const struct kind_state *state = kind_state_find(item->kind, item->state);
        json_put_c(out, "label", tr(c, item->kind->label));
        json_put_str(out, "id", str_of(fmt(c->arena, "%lld", (long long)item->record)));
        json_put_str(out, "title", item->title);
        json_put_c(out, "href",
                   fmt(c->arena, "/%s/%lld", item->kind->path, (long long)item->record));
        json_put_c(out, "state", state ? tr(c, state->label) : NULL);
    }
    json_put_str(out, "since", ms_write(c->arena, item->since_ms));
    for (i64 i = 0; i < item->step_count; i++) {
        json_t *step = json_new_object(c);
        json_put_c(step, "name", item->steps[i]->name);
        json_put_c(step, "label", tr(c, item->steps[i]->label));
        json_array_append(steps, step);
    }
    json_put(out, "steps", steps);
    if (item->why != WAITING_NAMED) return out;
    json_put_str(out, "comment", str_of(fmt(c->arena, "%lld", (long long)item->comment)));
    json_put_str(out, "by", str_of(fmt(c->arena, "%lld", (long long)item->comment_by)));
    json_put_str(out, "text", item->comment_text);
    if (item->figure.size) json_put_str(out, "figure", item->figure);
    return out;
}
