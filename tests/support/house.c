#include "support/house.h"

#include "bounds.h"
#include "http/guard.h"
#include "people/account.h"
#include "people/api_token.h"
#include "people/password.h"
#include "people/session.h"
#include "record/record.h"
#include "support/http_client.h"
#include "support/migrated.h"
#include "support/pg.h"

#include "support/test.h"
#include "survey/answer_count.h"
#include "web/jobs.h"
#include "web/jobs_answers.h"

_Atomic i64 house_clock_ms;

static i64 now(void)
{
    return house_clock_ms;
}

// ---- A house with somebody of each role ----

#define CHANGE(c, call)                                                                            \
    do {                                                                                           \
        MUST(c, store_begin_write_in(c, STORE_RECORDS));                                           \
        MUST(c, (call));                                                                           \
        MUST(c, store_commit(c));                                                                  \
    } while (0)

static void keep(struct house *house, int asker, str secret)
{
    assert_true(secret.size < (i64)sizeof house->kept[asker]);
    memcpy(house->kept[asker], secret.s, (size_t)secret.size);
    house->secrets[asker] = (str){house->kept[asker], secret.size};
}

void house_sign_in(struct house *house, int asker)
{
    ctx *c = &house->work.c;
    c->now_ms = house_clock_ms;
    struct session_new session = {.account = house->accounts[asker]};
    str secret = {0};
    CHANGE(c, session_add(c, session, &secret));
    keep(house, asker, secret);
}

static void make_people(struct house *house)
{
    ctx *c = &house->work.c;
    str hash = {0};
    MUST(c, password_hash(c, S(HOUSE_PASSWORD), (struct password_cost){1, 8192}, &hash));
    for (int asker = ROLE_NONE + 1; asker < ASKER__COUNT; asker++) {
        if (asker == TOKEN_ALL || asker == TOKEN_INTAKE) continue;
        enum role role = asker == ENDED ? ROLE_ADMINISTRATOR : (enum role)asker;
        str email = str_of(fmt(c->arena, "person%d@example.fi", asker));
        struct account_new account = {email, str_of("Person"), role};
        static const i64 one[] = {1};
        struct account_scope scope = {1, 1, one, one};
        bool is_scoped = role_may(role, MAY_CHANGE_RECORDS) == MAY_IN_SCOPE;
        i64 *id = &house->accounts[asker];
        CHANGE(c, account_add(c, S("test"), account, id) &&
                      account_set_password(c, S("test"), *id, hash) &&
                      (!is_scoped || account_set_scope(c, S("test"), *id, scope)));
        if (asker == ENDED) CHANGE(c, account_end(c, S("test"), *id));
        house_sign_in(house, asker);
    }
}

void house_make_tokens(struct house *house)
{
    static int made; // names are used once
    ctx *c = &house->work.c;
    struct api_token_new token = {.name = str_of(fmt(c->arena, "all %d", ++made)),
                                  .scopes = API_SCOPES_ALL,
                                  .account = house->accounts[ROLE_ADMINISTRATOR],
                                  .life_ms = API_TOKEN_MAX_MS};
    str all = {0}, intake = {0};
    CHANGE(c, api_token_add(c, S("test"), token, &all));
    keep(house, TOKEN_ALL, all);
    token.name = str_of(fmt(c->arena, "intake %d", made));
    token.scopes = API_INTAKE;
    CHANGE(c, api_token_add(c, S("test"), token, &intake));
    keep(house, TOKEN_INTAKE, intake);
}

// A function, so that pages of one have something to show.
static void make_function(ctx *c)
{
    struct record *record = record_new(c, kind_find(S("function")));
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, S("name"), S("Service"), UINT32_MAX, &problems));
    MUST(c, store_begin_write_in(c, record_locks(record->kind)));
    MUST(c, record_add(c, record, &(struct record_edit){.roles = UINT32_MAX}, &problems));
    MUST(c, store_commit(c));
}

static void house_up(struct house *house, bool on_postgres, const char *const *proxies)
{
    ctx *c = work_init(&house->work);
    files_init(c, &house->files);
    house_clock_ms = WORK_NOW_MS;
    const char *url = fmt(c->arena, "duckdb:%s/test.duckdb", house->files.folder);
    if (on_postgres)
        url = migrated_postgres(c->arena);
    else
        migrated_duckdb(&house->files, "test.duckdb");
    MUST(c, app_open(c, url, &house->app));
    make_people(house);
    house_make_tokens(house);
    make_function(c);
    struct serve_options options = {.listen = "127.0.0.1:0", .now_ms = now, .proxies = proxies};
    MUST(c, serve_start(c, &house->app, options, &house->serving));
    house->address = serve_address(house->serving);
}

