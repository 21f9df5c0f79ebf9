// The jobs of the house, run by hand on both engines: a backup that can be restored, rotation, what
// ages, and the table itself.
#include "web/jobs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/log.h"
#include "facts/company.h"
#include "facts/privacy.h"
#include "settings/settings.h"
#include "store/backup_file.h"
#include "support/both.h"
#include "support/files.h"
#include "support/teller.h"

#include "support/test.h"

static i64 clock_ms;

static i64 clock_now(void)
{
    return clock_ms;
}

static const struct job *job_named(const char *name)
{
    for (i64 i = 0; i < job_count; i++)
        if (!strcmp(jobs[i].name, name)) return &jobs[i];
    abort();
}

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static struct app app_over(struct store *store)
{
    clock_ms = TOLD_MS;
    return (struct app){.store = store};
}

static bool run_job(ctx *c, struct app *app, const char *name, struct job_did *did)
{
    struct job_hand hand;
    *did = (struct job_did){0};
    c->now_ms = clock_ms;
    MUST(c, jobs_hand(c, app, clock_now, &hand));
    return job_named(name)->run(c, &hand, did);
}

static const char *kept(ctx *c)
{
    struct kept_backup *backups = NULL;
    const char *why = NULL;
    i64 count = 0;
    MUST(c, jobs_backups(c, &count, &backups, &why));
    buf out = buf_new(c->arena, 10000);
    for (i64 i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i ? " " : "", STR(backups[i].name));
    return why ? why : out.size ? out.s : "";
}

static void a_backup_is_made_and_the_oldest_goes_on(ctx *c, struct store *store)
{
    struct files files;
    struct app app = app_over(store);
    struct job_did did;
    files_init(c, &files);
    assert_true(run_job(c, &app, "backup", &did)); // nobody wants any
    assert_int_equal(did.count, 0);
    set(c, "backup.folder", files.folder);
    set(c, "backup.keep", "2");
    files_write(&files, "tuntuma-old.tuntuma", S("not ours by its name"));
    files_write(&files, "tuntuma-2026-13-01-000000.tuntuma", S("nor this one"));
    for (i64 i = 0; i < 3; i++) {
        MUST(c, run_job(c, &app, "backup", &did));
        assert_int_equal(did.count, 1);
        clock_ms += 86400000;
    }
    assert_str(did.about, "tuntuma-2026-11-22-100000.tuntuma");
    assert_string_equal(kept(c),
                        "tuntuma-2026-11-22-100000.tuntuma tuntuma-2026-11-21-100000.tuntuma");
    assert_int_equal(faccessat(files.fd, "tuntuma-old.tuntuma", F_OK, 0), 0);
    assert_int_equal(faccessat(files.fd, "tuntuma-2026-13-01-000000.tuntuma", F_OK, 0), 0);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM audit WHERE what = 'backup.made'"),
                        "3");
    // It holds what the store holds.
    struct backup_told told;
    struct backup_place place = {files.fd, "tuntuma-2026-11-22-100000.tuntuma"};
    MUST(c, backup_file_verify(c, place, &told));
    assert_true(told.rows > 5 && told.tables > 20);
    // A byte that turned is noticed.
    int fd = openat(files.fd, place.name, O_RDWR | O_CLOEXEC);
    char byte = 0;
    assert_true(pread(fd, &byte, 1, 300) == 1);
    byte ^= 1;
    assert_true(pwrite(fd, &byte, 1, 300) == 1);
    (void)close(fd);
    assert_false(backup_file_verify(c, place, &told));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    assert_false(backup_file_verify(c, (struct backup_place){files.fd, "none"}, &told));
    assert_string_equal(c->err.msg, "could not read none");
    err_clear(c);
    files_release(&files);
}

static void a_folder_that_is_not_there_is_told_on(ctx *c, struct store *store)
{
    struct app app = app_over(store);
    struct job_did did;
    set(c, "backup.folder", "/nowhere/at/all");
    assert_false(run_job(c, &app, "backup", &did));
    assert_string_equal(c->err.msg, "the folder /nowhere/at/all cannot be opened");
    assert_string_equal(c->err.hint, "Make it, and let the user that runs Tuntuma write there.");
    err_clear(c);
    assert_string_equal(kept(c), "the folder /nowhere/at/all cannot be opened");
}

