// Idea: a fact's identity is hashed; one table maps hashes to rows, stored ones and those accepted
// before in this group. Rows of the store are fetched by time, as narrow as the batch allows, and
// only those whose hash occurs in the group are kept. Invariant: of all rows with one identity at
// most one has a balance above 0; that is the one figures count.
#include "facts/repeats.h"

#include "bounds.h"

// Reading a span of time whole is cheaper than looking moments up while it holds no more than this
// many rows for each fact.
enum { SPAN_ROWS_EACH = 4, SPAN_ROWS_FREE = 50000, MOMENTS_FEW = 1000 };

// Look-ups in large tables wait for memory: it is asked for so many facts ahead.
enum { AHEAD = 12 };

struct row {
    const struct placed *placed;
    i64 balance; // entered less taken back
    u64 words;   // of a remark: the hash of what was said; it has no value to compare
};

struct table {
    struct arena arena;  // of its own: it grows while rows stream through the caller's
    struct hash_map map; // identity → index of rows
    i64 count, capacity;
    struct row *rows;
};

static bool same_encounter(const struct placed *a, const struct placed *b)
{
    return a->identity == b->identity && a->happened_ms == b->happened_ms &&
           a->source == b->source && a->metric == b->metric && str_equal(a->external, b->external);
}

static bool same_customer_and_value(const struct placed *a, const struct placed *b)
{
    return a->value_e4 == b->value_e4 && a->key == b->key && a->subject == b->subject;
}

// Alike in all that a figure may ask for.
static bool same_row(const struct placed *a, const struct placed *b)
{
    return same_encounter(a, b) && same_customer_and_value(a, b) && a->day == b->day &&
           a->touchpoint == b->touchpoint && a->channel == b->channel && a->unit == b->unit &&
           a->segment == b->segment;
}

static void table_free(void *p)
{
    struct table *table = p;
    arena_release(&table->arena);
}

static struct table *table_new(ctx *c, i64 expected)
{
    struct table *table = NEW(c->arena, struct table);
    arena_init(&table->arena, c->arena->size_max_bytes);
    arena_defer(c->arena, table_free, table);
    table->arena.full = c->arena->full;
    table->arena.full_data = c->arena->full_data;
    hash_map_init(&table->map, &table->arena, expected);
    table->capacity = expected;
    table->rows = NEW_ARRAY(&table->arena, struct row, expected);
    return table;
}

static void table_add(struct table *table, const struct placed *placed, i64 balance, u64 words)
{
    if (table->count == table->capacity) {
        i64 capacity = MAX(table->capacity * 2, 64);
        table->rows = arena_grow(&table->arena, table->rows, table->capacity, capacity,
                                 (i64)sizeof(struct row));
        table->capacity = capacity;
    }
    hash_map_add(&table->map, placed->identity, table->count);
    table->rows[table->count++] = (struct row){placed, balance, words};
}

// The row that counts for this encounter and metric; NULL when there is none.
static struct row *table_live(const struct table *table, const struct placed *placed)
{
    struct hash_at at;
    for (i64 i = hash_map_first(&table->map, placed->identity, &at); i >= 0;
         i = hash_map_next(&table->map, placed->identity, &at))
        if (table->rows[i].balance > 0 && same_encounter(table->rows[i].placed, placed))
            return &table->rows[i];
    return NULL;
}

static struct placed stored_row(const struct known *known, const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    struct placed p = {
        .source = (i32)col[0].i[i],
        .external = col[1].text[i],
        .happened_ms = col[2].i[i],
        .day = (i32)col[3].i[i],
        .metric = (i32)col[4].i[i],
        .key = col[5].i[i],
        .subject = (u8)col[6].i[i],
        .touchpoint = (i32)col[7].i[i],
        .channel = (i32)col[8].i[i],
        .unit = (i32)col[9].i[i],
        .segment = (i32)col[10].i[i],
        .value_e4 = col[11].i[i],
    };
    p.identity = fact_identity(name_hash(p.external), known->names[DICT_SOURCE].hashes[p.source],
                               p.happened_ms, known->names[DICT_METRIC].hashes[p.metric]);
    return p;
}

