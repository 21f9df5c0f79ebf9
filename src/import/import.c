#include "import/import.h"

#include "bounds.h"
#include "facts/company.h"
#include "facts/take.h"
#include "import/badrows.h"
#include "import/pipe.h"

#define SCRATCH_BYTES (64 * MIB) // what taking a batch needs beside it: kept from one to the next

struct job {
    struct import_order order;
    struct import_result *result;
    struct mapping mapping;
    struct batch_rules rules;
    struct known *known;
    struct pipe *pipe;
    struct take *take;
    struct refusal *refusals;
    i64 *refused_lines; // of order.good_rows
    i64 refused_count, refused_capacity;
    i64 bad_count; // rows that stop an import without good_rows
};

static bool job_run(ctx *c, void *data);
static const char *called(const struct job *job);
static bool mapping_find(ctx *c, struct job *job);
static bool declare(ctx *c, struct job *job);
static bool batches_take(ctx *c, struct job *job);
static bool job_finish(ctx *c, struct job *job);

bool import_run(ctx *c, struct import_order order, struct import_result *out)
{
    assert(c->db);
    assert(!store_in_transaction(c));
    struct job *job = NEW(c->arena, struct job);
    *out = (struct import_result){0};
    job->order = order;
    job->result = out;
    arena_keep(c->arena, SCRATCH_BYTES);
    bool done = ctx_try(c, job_run, job);
    arena_keep(c->arena, 0);
    if (store_in_transaction(c)) store_rollback(c);
    if (!done && c->err.code == ERR_STOPPED)
        c->err.hint = tr(c, "Nothing of the file was taken; import it again when you like.");
    bool is_kept = done && !order.dry_run;
    if (!is_kept && job->known) known_forget(job->known);
    return done;
}

static void known_release_deferred(void *known)
{
    known_release(known);
}

static const char *called(const struct job *job)
{
    return job->order.called ? job->order.called : job->order.file;
}

static bool job_run(ctx *c, void *data)
{
    struct job *job = data;
    struct pipe_want want = {.good_rows = job->order.good_rows, .rows_max = job->order.rows_max};
    assert(!want.rows_max || job->order.dry_run);
    job->known = job->order.known;
    if (!job->known) {
        job->known = NEW(c->arena, struct known);
        known_init(job->known);
        arena_defer(c->arena, known_release_deferred, job->known);
    }
    job->refusals = NEW_ARRAY(c->arena, struct refusal, BOUND_REFUSALS);
    job->result->refusals = job->refusals;
    if (!mapping_find(c, job)) return false;
    job->result->mapping_name = job->mapping.name;
    struct take_order order = {
        .kind = S("import"),
        .who = job->order.who,
        .file = str_of(called(job)),
        .checksum = {job->result->checksum, CHECKSUM_HEX_SIZE}, // filled before take_end reads it
        .mapping = job->mapping.name
    };
    return store_begin_write_in(c, STORE_FACTS) && declare(c, job) &&
           pipe_start(c, job->pipe, job->rules, want) &&
           take_begin(c, job->known, order, &job->take) && batches_take(c, job) &&
           job_finish(c, job);
}

static bool mapping_open(ctx *c, struct job *job, str text)
{
    if (!mapping_parse(c, text, &job->mapping)) return false;
    job->mapping.options.called = str_of(called(job));
    return pipe_open(c, job->order.file, &job->mapping, &job->pipe);
}

// Whether the file's first rows have every field that the mapping names. Columns of text are there
// or not; JSON lines may lack a field, but a file of another kind lacks it from the start.
static bool fields_are_there(const struct job *tried)
{
    const struct reader *reader = pipe_reader(tried->pipe);
    for (i64 i = 0; i < reader_column_count(reader); i++)
        if (!reader_column_seen(reader, i)) return false;
    return true;
}

bool import_kept_fitting(ctx *c, const char *file, str called, i64 *count,
                         struct mapping_kept **out)
{
    struct rows names;
    *count = 0;
    if (!store_rows(c, SQL_mapping_names, NO_VALS, &names)) return false;
    *out = NEW_ARRAY(c->arena, struct mapping_kept, names.count + 1);
    for (i64 i = 0; i < names.count; i++) {
        str text = {0};
        struct job tried = {
            .order = {.file = file, .called = str_c(c->arena, called)}
        };
        if (!company_mapping(c, names.column[0].text[i], &text)) return false;
        if (!mapping_open(c, &tried, text)) {
            if (c->err.code != ERR_BAD_INPUT) return false;
            err_clear(c);
            continue;
        }
        if (fields_are_there(&tried))
            (*out)[(*count)++] = (struct mapping_kept){tried.mapping.name, text};
    }
    return true;
}

