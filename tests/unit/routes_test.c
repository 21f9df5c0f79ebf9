// Every route of the product, asked as a browser or a program would, on both engines: the cases are
// tests/http/*.test, each file on a store of its own that is empty at first.
#include "settings/seal.h"
#include "web/routes.h"

#include <sodium.h>

#include "assets.h"
#include "base/log.h"
#include "case/case.h"
#include "complaint/complaint.h"
#include "facts/privacy.h"
#include "facts/tally.h"
#include "http/guard.h"
#include "people/account.h"
#include "people/intake_key.h"
#include "people/one_time.h"
#include "people/secret.h"
#include "people/session.h"
#include "record/person.h"
#include "kinds/all_kinds.h"
#include "settings/seal.h"
#include "support/asked.h"
#include "support/both.h"
#include "support/files.h"
#include "support/http_cases.h"
#include "support/pg.h"
#include "support/work.h"
#include "version.h"
#include "web/serve.h"

#include "support/test.h"

struct site {
    bool on_postgres;
    bool is_up;
    struct work work;
    struct files files;
    struct app app;
    struct serving *serving;
    const char *key;
    const char *secrets[ROLE__COUNT]; // of a session of each role, where the file wants people
    const char *invite, *reset;       // secrets of links, there as well
    i64 campaign;                     // that runs, with an open link, where the file wants one
};

static i64 fixed_now_ms(void)
{
    return WORK_NOW_MS;
}

// The folder of files that the cases brought.
static const char *uploads_of(struct site *site)
{
    return fmt(site->work.c.arena, "%s/uploads", site->files.folder);
}

static void uploads_remove(struct site *site)
{
    struct arena arena;
    arena_init(&arena, 65536);
    const char *path = fmt(&arena, "%s/uploads", site->files.folder);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    (void)rmdir(path);
    arena_release(&arena);
}

static void site_down(struct site *site)
{
    if (!site->is_up) return;
    serve_stop(site->serving);
    work_release(&site->work);
    uploads_remove(site);
    files_release(&site->files);
    site->is_up = false;
}

// From the fifth file on there are people: one of each role, signed in.
static bool has_people(const char *file)
{
    return strtol(file, NULL, 10) >= 5;
}

static void let_people_in(ctx *c, struct site *site)
{
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++) {
        str email = str_of(fmt(c->arena, "%s@example.fi", role_name(role)));
        struct account_new account = {email, str_of(role_name(role)), role};
        i64 id = 0, record = 0, first[] = {1};
        bool has_scope = role == ROLE_FUNCTION_LEAD || role == ROLE_EMPLOYEE;
        struct account_scope scope = {has_scope, has_scope, first, first};
        str secret = {0};
        MUST(c, store_begin_write(c) && account_add(c, S("test"), account, &id) &&
                    account_set_password(c, S("test"), id, S("none that fits")) &&
                    person_make(c, id, 0, &record) && account_set_scope(c, S("test"), id, scope) &&
                    session_add(c, (struct session_new){.account = id}, &secret) &&
                    store_commit(c));
        site->secrets[role] = secret.s;
    }
}

static const char *link_of(ctx *c, enum one_time_purpose purpose, i64 account)
{
    str path = {0};
    MUST(c, store_begin_write(c) && one_time_add(c, S("test"), purpose, account, &path) &&
                store_commit(c));
    return str_slice(path, path.size - SECRET_HEX, path.size).s;
}

static void make_links(ctx *c, struct site *site)
{
    i64 id = 0;
    struct account account;
    struct account_new invited = {S("invited@example.fi"), S("Invited"), ROLE_BOARD_MEMBER};
    MUST(c, store_begin_write(c) && account_add(c, S("test"), invited, &id) && store_commit(c));
    site->invite = link_of(c, ONE_TIME_INVITE, id);
    MUST(c, account_find(c, S("employee@example.fi"), &account));
    site->reset = link_of(c, ONE_TIME_RESET, account.id);
}

static void make_campaign(ctx *c, struct site *site)
{
    i64 survey = asked_survey(c, "After delivery", asked_delivery);
    site->campaign = asked_campaign(c, "Deliveries", survey, "link");
}

static const char *site_up(void *data, const char *name)
{
    struct site *site = data;
    site_down(site);
    ctx *c = work_init(&site->work);
    files_init(c, &site->files);
    const char *url = fmt(c->arena, "duckdb:%s/test.duckdb", site->files.folder);
    if (site->on_postgres) url = pg_database(c->arena);
    MUST(c, app_open(c, url, &site->app));
    str key = {0};
    MUST(c, store_begin_write(c) && intake_key_new(c, S("nobody"), S("shop"), &key) &&
                store_commit(c));
    site->key = key.s;
    if (has_people(name)) {
        let_people_in(c, site);
        make_links(c, site);
    }
    if (str_find(str_of(name), S("_answer")) >= 0) make_campaign(c, site);
    // Coverage is known only once something was folded: never here, however slow the machine.
    struct serve_options options = {.listen = "127.0.0.1:0",
                                    .now_ms = fixed_now_ms,
                                    .uploads = uploads_of(site),
                                    .fold_every_s = 24 * 3600};
    MUST(c, serve_start(c, &site->app, options, &site->serving));
    site->is_up = true;
    return serve_address(site->serving);
}

#define VISITOR "0123456789abcdef0123456789abcdef"

// The token that a form of whoever is not signed in carries, beside the cookie VISITOR.
static const char *csrf_of_visitor(struct site *site)
{
    struct pair cookie = {S("Cookie"), S("visitor=" VISITOR)};
    struct response response = {0};
    struct request request = {.secret = site->app.secret, .headers = &cookie, .header_count = 1};
    return guard_token(&site->work.c, &request, &response);
}

