// The idea: the store says what is to be done, so the thread only looks for the next thing. It
// changes rows of uploads through the writer like everybody else; only import_run has a transaction
// of its own, on the thread's own connection, and makes the upload "done" inside of it.
#include "upload/importer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>

#include "base/log.h"
#include "bounds.h"
#include "facts/change.h"
#include "upload/kept_file.h"
#include "upload/trial.h"

enum { BREAKS_MAX = 32, WHO_BYTES = 100, TIDY_EVERY_S = 6 * 3600 };

#define UPLOAD_KEPT_MS (7 * 24 * 3600 * 1000LL)
#define FILE_KEPT_MS   (8 * 24 * 3600 * 1000LL)

struct importer {
    struct arena arena; // the importer itself
    struct importer_options options;
    pthread_t thread;
    bool has_stopped; // of who started it
    atomic_bool stop; // what runs is to be broken off

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    bool is_stopping, is_asked;
    struct importer_progress progress;
    i64 break_count;
    struct broken {
        i64 upload;
        char who[WHO_BYTES];
    } breaks[BREAKS_MAX];
};

// One upload on its way.
struct working {
    struct importer *importer;
    struct uploaded upload;
    json_t *found;           // by a dry run
    struct uploaded_end end; // of what came to nothing
};

static void *importer_thread(void *data);
static bool write_now(ctx *c, struct importer *importer, bool (*run)(ctx *c, void *data),
                      void *data);

static bool after_start(ctx *c, void *data)
{
    (void)data;
    return uploaded_after_start(c);
}

bool importer_start(ctx *c, struct importer_options options, struct importer **out)
{
    assert(options.store && options.writer && options.folder && options.now_ms);
    struct arena arena;
    arena_init(&arena, MIB);
    struct importer *importer = NEW(&arena, struct importer);
    importer->arena = arena;
    importer->options = options;
    importer->options.folder = fmt(&importer->arena, "%s", options.folder);
    importer->is_asked = true;
    (void)pthread_mutex_init(&importer->mutex, NULL);
    (void)pthread_cond_init(&importer->wake, NULL);
    bool started = write_now(c, importer, after_start, NULL);
    if (started && pthread_create(&importer->thread, NULL, importer_thread, importer) != 0)
        started = fail(c, ERR_SYSTEM, tr(c, "the system gives no further thread"));
    *out = started ? importer : NULL;
    if (started) return true;
    arena = importer->arena;
    arena_release(&arena);
    return false;
}

void importer_stop(struct importer *importer)
{
    if (!importer || importer->has_stopped) return;
    (void)pthread_mutex_lock(&importer->mutex);
    importer->is_stopping = true;
    atomic_store(&importer->stop, true);
    (void)pthread_cond_signal(&importer->wake);
    (void)pthread_mutex_unlock(&importer->mutex);
    (void)pthread_join(importer->thread, NULL);
    importer->has_stopped = true;
}

void importer_free(struct importer *importer)
{
    if (!importer) return;
    assert(importer->has_stopped);
    (void)pthread_cond_destroy(&importer->wake);
    (void)pthread_mutex_destroy(&importer->mutex);
    struct arena arena = importer->arena;
    arena_release(&arena);
}

void importer_wake(struct importer *importer)
{
    (void)pthread_mutex_lock(&importer->mutex);
    importer->is_asked = true;
    (void)pthread_cond_signal(&importer->wake);
    (void)pthread_mutex_unlock(&importer->mutex);
}

static struct broken *broken_find(struct importer *importer, i64 upload)
{
    for (i64 i = 0; i < importer->break_count; i++)
        if (importer->breaks[i].upload == upload) return &importer->breaks[i];
    return NULL;
}

void importer_break_off(struct importer *importer, i64 upload, str who)
{
    (void)pthread_mutex_lock(&importer->mutex);
    if (!broken_find(importer, upload) && importer->break_count < BREAKS_MAX) {
        struct broken *broken = &importer->breaks[importer->break_count++];
        *broken = (struct broken){.upload = upload};
        (void)snprintf(broken->who, sizeof broken->who, "%.*s", STR(who));
    }
    if (importer->progress.upload == upload) atomic_store(&importer->stop, true);
    importer->is_asked = true;
    (void)pthread_cond_signal(&importer->wake);
    (void)pthread_mutex_unlock(&importer->mutex);
}

void importer_progress(struct importer *importer, i64 upload, struct importer_progress *out)
{
    (void)pthread_mutex_lock(&importer->mutex);
    *out = importer->progress;
    out->is_breaking_off = broken_find(importer, upload);
    (void)pthread_mutex_unlock(&importer->mutex);
}

