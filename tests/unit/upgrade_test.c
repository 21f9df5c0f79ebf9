// A store of the version before accounts and records (migrations up to 3), with data in it, is
// opened by this version: nothing is lost, everything that is new works, and it checks clean. On
// both engines.
#include "audit/audit.h"
#include "people/account.h"
#include "people/intake_key.h"
#include "people/secret.h"
#include "record/record.h"
#include "support/files.h"
#include "support/pg.h"
#include "support/teller.h"
#include "support/work.h"
#include "web/app.h"

#include "support/test.h"

#define DAY_MS 86400000LL

enum { OLD_MIGRATION = 3 };

// What is asked before and after.
static const char *const asked[] = {
    "SELECT count(*), sum(change)::BIGINT, sum(value * change)::DECIMAL(18, 4) FROM fact",
    "SELECT m.name, q.n, q.total, q.people FROM cube_day q JOIN metric m ON m.id = q.metric AND "
    "m.version = 1 ORDER BY m.name, q.day, q.n, q.total",
    "SELECT external, happened_ms, text FROM remark ORDER BY external",
    "SELECT value, erased, batch FROM key ORDER BY value",
    "SELECT name, value FROM setting ORDER BY name, set_ms",
    "SELECT day, unit::BIGINT AS u, arrived, departed FROM scope ORDER BY day, u, arrived",
    "SELECT name, label, stage, owner FROM touchpoint ORDER BY id",
};

static void answers_of(ctx *c, const char *answers[COUNT_OF(asked)])
{
    for (i64 i = 0; i < COUNT_OF(asked); i++)
        answers[i] = teller_ask(c, asked[i]);
}

// As the old version left it: facts, a correction, words, places, a folded cube, two keys.
static void fill_old(ctx *c, str secret)
{
    struct teller teller;
    teller_init(c, &teller);
    TAKE(&teller,
         TOLD(.id = S("1"), .unit = S("Turku"), .touchpoint = S("checkout"),
              .remark = S("Älä \"riko\"\n'"), READINGS({S("purchase"), E4(19.95)})),
         TOLD(.id = S("2"), .key = S("C2"), .channel = S("web"), .happened_ms = TOLD_MS + DAY_MS,
              READINGS({S("nps"), E4(9)})),
         TOLD(.id = S("3"), .key = S(""), READINGS({S("nps"), E4(2)})));
    TAKE(&teller, TOLD(.id = S("1"), .replaces = true, .unit = S("Oulu"),
                       READINGS({S("purchase"), E4(29)})));
    // Folding has become more since; the old one left this much.
    teller_run(c, "INSERT INTO cube_day SELECT * FROM cube_new");
    teller_run(c, "INSERT INTO cube_month SELECT metric, date_trunc('month', day)::DATE, subject, "
                  "touchpoint, channel, unit, segment, n, total, squares, low, high, people FROM "
                  "cube_new");
    teller_run(c, "DELETE FROM cube_new");
    TAKE(&teller, TOLD(.id = S("4"), READINGS({S("nps"), E4(5)})));
    teller_run(c, fmt(c->arena,
                      "INSERT INTO intake_key VALUES (1, 'gone', 'x', 1, 2), (2, 'shop', '%.*s', "
                      "%lld, 0)",
                      STR(secret_hash(c, secret)), (long long)TOLD_MS));
    teller_run(c, "UPDATE touchpoint SET label = 'Kassa', stage = 'at', owner = 'sales'");
    teller_release(&teller);
}

