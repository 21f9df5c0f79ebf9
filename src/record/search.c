#include "record/search.h"

#include "record/compose.h"

enum { HITS_USUAL = 20, HITS_MAX = 200 };

// How well it fits: less is better.
enum fit { IS_TITLE, BEGINS_TITLE, IN_TITLE, IN_TEXT };

struct found {
    struct record_hit hit;
    enum fit fit;
    i64 place; // in the order it was found, so that equal ones stay in it
};

struct finding {
    const struct record_search *search;
    i64 of_kind;
    str words;
    struct found *found;
    i64 count;
};

static bool kind_find_hits(ctx *c, struct finding *finding, const struct kind *kind);

static int by_fit(const void *a, const void *b)
{
    const struct found *one = a, *other = b;
    if (one->fit != other->fit) return one->fit < other->fit ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

bool record_search(ctx *c, const struct record_search *search, struct record_hit **out, i64 *count)
{
    i64 most = search->hits_max > 0 ? MIN(search->hits_max, HITS_MAX) : HITS_USUAL;
    struct finding finding = {
        .search = search,
        .of_kind = search->of_kind_max > 0 ? MIN(search->of_kind_max, most) : most,
        .words = list_words(c, search->words),
    };
    *count = 0;
    *out = NEW_ARRAY(c->arena, struct record_hit, most + 1);
    if (!finding.words.size) return true;
    finding.found = NEW_ARRAY(c->arena, struct found, kinds_count() * finding.of_kind + 1);
    for (i64 i = 0; i < kinds_count(); i++)
        if (record_may(kind_at(i)->may_see, search->roles) &&
            !kind_find_hits(c, &finding, kind_at(i)))
            return false;
    qsort(finding.found, (size_t)finding.count, sizeof *finding.found, by_fit);
    *count = MIN(finding.count, most);
    for (i64 i = 0; i < *count; i++)
        (*out)[i] = finding.found[i].hit;
    return true;
}

static enum fit fit_of(ctx *c, const struct finding *finding, const struct record_hit *hit)
{
    str title = text_words(c, hit->title);
    if (!hit->by_title) return IN_TEXT;
    if (str_equal(title, finding->words)) return IS_TITLE;
    return str_starts(title, finding->words) ? BEGINS_TITLE : IN_TITLE;
}

static void add_words(struct composed *q, str rest)
{
    str word = {0};
    i64 taken = 0;
    while (list_next_word(&rest, &taken, &word))
        compose_value(q, SQL_search_word, NULL, BY_TEXT, V_STR(text_sort(q->c, word)));
}

static bool compose(struct composed *q, const struct finding *finding,
                    const struct record_query *query)
{
    const struct kind *kind = query->kind;
    // The words of a title are among all words: to look there first helps an index only.
    struct record_query by_title = *query;
    if (conn_engine(q->c) == STORE_DUCKDB) by_title.search = (str){0};
    const char *source = compose_source(q->c, kind);
    compose_add(q, SQL_search_title_head, kind->fields->name, BY_TEXT);
    compose_add(q, SQL_search_from, source, BY_TEXT);
    if (!list_conditions(q, &by_title)) return false;
    add_words(q, finding->words);
    compose_value(q, SQL_search_title_tail, NULL, BY_I64, V_I64(finding->of_kind));
    compose_add(q, SQL_search_text_head, kind->fields->name, BY_TEXT);
    compose_add(q, SQL_search_from, source, BY_TEXT);
    if (!list_conditions(q, query)) return false;
    // One more for each that was found by its title already.
    compose_value(q, SQL_search_text_tail, NULL, BY_I64, V_I64(2 * finding->of_kind));
    return true;
}

static bool is_found(const struct finding *finding, i64 from, i64 id)
{
    for (i64 i = from; i < finding->count; i++)
        if (finding->found[i].hit.id == id) return true;
    return false;
}

static bool kind_find_hits(ctx *c, struct finding *finding, const struct kind *kind)
{
    const struct record_search *search = finding->search;
    struct record_filter filter = {0};
    struct record_query query = {
        .kind = kind, .search = search->words, .roles = search->roles, .filters = &filter};
    struct rows rows;
    bool none = false;
    if (search->narrow && !search->narrow(c, search->data, &query, &filter, &none)) return false;
    if (none) return true;
    struct composed *q = NEW(c->arena, struct composed);
    *q = compose_new(c);
    if (!compose(q, finding, &query) || !compose_rows(q, &rows)) return false;
    const struct column *column = rows.column;
    i64 from = finding->count;
    // Those by title come first, in any engine's order of a union: two rounds.
    for (i64 round = 0; round < 2; round++)
        for (i64 i = 0; i < rows.count && finding->count - from < finding->of_kind; i++) {
            bool by_title = column[3].i[i] != 0;
            if (by_title != (round == 0) || is_found(finding, from, column[0].i[i])) continue;
            struct record_hit hit = {kind, column[0].i[i], column[1].text[i], column[2].text[i],
                                     by_title};
            finding->found[finding->count] =
                (struct found){hit, fit_of(c, finding, &hit), finding->count};
            finding->count++;
        }
    return true;
}