const char *importer_folder(const struct importer *importer)
{
    return importer->options.folder;
}

// ---- The thread ----

// Waits until something may be asked for, or it is time to tidy up; false: it is time to stop.
static bool thread_wait(struct importer *importer)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += TIDY_EVERY_S;
    (void)pthread_mutex_lock(&importer->mutex);
    int waited = 0;
    while (!importer->is_asked && !importer->is_stopping && waited == 0)
        waited = pthread_cond_timedwait(&importer->wake, &importer->mutex, &until);
    importer->is_asked = false;
    bool goes_on = !importer->is_stopping;
    (void)pthread_mutex_unlock(&importer->mutex);
    return goes_on;
}

struct old_files {
    i64 count, *files;
};

static bool forget_old(ctx *c, void *data)
{
    struct old_files *old = data;
    return uploaded_forget_old(c, c->now_ms - UPLOAD_KEPT_MS, &old->count, &old->files);
}

// Uploads of more than a week ago, and files that belong to none.
static bool tidy(ctx *c, void *data)
{
    struct importer *importer = data;
    struct old_files old = {0};
    if (!write_now(c, importer, forget_old, &old)) return false;
    for (i64 i = 0; i < old.count; i++)
        kept_file_remove(c, importer->options.folder, old.files[i]);
    kept_file_sweep(importer->options.folder, c->now_ms - FILE_KEPT_MS);
    return true;
}

static bool work_once(ctx *c, void *data);

static void failure_log(ctx *c, const char *what)
{
    log_line(LOG_WARNING, what, "why", c->err.msg, "detail", c->err.detail, NULL);
    err_clear(c);
}

static void *importer_thread(void *data)
{
    struct importer *importer = data;
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {.arena = &arena,
             .lang = "en",
             .random = importer->options.random,
             .random_state = importer->options.random_state,
             .stop = &importer->stop,
             .cwd_fd = AT_FDCWD};
    i64 tidied_ms = 0;
    while (thread_wait(importer)) {
        struct working working = {.importer = importer};
        do {
            c.now_ms = importer->options.now_ms();
            c.lang = "en";
            working = (struct working){.importer = importer};
            bool worked = ctx_try(&c, work_once, &working);
            if (!worked) {
                failure_log(&c, "could not work on an upload");
                working.upload.id = 0; // not at once: it would fail again
            }
            if (c.db && store_in_transaction(&c)) store_rollback(&c);
            arena_clear(&arena);
        } while (working.upload.id);
        if (c.now_ms - tidied_ms > TIDY_EVERY_S * 1000LL) {
            if (!ctx_try(&c, tidy, importer)) failure_log(&c, "could not remove old uploads");
            tidied_ms = c.now_ms;
            arena_clear(&arena);
        }
    }
    if (c.db) store_give(&c);
    arena_release(&arena);
    return NULL;
}

static bool write_now(ctx *c, struct importer *importer, bool (*run)(ctx *c, void *data),
                      void *data)
{
    struct function_change *change = NEW(c->arena, struct function_change);
    *change = (struct function_change){.run = run, .data = data};
    function_change_init(change);
    return writer_apply(c, importer->options.writer, &change->change);
}

// ---- One upload ----

static bool begin_run(ctx *c, void *data)
{
    struct working *working = data;
    return uploaded_begin(c, &working->upload);
}

static bool tried_run(ctx *c, void *data)
{
    struct working *working = data;
    return uploaded_tried(c, working->upload.id, json_write(c, working->found));
}

static bool end_run(ctx *c, void *data)
{
    struct working *working = data;
    return uploaded_end(c, &working->upload, working->end);
}

static bool log_run(ctx *c, void *data)
{
    (void)data;
    return uploaded_log_done(c);
}

static bool done_inside(ctx *c, void *data, const struct import_result *result)
{
    const struct working *working = data;
    c->now_ms = working->importer->options.now_ms(); // it may have taken a while
    return uploaded_done(c, &working->upload, result);
}

static void progress_note(void *data, struct import_progress progress)
{
    struct importer *importer = data;
    (void)pthread_mutex_lock(&importer->mutex);
    importer->progress.rows = progress.rows;
    importer->progress.bytes_done = progress.bytes_done;
    importer->progress.bytes_total = progress.bytes_total;
    (void)pthread_mutex_unlock(&importer->mutex);
}

