#include "web/serve.h"

#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "bounds.h"
#include "facts/change.h"
#include "facts/tally.h"
#include "people/oidc_provider.h"
#include "survey/answering.h"
#include "upload/importer.h"
#include "upload/kept_file.h"
#include "web/ask.h"
#include "web/house.h"
#include "web/intake.h"
#include "web/jobs.h"
#include "web/render.h"
#include "web/routes.h"
#include "web/turn.h"
#include "web/visitor.h"

// Pages read the cube's new cells beside the folded ones: folding keeps those few. Counting who was
// where anew takes longer the larger the company is, and the writer waits: it may take a twentieth
// of the time.
enum {
    FOLD_EVERY_S = 2,
    FOLD_CELLS_MIN = 20000,
    PRESENCE_MIN_MS = 5000,
    PRESENCE_MAX_MS = 120000,
    PRESENCE_REST = 20,
    // What customers add up to is counted behind everything else: never more than this at a time,
    // and the writer rests after each turn, shorter while there is more to catch up on.
    TALLY_FACTS = 200000,
    TALLY_REST = 20,
    TALLY_REST_BEHIND = 3
};

struct serving {
    struct app *app;
    struct server *server;
    struct fold_change fold;
    struct function_change tally;
    bool tally_is_last; // the writer's, until tally_done
    i64 tally_began_ms; // the same
    pthread_t folder;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    bool is_stopping, is_folding, is_tallying;
    i64 fold_began_ms, fold_took_max_ms;
    i64 tally_rests_until_ms;
    i64 fold_every_s;
    i64 (*now_ms)(void);
    struct jobs_running *jobs; // NULL: none run
};

static bool connection_begin(ctx *c, void *data)
{
    struct app *app = data;
    if (!store_take(c, app->store)) return false;
    c->zone = app_zone(c, app);
    return true;
}

static void connection_end(ctx *c, void *data)
{
    (void)data;
    if (!c->db) return;
    if (store_in_transaction(c)) store_rollback(c); // a page's snapshot
    store_give(c);
}

// Folding, by the writer like any other change.

static void fold_done(struct change *change, const err *failure)
{
    struct serving *serving =
        (struct serving *)(void *)((char *)change - offsetof(struct serving, fold.change));
    if (failure->code != ERR_NONE)
        log_line(LOG_WARNING, "could not fold the cube", "why", failure->msg, NULL);
    (void)pthread_mutex_lock(&serving->mutex);
    serving->is_folding = false;
    i64 took_ms = serving->now_ms() - serving->fold_began_ms;
    serving->fold_took_max_ms = MAX(serving->fold_took_max_ms, took_ms);
    (void)pthread_mutex_unlock(&serving->mutex);
}

// May run twice, when another change of its group failed.
static bool tally_run(ctx *c, void *data)
{
    struct serving *serving = data;
    serving->tally_began_ms = serving->now_ms();
    return tally_turn(c, TALLY_FACTS, &serving->tally_is_last);
}

static void tally_done(struct function_change *change, const err *failure)
{
    struct serving *serving = change->data;
    if (failure->code != ERR_NONE)
        log_line(LOG_WARNING, "could not tally customers", "why", failure->msg, NULL);
    bool is_behind = failure->code == ERR_NONE && !serving->tally_is_last;
    i64 now_ms = serving->now_ms(), took_ms = now_ms - serving->tally_began_ms;
    (void)pthread_mutex_lock(&serving->mutex);
    serving->is_tallying = false;
    serving->tally_rests_until_ms =
        now_ms + MIN(PRESENCE_MAX_MS, took_ms * (is_behind ? TALLY_REST_BEHIND : TALLY_REST));
    (void)pthread_mutex_unlock(&serving->mutex);
}

// With the mutex, which it gives back for a moment.
static void tally_begin(struct serving *serving)
{
    if (serving->is_tallying || serving->now_ms() < serving->tally_rests_until_ms) return;
    serving->is_tallying = true;
    (void)pthread_mutex_unlock(&serving->mutex);
    serving->tally = (struct function_change){
        .run = tally_run, .data = serving, .done = tally_done, .locks = STORE_FACTS};
    function_change_init(&serving->tally);
    serving->tally.change.weight = BOUND_GROUP_WEIGHT; // nothing else waits for its commit
    bool taken = writer_submit(serving->app->writer, &serving->tally.change);
    (void)pthread_mutex_lock(&serving->mutex);
    if (!taken) serving->is_tallying = false;
}

static void *folder_thread(void *data)
{
    struct serving *serving = data;
    (void)pthread_mutex_lock(&serving->mutex);
    while (!serving->is_stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += serving->fold_every_s;
        (void)pthread_cond_timedwait(&serving->wake, &serving->mutex, &until);
        if (serving->is_stopping) break;
        tally_begin(serving);
        if (serving->is_stopping || serving->is_folding) continue;
        serving->is_folding = true;
        i64 presence_ms =
            MIN(PRESENCE_MAX_MS, MAX(PRESENCE_MIN_MS, PRESENCE_REST * serving->fold_took_max_ms));
        serving->fold_began_ms = serving->now_ms();
        fold_change_init(&serving->fold, (struct fold_when){FOLD_CELLS_MIN, presence_ms},
                         fold_done);
        serving->fold.known = &serving->app->known;
        (void)pthread_mutex_unlock(&serving->mutex);
        bool taken = writer_submit(serving->app->writer, &serving->fold.change);
        (void)pthread_mutex_lock(&serving->mutex);
        if (!taken) serving->is_folding = false;
    }
    (void)pthread_mutex_unlock(&serving->mutex);
    return NULL;
}