static void old_words_go_by_the_rules_on(ctx *c, struct store *store)
{
    struct app app = app_over(store);
    struct job_did did;
    struct teller teller;
    teller_init(c, &teller);
    TAKE(&teller,
         TOLD(.remark = S("old words"), .happened_ms = TOLD_MS - 100 * 86400000LL,
              READINGS({S("nps"), E4(3)})),
         TOLD(.remark = S("new words"), .id = S("2"), READINGS({S("nps"), E4(9)})));
    MUST(c, run_job(c, &app, "retention", &did));
    assert_int_equal(did.count, 0); // no rule, nothing goes
    struct privacy_by by = {.who = S("command anna"), .why = S("law")};
    MUST(c, store_begin_write(c) && privacy_rule_set(c, (struct privacy_rule){.days = 90}, by) &&
                store_commit(c));
    MUST(c, run_job(c, &app, "retention", &did));
    assert_int_equal(did.count, 1);
    assert_string_equal(teller_ask(c, "SELECT text FROM remark"), "new words");
    assert_string_equal(
        teller_ask(c, "SELECT who, what, detail FROM audit"),
        "job retention privacy.expire {\"why\":\"rules of retention\",\"remarks\":1}");
    teller_check(&teller);
    teller_release(&teller);
}

static void doors_and_lists_are_tidied_on(ctx *c, struct store *store)
{
    struct app app = app_over(store);
    struct job_did did;
    teller_run(c, "INSERT INTO session VALUES ('h', 1, 0, 0, 1, false, '')");
    teller_run(c, "INSERT INTO throttle VALUES ('email x', 5, 1, 1)");
    teller_run(c, "INSERT INTO one_time VALUES ('old', 'reset', 1, 0, 1, 0), "
                  "('new', 'reset', 1, 0, 9000000000000, 0)");
    teller_run(c, "INSERT INTO single_start VALUES ('old', 'b', '::1', '/', 1), "
                  "('new', 'b', '::1', '/', 9000000000000)");
    MUST(c, run_job(c, &app, "doors", &did));
    assert_int_equal(did.count, 4);
    assert_string_equal(teller_ask(c, "SELECT hash FROM one_time"), "new");
    assert_string_equal(teller_ask(c, "SELECT hash FROM single_start"), "new");
    teller_run(c, "INSERT INTO job_run VALUES (1, 'x', 1, 1, false, 0, '', '')");
    MUST(c, run_job(c, &app, "lists", &did));
    assert_int_equal(did.count, 1);
    MUST(c, run_job(c, &app, "mail", &did));
    assert_int_equal(did.count, 0);
}

static void every_job_has_its_words_and_a_lease(void **state)
{
    (void)state;
    for (i64 i = 0; i < job_count; i++) {
        assert_non_null(jobs[i].run);
        assert_true(jobs[i].label && jobs[i].what && jobs[i].counts);
        assert_true(jobs[i].lease_ms > 0);
        assert_ptr_equal(job_named(jobs[i].name), &jobs[i]);
    }
    assert_string_equal(jobs[0].name, "mail"); // has a thread of its own
    assert_string_equal(jobs[2].name, "webhooks"); // so does this
}

// The threads themselves: a mail goes out and a job that is asked for runs, without anybody
// calling.
static void threads_run_what_is_due_and_stop_on(ctx *c, struct store *store)
{
    struct app app = app_over(store);
    struct jobs_running *running = NULL;
    MUST(c, store_begin_write(c) && job_ask(c, "retention") && store_commit(c));
    known_init(&app.known);
    MUST(c, writer_start(c, store, clock_now, &app.writer));
    MUST(c, jobs_start(c, &app, clock_now, &running));
    i64 count = 0;
    for (i64 tries = 0; tries < 200 && !count; tries++) {
        struct job_run *runs = NULL;
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        MUST(c, job_runs(c, S("retention"), 10, &count, &runs));
    }
    jobs_stop(running);
    writer_stop(app.writer);
    known_release(&app.known);
    assert_int_equal(count, 1);
}

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

ON_BOTH(a_backup_is_made_and_the_oldest_goes)
ON_BOTH(a_folder_that_is_not_there_is_told)
ON_BOTH(old_words_go_by_the_rules)
ON_BOTH(doors_and_lists_are_tidied)
ON_BOTH(threads_run_what_is_due_and_stop)

int main(void)
{
    log_set_level(LOG_ERROR - 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_is_made_and_the_oldest_goes),
        cmocka_unit_test(a_folder_that_is_not_there_is_told),
        cmocka_unit_test(old_words_go_by_the_rules),
        cmocka_unit_test(doors_and_lists_are_tidied),
        cmocka_unit_test(every_job_has_its_words_and_a_lease),
        cmocka_unit_test(threads_run_what_is_due_and_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