static void note_stored(struct table *table, const struct placed *stored, i64 change)
{
    struct hash_at at;
    for (i64 i = hash_map_first(&table->map, stored->identity, &at); i >= 0;
         i = hash_map_next(&table->map, stored->identity, &at)) {
        if (!same_row(table->rows[i].placed, stored)) continue;
        table->rows[i].balance += change;
        return;
    }
    struct placed *kept = NEW(&table->arena, struct placed);
    *kept = *stored;
    kept->external = str_copy(&table->arena, stored->external);
    table_add(table, kept, change, 0); // read_words tells, where they are asked for
}

struct span {
    i64 from_ms, to_ms;
};

static struct span span_of(const struct group *group)
{
    struct span span = {INT64_MAX, INT64_MIN};
    for (i64 i = 0; i < group->count; i++) {
        span.from_ms = MIN(span.from_ms, group->placed[i].happened_ms);
        span.to_ms = MAX(span.to_ms, group->placed[i].happened_ms);
    }
    return span;
}

static int i64_order(const void *a, const void *b)
{
    i64 x = *(const i64 *)a, y = *(const i64 *)b;
    return (x > y) - (x < y);
}

// The moments of the group, each once.
static i64 *moments(ctx *c, const struct group *group, i64 *count)
{
    i64 *times = NEW_ARRAY(c->arena, i64, group->count);
    for (i64 i = 0; i < group->count; i++)
        times[i] = group->placed[i].happened_ms;
    qsort(times, (size_t)group->count, sizeof(i64), i64_order);
    i64 n = 0;
    for (i64 i = 0; i < group->count; i++)
        if (!n || times[n - 1] != times[i]) times[n++] = times[i];
    *count = n;
    return times;
}

struct stored_rows {
    const struct known *known;
    const struct hash_map *wanted; // identities of the group; NULL: whatever is stored
    struct table *table;
};

static bool keep_wanted(ctx *c, void *data, const struct rows *rows)
{
    const struct stored_rows *into = data;
    for (i64 i = 0; i < rows->count; i++) {
        struct placed stored = stored_row(into->known, rows, i);
        struct hash_at at;
        if (into->wanted && hash_map_first(into->wanted, stored.identity, &at) < 0) continue;
        note_stored(into->table, &stored, rows->column[12].i[i]);
    }
    return !ctx_stopped(c);
}

static bool read_stored(ctx *c, const struct known *known, const struct group *group,
                        struct table *table)
{
    struct span span = span_of(group);
    i64 stored = 0, count = 0;
    struct stored_rows all = {known, NULL, table};
    if (group->count <= MOMENTS_FEW) { // requests: one question, whatever the span holds
        i64 *times = moments(c, group, &count);
        return store_stream(c, SQL_fact_at, VALS(V_I64_LIST(times, count)), keep_wanted, &all);
    }
    if (!store_i64(c, SQL_fact_count_between, VALS(V_I64(span.from_ms), V_I64(span.to_ms)),
                   &stored))
        return false;
    if (!stored) return true;
    struct hash_map wanted;
    struct stored_rows into = {known, NULL, table};
    if (stored > group->count / 4) { // fewer rows are kept sooner than sorted out
        hash_map_init(&wanted, c->arena, group->count);
        for (i64 i = 0; i < group->count; i++)
            hash_map_add(&wanted, group->placed[i].identity, i);
        into.wanted = &wanted;
    }
    if (stored <= SPAN_ROWS_FREE || stored <= SPAN_ROWS_EACH * group->count)
        return store_stream(c, SQL_fact_between, VALS(V_I64(span.from_ms), V_I64(span.to_ms)),
                            keep_wanted, &into);
    i64 *times = moments(c, group, &count);
    return store_stream(c, SQL_fact_at, VALS(V_I64_LIST(times, count)), keep_wanted, &into);
}

struct stored_words {
    const struct known *known;
    struct table *table;
};