// The token that a form of this session carries.
static const char *csrf_of(struct site *site, const char *secret)
{
    ctx *c = &site->work.c;
    struct response response = {0};
    struct request request = {.secret = site->app.secret,
                              .session_key = session_form_key(c, str_of(secret))};
    return guard_token(c, &request, &response);
}

// The id of a customer, by a key; by then all that came in is tallied. One who is no more: 1.
static const char *customer_of_key(struct site *site, str key)
{
    ctx *c = &site->work.c;
    struct privacy_customer customer;
    i64 id = 1;
    MUST(c, store_begin_write(c) && tally_fold(c) && store_commit(c));
    if (!privacy_find(c, key, &id, &customer)) {
        assert_int_equal(c->err.code, ERR_NOT_FOUND);
        err_clear(c);
    }
    return fmt(c->arena, "%lld", (long long)id);
}

// The key as Basic takes it: a name without a password.
static const char *basic_key(struct site *site)
{
    const char *both = fmt(site->work.c.arena, "%s:", site->key);
    size_t size = sodium_base64_encoded_len(strlen(both), sodium_base64_VARIANT_ORIGINAL);
    char *coded = NEW_ARRAY(site->work.c.arena, char, (i64)size);
    return sodium_bin2base64(coded, size, (const u8 *)both, strlen(both),
                             sodium_base64_VARIANT_ORIGINAL);
}

// What stands in the address of a case as its customer sees it.
static const char *matter_of(struct site *site, str number)
{
    ctx *c = &site->work.c;
    u8 key[SEAL_KEY_BYTES];
    i64 id = 0;
    MUST(c, str_i64(number, &id) && seal_key(c, key));
    return str_c(c->arena, seal_make(c, key, CASE_SEAL, id));
}

// What customers brought becomes facts by a job, and no jobs run here.
static const char *counted(struct site *site)
{
    ctx *c = &site->work.c;
    struct known known;
    i64 count = 0;
    known_init(&known);
    MUST(c, store_begin_write(c));
    MUST(c, complaint_facts_take(c, &known, &count));
    MUST(c, store_commit(c));
    known_release(&known);
    return "";
}

static const char *site_value(void *data, str name)
{
    struct site *site = data;
    str customer = S("customer_"), matter = S("matter_");
    if (str_starts(name, matter)) return matter_of(site, str_slice(name, matter.size, name.size));
    if (str_starts(name, customer))
        return customer_of_key(site, str_slice(name, customer.size, name.size));
    if (str_equal(name, S("counted"))) return counted(site);
    if (str_equal(name, S("key"))) return site->key;
    ctx *c = &site->work.c;
    if (str_equal(name, S("ask"))) return seal_make(c, site->app.secret, "ask", site->campaign).s;
    str answer = S("answer_"); // {answer_7}: the secret of an answer that nobody has begun
    i64 id = 0;
    if (str_starts(name, answer) && str_i64(str_slice(name, answer.size, name.size), &id))
        return seal_make(c, site->app.secret, "answer", id).s;
    if (str_equal(name, S("basic_key"))) return basic_key(site);
    if (str_equal(name, S("visitor"))) return VISITOR;
    if (str_equal(name, S("csrf_visitor"))) return csrf_of_visitor(site);
    if (str_equal(name, S("invite"))) return site->invite;
    if (str_equal(name, S("reset"))) return site->reset;
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++) {
        if (!site->secrets[role]) continue;
        if (str_equal(name, str_of(role_name(role)))) return site->secrets[role];
        const char *csrf = fmt(site->work.c.arena, "csrf_%s", role_name(role));
        if (str_equal(name, str_of(csrf))) return csrf_of(site, site->secrets[role]);
    }
    if (str_equal(name, S("version"))) return TUNTUMA_VERSION;
    for (i64 i = 0; str_equal(name, S("style")) && i < assets_count; i++)
        if (str_ends(str_of(assets[i].path), S(".css"))) return assets[i].path + strlen("assets/");
    return NULL;
}

static void answer_as_written(bool on_postgres)
{
    struct site site = {.on_postgres = on_postgres};
    struct work work;
    ctx *c = work_init(&work);
    struct route_table table = routes_make(c);
    struct http_cases_result result =
        http_cases_run(c, (struct http_cases){.folder = TUNTUMA_SOURCE_DIR "/tests/http",
                                              .routes = table.routes,
                                              .route_count = table.count,
                                              .value = site_value,
                                              .begin_file = site_up,
                                              .data = &site});
    site_down(&site);
    work_release(&work);
    assert_true(result.run > 50);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.unused_routes, 0);
}

static void every_route_answers_as_written_on_duckdb(void **state)
{
    (void)state;
    answer_as_written(false);
}

static void every_route_answers_as_written_on_postgresql(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    bool installed = pg_database(c->arena) != NULL;
    work_release(&work);
    if (!installed) {
        print_message("skipped: PostgreSQL is not installed\n");
        skip();
    }
    answer_as_written(true);
}

static void every_declared_page_has_a_template(void **state)
{
    (void)state;
    struct work work;
    struct route_table table = routes_make(work_init(&work));
    for (i64 i = 0; i < table.count; i++) {
        bool found = !table.routes[i].page;
        for (i64 k = 0; k < assets_count && !found; k++) {
            char name[100];
            snprintf(name, sizeof name, "templates/%s.mustache", table.routes[i].page);
            found = str_ends(str_of(assets[k].path), str_of(name));
        }
        if (!found) print_error("no template for %s\n", table.routes[i].path);
        assert_true(found);
    }
    work_release(&work);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_declared_page_has_a_template),
        cmocka_unit_test(every_route_answers_as_written_on_duckdb),
        cmocka_unit_test(every_route_answers_as_written_on_postgresql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