static bool many_fit(ctx *c, const struct job *job, const struct mapping_kept *fitting, i64 count)
{
    buf names = buf_new(c->arena, BOUND_MAPPING_BYTES);
    for (i64 i = 0; i < count; i++)
        buf_fmt(&names, "%s%.*s", i ? ", " : "", STR(fitting[i].name));
    return fail_with(
        c, ERR_USAGE,
        fmt(c->arena, tr(c, "more than one mapping fits %s: %s"), called(job), names.s),
        tr(c, "Say which with --map NAME."));
}

// Of the mappings kept, the one whose columns the file has.
static bool mapping_fitting(ctx *c, struct job *job)
{
    struct mapping_kept *fitting;
    i64 count = 0;
    if (!import_kept_fitting(c, job->order.file, str_of(called(job)), &count, &fitting))
        return false;
    if (count > 1) return many_fit(c, job, fitting, count);
    if (!count)
        return fail_with(
            c, ERR_USAGE, fmt(c->arena, tr(c, "no mapping that is kept fits %s"), called(job)),
            tr(c, "`tuntuma import FILE --suggest` prints one to edit; give it with --map."));
    return mapping_open(c, job, fitting[0].text);
}

static bool mapping_find(ctx *c, struct job *job)
{
    if (job->order.mapping.size > 0) return mapping_open(c, job, job->order.mapping);
    if (job->order.mapping_name.size == 0) return mapping_fitting(c, job);
    str text = {0};
    return company_mapping(c, job->order.mapping_name, &text) && mapping_open(c, job, text);
}

// What the mapping says of metrics and places, before its rows.
static bool declare(ctx *c, struct job *job)
{
    const struct mapping *mapping = &job->mapping;
    const char *name;
    json_t *definition;
    json_object_foreach(mapping->metrics, name, definition)
    {
        struct metric metric;
        if (!metric_from_json(c, str_of(name), definition, &metric) || !metric_define(c, &metric))
            return false;
    }
    bool is_declaring =
        mapping->metrics || mapping->organisations || mapping->units || mapping->touchpoints;
    if (is_declaring) known_forget(job->known); // it may know names and metrics as they were
    return company_declare(c, mapping->organisations, mapping->units, mapping->touchpoints) &&
           company_rules(c, &job->rules);
}

static const char *copy_of(ctx *c, const char *text)
{
    return text ? str_copy(c->arena, str_of(text)).s : NULL;
}

// Counts a batch, and keeps what is told of its refused rows.
static void batch_count(ctx *c, struct job *job, const struct batch *batch)
{
    struct import_result *result = job->result;
    result->taken += batch->lines_taken;
    result->repeated += batch->lines_repeated;
    result->refused += batch->lines_refused;
    result->facts_taken += batch->facts_taken;
    result->facts_repeated += batch->facts_repeated;
    for (i64 i = 0; i < batch->refusal_count && result->refusal_count < BOUND_REFUSALS; i++) {
        const struct refusal *refusal = &batch->refusals[i];
        job->refusals[result->refusal_count++] =
            (struct refusal){refusal->line, copy_of(c, refusal->column), copy_of(c, refusal->value),
                             copy_of(c, refusal->why), copy_of(c, refusal->hint)};
    }
    if (!job->order.good_rows || batch->lines_refused == 0) return;
    i64 count = job->refused_count + batch->lines_refused;
    if (count > job->refused_capacity) {
        i64 capacity = MAX(count, 2 * job->refused_capacity);
        job->refused_lines = arena_grow(c->arena, job->refused_lines, job->refused_capacity,
                                        capacity, (i64)sizeof(i64));
        job->refused_capacity = capacity;
    }
    memcpy(job->refused_lines + job->refused_count, batch->refused_lines,
           (size_t)batch->lines_refused * sizeof(i64));
    job->refused_count = count;
}