static bool keep_words(ctx *c, void *data, const struct rows *rows)
{
    const struct stored_words *into = data;
    const struct known_names *metrics = &into->known->names[DICT_METRIC];
    i64 metric = names_find(&(struct names){metrics->count, metrics->names}, S("remark"));
    for (i64 i = 0; i < rows->count; i++) {
        struct placed p = {.source = (i32)rows->column[0].i[i],
                           .external = rows->column[1].text[i],
                           .happened_ms = rows->column[2].i[i],
                           .metric = (i32)metric};
        p.identity =
            fact_identity(name_hash(p.external), into->known->names[DICT_SOURCE].hashes[p.source],
                          p.happened_ms, metrics->hashes[metric]);
        struct row *row = table_live(into->table, &p);
        if (row) row->words = name_hash(rows->column[3].text[i]); // the newest come last
    }
    return !ctx_stopped(c);
}

// What was said before, only where the same encounter is told again with words.
static bool read_words(ctx *c, const struct known *known, const struct group *group,
                       struct table *table)
{
    i64 most = 0, count = 0;
    for (i64 b = 0; b < group->batch_count; b++)
        most += group->batches[b]->remark_count;
    if (!most || !table->count) return true;
    i64 *times = NEW_ARRAY(c->arena, i64, most);
    str *externals = NEW_ARRAY(c->arena, str, most);
    for (i64 b = 0; b < group->batch_count; b++) {
        for (i64 r = 0; r < group->batches[b]->remark_count; r++) {
            const struct placed *told =
                &group->placed[group->first[b] + group->batches[b]->remarks[r].fact];
            if (!table_live(table, told)) continue;
            times[count] = told->happened_ms;
            externals[count++] = told->external;
        }
    }
    if (!count) return true;
    struct stored_words into = {known, table};
    return store_stream(c, SQL_remark_at,
                        VALS(V_I64_LIST(times, count), V_STR_LIST(externals, count)), keep_words,
                        &into);
}

// Deciding, line by line in the order that they came.

struct line {
    struct batch *batch;
    i64 from, to;   // of the group's facts
    i64 batch_fact; // the first one's index in its batch
};

static const char *plain_number(struct batch *batch, i64 e4)
{
    return fmt(&batch->arena, "%.15g", (f64)e4 / 1e4);
}

// The words of a batch's fact; remarks stand in the order of their facts.
static str words_of(const struct batch *batch, i64 fact)
{
    i64 low = 0, high = batch->remark_count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (batch->remarks[middle].fact < fact)
            low = middle + 1;
        else
            high = middle;
    }
    assert(low < batch->remark_count && batch->remarks[low].fact == fact);
    return batch->remarks[low].text;
}

static void refuse_line(ctx *c, struct line line, i64 at, const struct placed *told,
                        const struct placed *stored)
{
    struct batch *batch = line.batch;
    i64 place = line.batch_fact + at - line.from;
    const struct batch_fact *fact = &batch->facts[place];
    const char *value = plain_number(batch, told->value_e4), *why;
    if (told->value_e4 != stored->value_e4)
        why = fmt(&batch->arena, tr(c, "the same fact was taken before with another value, %s"),
                  plain_number(batch, stored->value_e4));
    else if (told->key != stored->key || told->subject != stored->subject)
        why = tr(c, "the same fact was taken before for another customer");
    else
        why = tr(c, "other words were taken before");
    if (fact->is_remark) value = str_copy(&batch->arena, str_head(words_of(batch, place), 100)).s;
    batch_refuse(
        batch,
        (struct refusal){
            .line = fact->line,
            .column = batch->dict[DICT_METRIC].names[fact->metric].s,
            .value = value,
            .why = why,
            .hint = tr(c, "If this is a correction, say \"replaces\": true; otherwise give it "
                          "an id of its own.")});
}

// Whether a correction says what is there already. A segment that it does not name stays.
static bool same_place(const struct placed *told, const struct batch_fact *fact,
                       const struct placed *stored)
{
    return told->touchpoint == stored->touchpoint && told->channel == stored->channel &&
           told->unit == stored->unit && (!fact->segment || told->segment == stored->segment);
}

