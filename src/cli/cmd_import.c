#include "cli/commands.h"
#include "cli/file.h"
#include "facts/cube.h"
#include "import/import.h"
#include "import/suggest.h"
#include "survey/answer_count.h"
#include "web/jobs_answers.h"

// clang-format off
const struct option import_options[] = {
    {"map", "MAP.json", false,
     "the mapping: which column is what; a file, or the name of a kept one"},
    {"suggest", NULL, false, "read the file and print a mapping to edit; takes nothing"},
    {"dry-run", NULL, false, "say what would happen; take nothing"},
    {"good-rows", NULL, false, "take the good rows, and write the bad ones to a file to mend"},
    {0},
};
// clang-format on

// Progress: a bar that is drawn anew, only where somebody looks at a terminal.
struct bar {
    ctx *c;
    i64 began_ms, drawn_ms;
    i64 (*now_ms)(void);
};

static void draw(void *data, struct import_progress p)
{
    struct bar *bar = data;
    i64 now = bar->now_ms();
    if (!bar->c->say_is_terminal || now - bar->began_ms < 1000 || now - bar->drawn_ms < 200 ||
        p.bytes_total <= 0)
        return;
    bar->drawn_ms = now;
    char cells[31];
    i64 full = MIN(30, p.bytes_done * 30 / p.bytes_total);
    for (i64 i = 0; i < 30; i++)
        cells[i] = i < full ? '#' : '.';
    cells[30] = 0;
    i64 left_s = p.bytes_done > 0
                     ? (now - bar->began_ms) * (p.bytes_total - p.bytes_done) / p.bytes_done / 1000
                     : 0;
    (void)fprintf(bar->c->say, "\r[%s] %3lld %%  %lld rows, about %lld s left   ", cells,
                  (long long)(p.bytes_done * 100 / p.bytes_total), (long long)p.rows,
                  (long long)left_s);
    (void)fflush(bar->c->say);
}

// "1 row", "2 rows".
static const char *counted(ctx *c, i64 count, const char *one, const char *many)
{
    return fmt(c->arena, "%lld %s", (long long)count, count == 1 ? one : many);
}

static void say_refusals(ctx *c, const struct import_result *r)
{
    for (i64 i = 0; i < r->refusal_count; i++) {
        const struct refusal *x = &r->refusals[i];
        (void)fprintf(c->say, "row %lld", (long long)x->line);
        if (x->column) (void)fprintf(c->say, ", column %s", x->column);
        if (x->value) (void)fprintf(c->say, ", \"%s\"", x->value);
        (void)fprintf(c->say, ": %s\n", x->why);
        if (x->hint &&
            (i == 0 || !r->refusals[i - 1].hint || strcmp(x->hint, r->refusals[i - 1].hint) != 0))
            (void)fprintf(c->say, "  %s\n", x->hint);
    }
    if (r->refused > r->refusal_count)
        (void)fprintf(c->say, "… and %s\n",
                      counted(c, r->refused - r->refusal_count, "more row", "more rows"));
}

static void say_result(ctx *c, const struct import_call *import, const struct import_result *r)
{
    (void)fprintf(c->out, "%s %s (%s)", import->dry_run ? "would take" : "taken",
                  counted(c, r->taken, "row", "rows"), counted(c, r->facts_taken, "fact", "facts"));
    (void)fprintf(c->out, ", repeated %lld, refused %lld", (long long)r->repeated,
                  (long long)r->refused);
    if (r->empty) (void)fprintf(c->out, ", nothing to take in %lld", (long long)r->empty);
    (void)fprintf(c->out, "\n");
    if (r->bad_file)
        (void)fprintf(c->out, "the refused rows are in %s: mend and import that file\n",
                      r->bad_file);
}

static bool fold_in_transaction(ctx *c)
{
    return cube_fold(c, (struct fold_when){0});
}

static bool count_answers(ctx *c, const struct call *call)
{
    struct job_hand hand = {.store = call->app->store};
    bool waits = false;
    i64 count = 0;
    return answers_count_waits(c, &waits) && (!waits || answers_count_now(c, &hand, &count));
}

bool fold_now(ctx *c, const struct call *call)
{
    if (call->app->writer) return true;
    if (!count_answers(c, call)) return false;
    if (!store_begin_write(c)) return false;
    if (fold_in_transaction(c)) return store_commit(c);
    store_rollback(c);
    return false;
}

bool import_file(ctx *c, struct call *call, struct import_call import)
{
    struct bar bar = {.c = c, .now_ms = call->world->now_ms, .began_ms = call->world->now_ms()};
    struct import_order order = {
        .file = import.file,
        .mapping = import.mapping,
        .mapping_name = import.mapping_name,
        .who = str_of(call->world->user),
        .dry_run = import.dry_run,
        .good_rows = import.good_rows,
        .progress = draw,
        .progress_data = &bar,
    };
    struct import_result result = {0};
    bool done = import_run(c, order, &result);
    if (bar.drawn_ms) (void)fprintf(c->say, "\r%78s\r", "");
    say_refusals(c, &result);
    if (!done) return false;
    if (!import.quiet) say_result(c, &import, &result);
    return true;
}

static bool suggest(ctx *c, const char *file)
{
    str mapping = {0};
    if (!suggest_run(c, file, &mapping)) return false;
    (void)fprintf(c->out, "%.*s\n", STR(mapping));
    return true;
}

bool cmd_import(ctx *c, struct call *call)
{
    struct import_call import = {
        .file = str_c(c->arena, call->args[0]),
        .dry_run = call_has(call, "dry-run"),
        .good_rows = call_has(call, "good-rows"),
    };
    if (call_has(call, "suggest")) return suggest(c, import.file);
    if (call_has(call, "map")) {
        str map = call_text(call, "map", (str){0});
        // A name of a file ends in .json or names a folder; anything else is a kept mapping's name.
        if (str_ends(map, S(".json")) || str_find(map, S("/")) >= 0) {
            if (!file_text(c, str_c(c->arena, map), &import.mapping)) return false;
        } else {
            import.mapping_name = map;
        }
    }
    return import_file(c, call, import);
}