static void open_old(ctx *c, const char *url, str secret, const char *answers[COUNT_OF(asked)])
{
    struct store *store = NULL;
    MUST(c, store_open(c, url, (struct store_options){.threads = 2}, &store));
    MUST(c, store_take(c, store));
    MUST(c, store_begin_write(c) && store_migrate_here(c, OLD_MIGRATION) && store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM migration WHERE number > 3"), "0");
    fill_old(c, secret);
    answers_of(c, answers);
    store_give(c);
    store_close(store);
}

static void keys_are_tokens(ctx *c, str secret)
{
    struct intake_key_hash *hashes = NULL;
    i64 count = 0;
    str name = {0};
    MUST(c, intake_key_hashes(c, &count, &hashes));
    assert_int_equal(count, 1);
    MUST(c, intake_key_find(c, hashes, count, secret, &name));
    assert_str(name, "shop");
    assert_string_equal(
        teller_ask(c, "SELECT name, scopes, account, revoked_ms FROM api_token ORDER BY id"),
        "gone 1 0 2 | shop 1 0 0");
}

// What came with facts shows as a record without a version, and can become one.
static void names_are_records(ctx *c)
{
    kinds_register(first_kinds, first_kinds_count);
    struct record_problems problems = {0};
    struct record unit;
    struct record_edit edit = {.roles = ROLE_BIT(ROLE_CX_OWNER)};
    assert_string_equal(teller_ask(c, "SELECT name, version::BIGINT FROM all_unit ORDER BY name"),
                        "Oulu 0 | Turku 0");
    assert_string_equal(teller_ask(c, "SELECT name, label FROM all_touchpoint"), "checkout Kassa");
    MUST(c, record_get(c, kind_find(S("unit")), 1, &unit));
    MUST(c, store_begin_write(c) &&
                record_put(c, &unit, S("label"), S("Turun kauppa"), edit.roles, &problems) &&
                record_change(c, &unit, &edit, &problems, NULL) && store_commit(c));
    assert_string_equal(
        teller_ask(c, "SELECT name, version::BIGINT, label FROM all_unit ORDER BY name"),
        "Oulu 0  | Turku 1 Turun kauppa");
}

static void people_can_come_in(ctx *c)
{
    struct audit_report report;
    i64 id = 0;
    struct account_new anna = {S("anna@example.fi"), S("Anna"), ROLE_ADMINISTRATOR};
    MUST(c, store_begin_write(c) && account_add(c, S("test"), anna, &id) && store_commit(c));
    MUST(c, audit_verify(c, &report));
    assert_true(report.entries > 0 && !report.bad);
}

static void still_takes_facts(ctx *c)
{
    struct teller teller;
    teller_init(c, &teller);
    struct batch *batch = TAKE(&teller, TOLD(.id = S("4"), READINGS({S("nps"), E4(5)})),
                               TOLD(.id = S("5"), READINGS({S("nps"), E4(7)})));
    assert_counts(&teller, batch, "taken 1, repeated 1, refused 0");
    teller_fold(&teller);
    teller_check(&teller);
    teller_release(&teller);
}

static void upgrade(ctx *c, const char *url)
{
    const char *before[COUNT_OF(asked)], *after[COUNT_OF(asked)];
    str secret = S("tuntuma_0123456789abcdef");
    open_old(c, url, secret, before);
    struct app *app = NEW(c->arena, struct app);
    MUST(c, app_open(c, url, app));
    const char *newest = fmt(c->arena, "%lld", (long long)store_migration_newest());
    assert_string_equal(teller_ask(c, "SELECT max(number)::BIGINT FROM migration"), newest);
    answers_of(c, after);
    for (i64 i = 0; i < COUNT_OF(asked); i++) {
        // New settings may have come; the old ones stand first or among them.
        bool is_settings = strstr(asked[i], "FROM setting") != NULL;
        if (!is_settings) assert_string_equal(after[i], before[i]);
    }
    assert_string_equal(teller_ask(c, "SELECT value FROM setting WHERE name = 'company.zone'"),
                        "Europe/Helsinki");
    keys_are_tokens(c, secret);
    names_are_records(c);
    people_can_come_in(c);
    still_takes_facts(c);
}

static void a_store_of_the_version_before_opens_on_duckdb(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    upgrade(c, fmt(c->arena, "duckdb:%s/old.duckdb", files.folder));
    work_release(&work);
    files_release(&files);
}

static void a_store_of_the_version_before_opens_on_postgresql(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const char *url = pg_database(c->arena);
    if (!url) {
        work_release(&work);
        print_message("skipped: PostgreSQL is not installed\n");
        skip();
    }
    upgrade(c, url);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_of_the_version_before_opens_on_duckdb),
        cmocka_unit_test(a_store_of_the_version_before_opens_on_postgresql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