static bool batches_take(ctx *c, struct job *job)
{
    struct batch *batch;
    for (;;) {
        bool whole = false;
        if (ctx_stopped(c) || !pipe_next(c, job->pipe, &batch, &whole)) return false;
        struct pipe_counts counts = pipe_counts(job->pipe);
        struct import_progress progress = {counts.bytes_done, counts.bytes_total, counts.rows};
        job->result->rows = counts.rows;
        job->result->empty = counts.empty;
        if (job->order.progress) job->order.progress(job->order.progress_data, progress);
        if (!batch) return true;
        if (whole && !take_batches(c, job->take, &batch, 1)) return false;
        batch_count(c, job, batch);
        pipe_give_back(job->pipe, batch);
    }
}

static bool scales_note(ctx *c, struct job *job)
{
    if (job->result->taken + job->result->repeated == 0)
        return true; // the source may not be there yet
    for (i64 i = 0; i < job->mapping.fact_count; i++) {
        const struct mapping_fact *fact = &job->mapping.facts[i];
        const struct metric *metric = metric_find(&job->known->metrics, fact->metric);
        enum scale_rule rule = SCALE_OWN;
        if (!fact->has_scale || !metric) continue;
        if (!scale_find(c, fact, metric, &rule)) return false;
        struct scale_note note = {fact->scale_low_e4, fact->scale_high_e4,
                                  rule == SCALE_KEPT ? "kept" : "linear"};
        if (rule != SCALE_OWN && !company_scale_note(c, job->mapping.source, metric->id, note))
            return false;
    }
    return true;
}

static bool refused_fail(ctx *c, const struct import_result *result)
{
    const char *msg = result->refused == 1
                          ? tr(c, "one row cannot be taken, so nothing was")
                          : fmt(c->arena, tr(c, "%lld rows cannot be taken, so nothing was"),
                                (long long)result->refused);
    return fail_with(c, ERR_REFUSED, msg,
                     tr(c, "Mend the file or the mapping, or take the others with --good-rows: the "
                           "bad ones are then "
                           "written to a file of their own."));
}

// Rows may lack a field, but one that none has is mostly a name written wrongly.
static void unseen_say(ctx *c, const struct reader *reader)
{
    for (i64 i = 0; c->say && i < reader_column_count(reader); i++) {
        if (reader_column_seen(reader, i)) continue;
        fprintf(c->say, tr(c, "note: no row has the field \"%.*s\" that the mapping names\n"),
                STR(reader_column_name(reader, i)));
    }
}

static bool job_finish(ctx *c, struct job *job)
{
    struct import_result *result = job->result;
    result->is_part = pipe_is_cut(job->pipe);
    memset(result->checksum, '0', CHECKSUM_HEX_SIZE);
    if (!result->is_part && !reader_checksum(c, pipe_reader(job->pipe), result->checksum))
        return false;
    unseen_say(c, pipe_reader(job->pipe));
    if (result->refused > 0 && !job->order.good_rows) return refused_fail(c, result);
    if (result->rows == 0)
        return fail_with(
            c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%s has a header and no rows"), called(job)),
            tr(c, "If the first line is a row, say \"header\": false in the mapping."));
    if (result->empty == result->rows)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "nothing in %s fits the mapping \"%.*s\""),
                             called(job), STR(job->mapping.name)),
                         tr(c, "No row has a value in the columns that it names. Look at their "
                               "names, at \"values\" and at \"missing\"."));
    // In this order a name is there before what speaks of it, and the store knows its numbers when
    // they are told on.
    if (!scales_note(c, job) || !company_mapping_keep(c, job->mapping.name, job->mapping.text) ||
        !take_end(c, job->take, &result->batch_id))
        return false;
    bool keeps_bad = job->refused_count > 0 && (job->order.bad_file || !job->order.dry_run);
    struct badrows bad = {.file = job->order.file,
                          .to = job->order.bad_file,
                          .options = job->mapping.options,
                          .count = job->refused_count,
                          .lines = job->refused_lines};
    if (keeps_bad && !badrows_write(c, bad, &result->bad_file)) return false;
    if (job->order.inside && !job->order.inside(c, job->order.inside_data, result)) return false;
    return job->order.dry_run || store_commit(c);
}