// From now on it can be broken off; false: it was before it began.
static bool progress_begin(ctx *c, const struct working *working)
{
    struct importer *importer = working->importer;
    (void)pthread_mutex_lock(&importer->mutex);
    importer->progress = (struct importer_progress){
        .upload = working->upload.id, .began_ms = c->now_ms, .bytes_total = working->upload.size};
    bool goes_on = !broken_find(importer, working->upload.id) && !importer->is_stopping;
    atomic_store(&importer->stop, !goes_on);
    (void)pthread_mutex_unlock(&importer->mutex);
    return goes_on;
}

// Who broke it off; empty: nobody did.
static str progress_end(ctx *c, const struct working *working)
{
    struct importer *importer = working->importer;
    str who = {0};
    char name[WHO_BYTES] = "";
    (void)pthread_mutex_lock(&importer->mutex);
    struct broken *broken = broken_find(importer, working->upload.id);
    if (broken) {
        memcpy(name, broken->who, sizeof name);
        *broken = importer->breaks[--importer->break_count];
    }
    importer->progress = (struct importer_progress){0};
    atomic_store(&importer->stop, false);
    (void)pthread_mutex_unlock(&importer->mutex);
    if (name[0]) who = str_copy(c->arena, str_of(name));
    return who;
}

static bool order_run(ctx *c, void *data)
{
    struct working *working = data;
    const struct uploaded *upload = &working->upload;
    const char *folder = working->importer->options.folder;
    struct import_result result;
    struct import_order order = {
        .file = kept_file_path(c, folder, upload->file),
        .called = str_c(c->arena, upload->name),
        .bad_file = kept_file_bad_path(c, folder, upload->file),
        .mapping = upload->mapping,
        .who = upload->asked_by,
        .good_rows = upload->good_rows,
        .progress = progress_note,
        .progress_data = working->importer,
    };
    if (upload->state == UPLOADED_ASKED_TRY) return trial_run(c, order, &working->found);
    order.inside = done_inside;
    order.inside_data = working;
    return import_run(c, order, &result);
}

static const char *lang_of(str code)
{
    return str_equal(code, S("fi")) ? "fi" : str_equal(code, S("sv")) ? "sv" : "en";
}

static str kept(ctx *c, const char *text)
{
    return text ? str_copy(c->arena, str_of(text)) : (str){0};
}

// What the upload is after it came to nothing.
static enum uploaded_state state_after(const struct working *working, err_code code, str who)
{
    bool is_try = working->upload.state == UPLOADED_ASKED_TRY;
    if (code != ERR_STOPPED) return is_try ? UPLOADED_NEW : UPLOADED_FAILED;
    if (who.size) return is_try ? UPLOADED_NEW : UPLOADED_STOPPED;
    return is_try ? UPLOADED_ASKED_TRY : UPLOADED_INTERRUPTED; // the server ends
}

static bool is_stopping(struct importer *importer)
{
    (void)pthread_mutex_lock(&importer->mutex);
    bool is_stopping = importer->is_stopping;
    (void)pthread_mutex_unlock(&importer->mutex);
    return is_stopping;
}

static bool failure_write(ctx *c, struct working *working, const err *failure, str who)
{
    bool says = failure->code != ERR_STOPPED;
    working->end = (struct uploaded_end){.state = state_after(working, failure->code, who),
                                         .error = says ? kept(c, failure->msg) : S(""),
                                         .hint = says ? kept(c, failure->hint) : S(""),
                                         .who = says ? S("") : who};
    return write_now(c, working->importer, end_run, working);
}

// Takes up what waits longest and brings it to its end; working->upload.id is 0 when nothing waits.
static bool work_once(ctx *c, void *data)
{
    struct working *working = data;
    struct importer *importer = working->importer;
    struct uploaded asked;
    if (!c->db && !store_take(c, importer->options.store)) return false;
    if (is_stopping(importer)) return true;
    if (!uploaded_asked(c, &asked) || !asked.id) return c->err.code == ERR_NONE;
    working->upload = asked;
    c->lang = lang_of(asked.lang);
    bool done = progress_begin(c, working) && write_now(c, importer, begin_run, working) &&
                ctx_try(c, order_run, working);
    if (store_in_transaction(c)) store_rollback(c);
    if (!done && c->err.code == ERR_NONE) (void)ctx_stopped(c);
    err failure = c->err;
    err_clear(c);
    str who = progress_end(c, working);
    c->now_ms = importer->options.now_ms();
    if (!done) return failure_write(c, working, &failure, who);
    bool is_try = asked.state == UPLOADED_ASKED_TRY;
    return write_now(c, importer, is_try ? tried_run : log_run, working);
}