static void house_down(struct house *house)
{
    serve_stop(house->serving);
    work_release(&house->work);
    files_release(&house->files);
}

static void run_in(void (*body)(struct house *house), bool on_postgres, const char *const *proxies)
{
    struct house *house = calloc(1, sizeof *house); // stays where the body fails
    assert_non_null(house);
    house_up(house, on_postgres, proxies);
    body(house);
    house_down(house);
    free(house);
}

void house_on_both(void (*body)(struct house *house), const char *const *proxies)
{
    run_in(body, false, proxies);
    struct work work;
    bool installed = pg_database(work_init(&work)->arena) != NULL;
    work_release(&work);
    if (installed) run_in(body, true, proxies);
}

// ---- Asking ----

str house_ask(struct house *house, struct house_ask asked)
{
    ctx *c = &house->work.c;
    buf text = buf_new(c->arena, 20 * MIB);
    buf_fmt(&text, "%s %.*s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAccept: %s\r\n",
            asked.is_head          ? "HEAD"
            : asked.method == POST ? "POST"
                                   : "GET",
            STR(asked.path), house->address, asked.accept ? asked.accept : "application/json");
    buf_fmt(&text, "Cookie: lang=en%s%s%s%s%s%s\r\n", asked.session ? "; session=" : "",
            asked.session ? asked.session : "", asked.visitor ? "; visitor=" : "",
            asked.visitor ? asked.visitor : "", asked.cookies ? "; " : "",
            asked.cookies ? asked.cookies : "");
    if (asked.bearer) buf_fmt(&text, "Authorization: Bearer %s\r\n", asked.bearer);
    if (asked.more) buf_c(&text, asked.more);
    if (asked.method == POST)
        buf_fmt(&text, "Content-Type: %s\r\nContent-Length: %lld\r\n",
                asked.type ? asked.type : BODY_FORM, (long long)asked.body.size);
    buf_c(&text, "\r\n");
    buf_add(&text, asked.body);
    str response = client_ask(c->arena, house->address, buf_str(&text));
    // The client gives up after some seconds; a machine that is busy may need more, once.
    return response.size ? response : client_ask(c->arena, house->address, buf_str(&text));
}

const char *house_csrf(struct house *house, const char *session)
{
    ctx *c = &house->work.c;
    struct response response = {0};
    struct pair cookie = {S("Cookie"), S("visitor=" HOUSE_VISITOR)};
    struct request request = {.secret = house->app.secret, .headers = &cookie, .header_count = 1};
    if (session) request.session_key = session_form_key(c, str_of(session));
    return guard_token(c, &request, &response);
}

const char *house_send(struct house *house, enum role role, const char *path, const char *body)
{
    ctx *c = &house->work.c;
    const char *session = role ? house->secrets[role].s : NULL;
    const char *token =
        role ? fmt(c->arena, "X-CSRF-Token: %s\r\n", house_csrf(house, session)) : NULL;
    str answer = house_ask(house, (struct house_ask){.method = POST,
                                                     .path = str_of(path),
                                                     .session = session,
                                                     .more = token,
                                                     .accept = "text/html",
                                                     .body = str_of(body)});
    str line;
    if (!str_starts(answer, S("HTTP/1.1 303")))
        print_error("%s %s: %.*s\n", path, body, STR(answer));
    assert_true(str_starts(answer, S("HTTP/1.1 303")));
    while (str_cut(&answer, '\n', &line))
        if (str_starts(line, S("Location: ")))
            return str_c(c->arena, str_trim(str_slice(line, 10, line.size)));
    return "";
}

i64 house_answers_counted(struct house *house)
{
    ctx *c = &house->work.c;
    struct job_hand hand;
    bool waits = false;
    i64 count = 0;
    MUST(c, jobs_hand(c, &house->app, NULL, &hand));
    MUST(c, answers_count_waits(c, &waits));
    MUST(c, answers_count_now(c, &hand, &count));
    assert_int_equal(waits, count > 0);
    return count;
}