static void take_back(ctx *c, struct group *group, struct row *row)
{
    if (group->back_count == group->back_capacity) {
        i64 capacity = MAX(group->back_capacity * 2, 64);
        group->back = arena_grow(c->arena, group->back, group->back_capacity, capacity,
                                 (i64)sizeof(struct placed));
        group->back_capacity = capacity;
    }
    group->back[group->back_count++] = *row->placed;
    row->balance--;
}

static void decide_fact(ctx *c, struct group *group, struct table *table, const struct line *line,
                        i64 at)
{
    struct placed *told = &group->placed[at];
    i64 place = line->batch_fact + at - line->from;
    const struct batch_fact *fact = &line->batch->facts[place];
    u64 words = fact->is_remark ? name_hash(words_of(line->batch, place)) : 0;
    struct row *row = table_live(table, told);
    if (row) {
        // Words that are not kept any longer are no others: those of old, or of somebody erased.
        bool same_words = row->words == words || (fact->is_remark && !row->words);
        bool same = same_customer_and_value(row->placed, told) && same_words;
        if (fact->replaces) same = same && same_place(told, fact, row->placed);
        if (same) {
            group->fates[at] = FATE_REPEAT;
            return;
        }
        if (!fact->replaces) {
            group->fates[at] = FATE_REFUSED;
            refuse_line(c, *line, at, told, row->placed);
            return;
        }
        if (!fact->segment && told->key == row->placed->key) told->segment = row->placed->segment;
        take_back(c, group, row);
    }
    group->fates[at] = row ? FATE_CORRECTION : FATE_NEW;
    table_add(table, told, 1, words);
}

// A refused line leaves nothing of its earlier facts. They took nothing back: a line that replaces
// is never refused.
static void undo_line(struct group *group, struct table *table, struct line line, i64 from_row)
{
    for (i64 i = from_row; i < table->count; i++)
        table->rows[i].balance = 0;
    for (i64 i = line.from; i < line.to; i++)
        group->fates[i] = FATE_REFUSED;
}

static void decide_line(ctx *c, struct group *group, struct table *table, struct line line)
{
    i64 rows_before = table->count;
    i64 taken = 0, repeated = 0;
    for (i64 at = line.from; at < line.to; at++) {
        if (at + AHEAD < group->count)
            hash_map_prefetch(&table->map, group->placed[at + AHEAD].identity);
        decide_fact(c, group, table, &line, at);
        if (group->fates[at] == FATE_REFUSED) {
            undo_line(group, table, line, rows_before);
            return;
        }
        bool is_remark = line.batch->facts[line.batch_fact + at - line.from].is_remark;
        if (group->fates[at] == FATE_REPEAT)
            repeated += !is_remark || line.to - line.from == 1;
        else
            taken += !is_remark || line.to - line.from == 1;
    }
    line.batch->facts_taken += taken;
    line.batch->facts_repeated += repeated;
    line.batch->lines_taken += taken > 0;
    line.batch->lines_repeated += taken == 0;
}

static i64 line_end(const struct batch *batch, i64 from)
{
    i64 to = from + 1;
    while (to < batch->fact_count && batch->facts[to].line == batch->facts[from].line)
        to++;
    return to;
}

bool repeats_decide(ctx *c, const struct known *known, struct group *group)
{
    if (!group->count) return true;
    struct table *table = table_new(c, group->count);
    if (!read_stored(c, known, group, table) || !read_words(c, known, group, table)) return false;
    for (i64 b = 0; b < group->batch_count; b++) {
        struct batch *batch = group->batches[b];
        for (i64 from = 0; from < batch->fact_count;) {
            i64 to = line_end(batch, from);
            struct line line = {batch, group->first[b] + from, group->first[b] + to, from};
            if (group->fates[line.from] != FATE_REFUSED) decide_line(c, group, table, line);
            from = to;
        }
    }
    return true;
}