static bool listen_on(ctx *c, struct serving *serving, struct serve_options options)
{
    bool has_people = app_has_people(c, serving->app);
    if (c->err.code != ERR_NONE) return false;
    static const char *const langs[] = {"en", "fi", "sv", NULL};
    const struct server_options server = {
        .listen = options.listen,
        .hosts = options.hosts,
        .routes = serving->app->routes,
        .route_count = serving->app->route_count,
        .has_accounts = has_people,
        .proxies = options.proxies,
        .secret = serving->app->secret,
        .uploads = options.uploads,
        .langs = langs,
        .lang = render_lang,
        .now_ms = options.now_ms,
        .random = c->random,
        .random_state = c->random_state,
        .app = serving->app,
        .begin = connection_begin,
        .end = connection_end,
        .who = visitor_find,
        .may = visitor_let_in,
        .error_page = render_error,
    };
    return server_start(c, &server, &serving->server);
}

// Slow work has threads of its own: passwords, and what waits for somebody outside.
static bool start_turns(ctx *c, struct app *app)
{
    struct turns_options passwords = {app->store, BOUND_TURNS_AT_ONCE, BOUND_TURNS_WAITING};
    struct turns_options errands = {NULL, BOUND_ERRANDS_AT_ONCE, BOUND_ERRANDS_WAITING};
    app->provider = oidc_provider_new(c);
    return turns_start(c, passwords, &app->turns) && turns_start(c, errands, &app->errands);
}

static void writer_end(struct app *app)
{
    importer_stop(app->importer);
    importer_free(app->importer);
    app->importer = NULL;
    turns_stop(app->turns);
    turns_stop(app->errands);
    oidc_provider_free(app->provider);
    app->turns = app->errands = NULL;
    app->provider = NULL;
    writer_stop(app->writer);
    app->writer = NULL;
}

// Files that were brought lie beside the store, or where one starts a server on PostgreSQL, each
// store's in a folder of its own.
static const char *uploads_folder(ctx *c, const struct app *app)
{
    static const struct hash_seed seed = {"tuntuma-uploads1"};
    const char *file = store_file(app->store);
    if (file) return fmt(c->arena, "%s.uploads", file);
    u64 number = hash_str(&seed, str_of(app->store_url));
    return fmt(c->arena, "tuntuma-%08x.uploads", (unsigned)number);
}

static bool imports_start(ctx *c, struct app *app, const struct serve_options *options)
{
    struct importer_options importer = {
        .store = app->store,
        .writer = app->writer,
        .folder = options->uploads ? options->uploads : uploads_folder(c, app),
        .now_ms = options->now_ms,
        .random = c->random,
        .random_state = c->random_state,
    };
    if (options->uploads && !kept_folder_make(c, options->uploads)) return false;
    return importer_start(c, importer, &app->importer);
}

static void folder_stop(struct serving *serving)
{
    (void)pthread_mutex_lock(&serving->mutex);
    serving->is_stopping = true;
    (void)pthread_cond_signal(&serving->wake);
    (void)pthread_mutex_unlock(&serving->mutex);
    (void)pthread_join(serving->folder, NULL);
}

bool serve_start(ctx *c, struct app *app, struct serve_options options, struct serving **out)
{
    struct serving *serving = NEW(c->arena, struct serving);
    serving->app = app;
    serving->now_ms = options.now_ms;
    serving->fold_every_s = options.fold_every_s ? options.fold_every_s : FOLD_EVERY_S;
    app->intake = intake_new(c);
    app->answering = answering_new(c, store_is_exclusive(app->store));
    app->ask = ask_new(c);
    if (c->random) atomic_store(&app->answer_number, (u32)c->random(c));
    app->now_ms = options.now_ms;
    app->house = house_new(c);
    struct route_table table = routes_make(c);
    app->routes = table.routes;
    app->route_count = table.count;
    if (!render_prepare(c) || !writer_start(c, app->store, options.now_ms, &app->writer))
        return false;
    if (!start_turns(c, app)) return false;
    if (!imports_start(c, app, &options) || !listen_on(c, serving, options)) {
        writer_end(app);
        return false;
    }
    (void)pthread_mutex_init(&serving->mutex, NULL);
    (void)pthread_cond_init(&serving->wake, NULL);
    int failed = pthread_create(&serving->folder, NULL, folder_thread, serving);
    assert(!failed);
    *out = serving;
    if (!options.has_jobs || jobs_start(c, app, options.now_ms, &serving->jobs)) return true;
    folder_stop(serving);
    server_stop(serving->server);
    writer_end(app);
    return false;
}

const char *serve_address(const struct serving *serving)
{
    return server_address(serving->server);
}

void serve_stop(struct serving *serving)
{
    importer_stop(serving->app->importer); // an import keeps jobs and the writer from their work
    if (serving->jobs) jobs_stop(serving->jobs);
    folder_stop(serving);
    turns_hurry(serving->app->errands); // nobody waits for somebody outside any longer
    server_stop(serving->server);          // answers wait for the writer and for their turn
    writer_end(serving->app);
    intake_free(serving->app->intake);
    serving->app->intake = NULL;
    answering_free(serving->app->answering);
    serving->app->answering = NULL;
}
