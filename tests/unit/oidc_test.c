// Single sign-on in the store: on the way there, who comes in, as what. On both engines.
#include "people/oidc.h"

#include "people/account.h"
#include "people/session.h"
#include "support/both.h"
#include "support/work.h"

#include "support/test.h"

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

#define ISSUER "https://id.example.fi/realms/house"

static struct oidc_service usual(void)
{
    struct oidc_service service = oidc_service_usual();
    service.is_on = true;
    service.name = S("Example");
    service.issuer = S(ISSUER);
    service.client_id = S("tuntuma");
    service.client_secret = S("s3cret");
    service.group_claim = S("groups");
    return service;
}

static struct oidc_person anna(void)
{
    return (struct oidc_person){.issuer = S(ISSUER),
                                .subject = S("5f1e"),
                                .name = S("Anna Virtanen"),
                                .email = S("anna@example.fi"),
                                .email_is_sure = true};
}

static i64 account_of(ctx *c, const char *email, enum role role)
{
    i64 id = 0;
    struct account_new fresh = {.name = S("Somebody"), .email = str_of(email), .role = role};
    MUST(c, store_begin_write(c));
    MUST(c, account_add(c, S("test"), fresh, &id));
    MUST(c, store_commit(c));
    return id;
}

static void with_password(ctx *c, i64 account)
{
    MUST(c, store_begin_write(c));
    MUST(c, account_set_password(c, S("test"), account, S("kept")));
    MUST(c, store_commit(c));
}

static struct oidc_came come(ctx *c, struct oidc_service service, struct oidc_person person)
{
    struct oidc_came came;
    MUST(c, store_begin_write(c));
    MUST(c, oidc_come_in(c, &service, &person, S("192.0.2.1"), &came));
    MUST(c, store_commit(c));
    assert_int_equal(came.outcome == OIDC_IN, came.secret.size == 64);
    return came;
}

static i64 entries(ctx *c, const char *what)
{
    struct rows rows;
    MUST(c,
         store_rows_text(c, S("SELECT count(*)::BIGINT AS n FROM audit WHERE what = $1::VARCHAR"),
                         VALS(V_STR(str_of(what))), &rows));
    return rows.column[0].i[0];
}

static enum role role_of(ctx *c, i64 id)
{
    struct account account;
    MUST(c, account_get(c, id, &account));
    return account.role;
}

// ---- The service ----

static void keep(ctx *c, struct oidc_service service, bool drops_secret)
{
    MUST(c, store_begin_write(c));
    MUST(c, oidc_service_set(c, S("account 1"), service, drops_secret));
    MUST(c, store_commit(c));
}

static void there_is_one_service_and_its_secret_stays_with_it_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_service service;
    MUST(c, oidc_service_get(c, &service));
    assert_false(service.is_on);
    assert_false(service.changed_ms);
    keep(c, usual(), false);
    MUST(c, oidc_service_get(c, &service));
    assert_true(service.is_on);
    assert_str(service.client_secret, "s3cret");
    assert_str(service.group_claim, "groups");
    service.name = S("Other");
    service.client_secret = S("");
    keep(c, service, false); // not typed again: it stays
    MUST(c, oidc_service_get(c, &service));
    assert_str(service.name, "Other");
    assert_str(service.client_secret, "s3cret");
    service.client_secret = S("");
    service.issuer = S("https://evil.example"); // elsewhere it is not sent
    keep(c, service, false);
    MUST(c, oidc_service_get(c, &service));
    assert_str(service.client_secret, "");
    service.client_secret = S("new");
    keep(c, service, false);
    keep(c, service, true);
    MUST(c, oidc_service_get(c, &service));
    assert_str(service.client_secret, "");
    assert_int_equal(entries(c, "people.single_service"), 5);
}
ON_BOTH(there_is_one_service_and_its_secret_stays_with_it)

static void the_log_does_not_tell_the_secret_on(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    keep(c, usual(), false);
    MUST(c, store_rows_text(c, S("SELECT detail FROM audit ORDER BY number"), NO_VALS, &rows));
    assert_int_equal(rows.count, 1);
    assert_true(str_find(rows.column[0].text[0], S("\"secret_changed\":true")) > 0);
    assert_int_equal(str_find(rows.column[0].text[0], S("s3cret")), -1);
}
ON_BOTH(the_log_does_not_tell_the_secret)

static void what_is_wrong_with_a_service_is_said_by_field(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct oidc_service service = usual();
    assert_null(oidc_service_check(c, &service, false).field);
#define WRONG(member, value, name)                                                                 \
    service = usual();                                                                             \
    service.member = value;                                                                        \
    assert_string_equal(oidc_service_check(c, &service, false).field, name)
    WRONG(name, S("  "), "name");
    WRONG(name, S("a\nb"), "name");
    WRONG(issuer, S("http://127.0.0.1:1"), "issuer");
    WRONG(issuer, S("https://id.example.fi/?x"), "issuer");
    WRONG(issuer, S("id.example.fi"), "issuer");
    WRONG(client_id, S(""), "client_id");
    WRONG(scopes, S("email profile"), "scopes");
    WRONG(email_claim, S(""), "email_claim");
    WRONG(roles, S("board"), "roles");
    WRONG(roles, S("board = king"), "roles");
    WRONG(roles, S("= employee"), "roles");
    WRONG(adds_people, true, "domains");
#undef WRONG
    service = usual();
    service.adds_people = true;
    service.domains = S("example.fi");
    assert_null(oidc_service_check(c, &service, false).field);
    service.default_role = ROLE_ADMINISTRATOR;
    assert_string_equal(oidc_service_check(c, &service, false).field, "default_role");
    service = usual();
    service.group_claim = S("");
    service.roles = S("a = employee");
    assert_string_equal(oidc_service_check(c, &service, false).field, "group_claim");
    service = usual();
    service.issuer = S(" http://127.0.0.1:1/x ");
    assert_null(oidc_service_check(c, &service, true).field);
    assert_str(service.issuer, "http://127.0.0.1:1/x");
    work_release(&work);
}

// ---- On the way ----

static struct oidc_start begin(ctx *c, str browser)
{
    struct oidc_start start = {
        .browser = browser, .address = S("192.0.2.1"), .path = S("/figures?by=unit")};
    MUST(c, store_begin_write(c));
    MUST(c, oidc_start_add(c, &start));
    MUST(c, store_commit(c));
    return start;
}

static bool comes_back(ctx *c, str state, str browser)
{
    struct oidc_start start = {.state = state, .browser = browser};
    MUST(c, store_begin_write(c));
    if (oidc_start_take(c, &start)) {
        assert_str(start.path, "/figures?by=unit");
        MUST(c, store_commit(c));
        return true;
    }
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
    store_rollback(c);
    return false;
}

static void who_began_comes_back_once_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_start start = begin(c, S(""));
    assert_true(comes_back(c, start.state, start.browser));
    assert_false(comes_back(c, start.state, start.browser));
}
ON_BOTH(who_began_comes_back_once)

static void nobody_comes_back_in_another_browser_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_start mine = begin(c, S("")), other = begin(c, S(""));
    assert_false(str_equal(mine.browser, other.browser));
    assert_false(comes_back(c, mine.state, other.browser));
    assert_false(comes_back(c, mine.state, S("")));
    assert_false(comes_back(c, S(""), mine.browser));
    assert_false(comes_back(c, S("'; DROP TABLE single_start; --"), mine.browser));
    assert_true(comes_back(c, mine.state, mine.browser)); // what was refused used nothing up
}
ON_BOTH(nobody_comes_back_in_another_browser)

static void two_windows_of_a_browser_both_come_back_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_start first = begin(c, S("")), second = begin(c, first.browser);
    assert_true(str_equal(first.browser, second.browser));
    assert_false(str_equal(first.state, second.state));
    assert_false(str_equal(oidc_start_nonce(c, &first), oidc_start_nonce(c, &second)));
    assert_false(str_equal(oidc_start_verifier(c, &first), oidc_start_nonce(c, &first)));
    assert_true(comes_back(c, second.state, first.browser));
    assert_true(comes_back(c, first.state, first.browser));
}
ON_BOTH(two_windows_of_a_browser_both_come_back)

static void who_takes_too_long_begins_again_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_start start = begin(c, S(""));
    c->now_ms += OIDC_START_MS - 1;
    struct oidc_start later = begin(c, S(""));
    c->now_ms += 1;
    assert_false(comes_back(c, start.state, start.browser));
    assert_true(comes_back(c, later.state, later.browser));
}
ON_BOTH(who_takes_too_long_begins_again)

static void the_store_holds_nothing_that_finishes_a_sign_in_on(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    struct oidc_start start = begin(c, S(""));
    MUST(c, store_rows_text(c, S("SELECT hash, browser FROM single_start"), NO_VALS, &rows));
    assert_int_equal(rows.count, 1);
    assert_false(str_equal(rows.column[0].text[0], start.state));
    assert_false(str_equal(rows.column[1].text[0], start.browser));
    assert_false(comes_back(c, rows.column[0].text[0], rows.column[1].text[0]));
}
ON_BOTH(the_store_holds_nothing_that_finishes_a_sign_in)

static void the_address_there_carries_what_it_must(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct oidc_service service = usual();
    struct oidc_start start = {
        .browser = S("0000000000000000000000000000000000000000000000000000000000000001"),
        .state = S("00000000000000000000000000000000000000000000000000000000000000ab")};
    str address = oidc_start_address(c, &service, &start, S("https://id.example.fi/auth?x=1"),
                                     S("https://cx.example.fi/sign-in/back"));
    str until = S("https://id.example.fi/auth?x=1&response_type=code&client_id=tuntuma"
                  "&redirect_uri=https%3A%2F%2Fcx.example.fi%2Fsign-in%2Fback"
                  "&scope=openid%20email%20profile&state="
                  "00000000000000000000000000000000000000000000000000000000000000ab&nonce=");
    assert_true(str_starts(address, until));
    assert_true(str_ends(address, S("&code_challenge_method=S256&ui_locales=en")));
    assert_int_equal(str_find(address, oidc_start_verifier(c, &start)), -1);
    assert_int_equal(str_find(address, start.browser), -1);
    work_release(&work);
}

// ---- Coming in ----

static void who_has_an_account_comes_in_and_is_known_from_then_on_on(ctx *c, struct store *store)
{
    (void)store;
    struct session session;
    struct account account;
    i64 count = 0, id = account_of(c, "anna@example.fi", ROLE_CX_OWNER);
    struct oidc_service service = usual();
    MUST(c, account_get(c, id, &account));
    assert_true(account.is_invited);
    struct oidc_came came = come(c, service, anna());
    MUST(c, account_get(c, id, &account));
    assert_false(account.is_invited);
    assert_false(account.has_password);
    assert_int_equal(came.outcome, OIDC_IN);
    assert_int_equal(came.account, id);
    MUST(c, session_find(c, came.secret, &session));
    assert_int_equal(session.account, id);
    assert_false(session.strong);
    assert_str(session.address, "192.0.2.1");
    assert_int_equal(entries(c, "people.single_link"), 1);
    struct oidc_person married = anna(); // and an address that nobody has checked
    married.email = S("anna.korhonen@example.fi");
    married.email_is_sure = false;
    married.is_strong = true;
    came = come(c, service, married);
    assert_int_equal(came.account, id);
    MUST(c, session_find(c, came.secret, &session));
    assert_true(session.strong);
    assert_int_equal(entries(c, "people.single_link"), 1);
    assert_int_equal(entries(c, "people.sign_in"), 2);
    MUST(c, oidc_linked(c, &service, &count));
    assert_int_equal(count, 1);
}
ON_BOTH(who_has_an_account_comes_in_and_is_known_from_then_on)

static void an_address_that_nobody_checked_opens_nothing_on(ctx *c, struct store *store)
{
    (void)store;
    i64 id = account_of(c, "anna@example.fi", ROLE_CX_OWNER);
    struct oidc_person person = anna();
    person.email_is_sure = false;
    assert_int_equal(come(c, usual(), person).outcome, OIDC_EMAIL_NOT_SURE);
    person.email = S("");
    assert_int_equal(come(c, usual(), person).outcome, OIDC_NO_EMAIL);
    assert_int_equal(entries(c, "people.sign_in_refused"), 2);
    assert_int_equal(entries(c, "people.single_link"), 0);
    assert_int_equal(come(c, usual(), anna()).account, id);
}
ON_BOTH(an_address_that_nobody_checked_opens_nothing)

static void who_has_no_account_stays_out_on(ctx *c, struct store *store)
{
    (void)store;
    i64 count = 0;
    struct account *accounts;
    assert_int_equal(come(c, usual(), anna()).outcome, OIDC_NOBODY);
    MUST(c, account_list(c, &count, &accounts));
    assert_int_equal(count, 0);
}
ON_BOTH(who_has_no_account_stays_out)

static void an_address_that_was_given_to_somebody_else_opens_nothing_on(ctx *c, struct store *store)
{
    (void)store;
    i64 id = account_of(c, "anna@example.fi", ROLE_CX_OWNER);
    assert_int_equal(come(c, usual(), anna()).outcome, OIDC_IN);
    struct oidc_person newcomer = anna();
    newcomer.subject = S("77aa");
    assert_int_equal(come(c, usual(), newcomer).outcome, OIDC_TAKEN);
    MUST(c, store_begin_write(c));
    MUST(c, oidc_unlink(c, S("account 1"), id));
    MUST(c, store_commit(c));
    assert_int_equal(come(c, usual(), newcomer).account, id);
    assert_int_equal(come(c, usual(), anna()).outcome, OIDC_TAKEN);
}
ON_BOTH(an_address_that_was_given_to_somebody_else_opens_nothing)

static void the_same_subject_of_another_service_is_somebody_else_on(ctx *c, struct store *store)
{
    (void)store;
    (void)account_of(c, "anna@example.fi", ROLE_CX_OWNER);
    assert_int_equal(come(c, usual(), anna()).outcome, OIDC_IN);
    struct oidc_person person = anna();
    person.issuer = S("https://other.example");
    person.email = S("matti@example.fi");
    assert_int_equal(come(c, usual(), person).outcome, OIDC_NOBODY);
}
ON_BOTH(the_same_subject_of_another_service_is_somebody_else)

static void who_ended_stays_out_until_somebody_lets_them_in_anew_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_service service = usual();
    service.adds_people = true;
    service.domains = S("example.fi");
    i64 id = account_of(c, "anna@example.fi", ROLE_CX_OWNER);
    assert_int_equal(come(c, service, anna()).outcome, OIDC_IN);
    MUST(c, store_begin_write(c));
    MUST(c, account_end(c, S("test"), id));
    MUST(c, store_commit(c));
    assert_int_equal(come(c, service, anna()).outcome, OIDC_ENDED); // no account by itself
    i64 fresh = account_of(c, "anna@example.fi", ROLE_EMPLOYEE);
    struct oidc_came came = come(c, service, anna());
    assert_int_equal(came.account, fresh);
}
ON_BOTH(who_ended_stays_out_until_somebody_lets_them_in_anew)

static void the_right_domain_gets_an_account_on(ctx *c, struct store *store)
{
    (void)store;
    struct account account;
    struct oidc_service service = usual();
    service.adds_people = true;
    service.domains = S("example.se, @Example.FI");
    struct oidc_came came = come(c, service, anna());
    assert_int_equal(came.outcome, OIDC_IN);
    MUST(c, account_get(c, came.account, &account));
    assert_str(account.email, "anna@example.fi");
    assert_str(account.name, "Anna Virtanen");
    assert_int_equal(account.role, ROLE_EMPLOYEE);
    assert_int_equal(come(c, service, anna()).account, came.account);
    struct oidc_person other = anna();
    other.subject = S("88");
    other.email = S("eve@notexample.fi");
    assert_int_equal(come(c, service, other).outcome, OIDC_NOBODY);
    other.email = S("eve@example.fi.evil.example");
    assert_int_equal(come(c, service, other).outcome, OIDC_NOBODY);
    other.email = S("eve@example.fi");
    other.email_is_sure = false;
    assert_int_equal(come(c, service, other).outcome, OIDC_EMAIL_NOT_SURE);
}
ON_BOTH(the_right_domain_gets_an_account)

static void groups_give_accounts_and_roles_on(ctx *c, struct store *store)
{
    (void)store;
    struct oidc_service service = usual();
    service.adds_people = true;
    service.groups = S("staff\nCN=board,OU=groups");
    service.roles = S("leads = function_lead\r\nCN=board,OU=groups = board_member");
    struct oidc_person person = anna();
    assert_int_equal(come(c, service, person).outcome, OIDC_NOBODY);
    person.groups = json_parse(c, S("[\"guests\"]"));
    assert_int_equal(come(c, service, person).outcome, OIDC_NOBODY);
    person.groups = json_parse(c, S("[\"CN=board,OU=groups\"]"));
    struct oidc_came came = come(c, service, person);
    assert_int_equal(came.outcome, OIDC_IN);
    assert_int_equal(role_of(c, came.account), ROLE_BOARD_MEMBER);
    person.groups = json_parse(c, S("[\"staff\",\"leads\",\"CN=board,OU=groups\"]"));
    (void)come(c, service, person);
    assert_int_equal(role_of(c, came.account), ROLE_FUNCTION_LEAD); // the first line that fits
    person.groups = json_parse(c, S("[\"staff\"]"));
    (void)come(c, service, person);
    assert_int_equal(role_of(c, came.account), ROLE_FUNCTION_LEAD); // no line: it stays
}
ON_BOTH(groups_give_accounts_and_roles)

static void the_administrator_stays_one_on(ctx *c, struct store *store)
{
    (void)store;
    struct session session;
    i64 id = account_of(c, "anna@example.fi", ROLE_ADMINISTRATOR);
    with_password(c, id);
    struct oidc_service service = usual();
    struct oidc_person person = anna();
    person.groups = json_parse(c, S("[\"staff\"]"));
    service.roles = S("staff = employee");
    (void)come(c, service, person);
    assert_int_equal(role_of(c, id), ROLE_ADMINISTRATOR); // groups do not decide it
    service.roles = S("admins = administrator\nstaff = employee");
    struct oidc_came came = come(c, service, person);
    assert_int_equal(role_of(c, id), ROLE_ADMINISTRATOR); // they do, but it is the last one
    MUST(c, session_find(c, came.secret, &session));
    i64 other = account_of(c, "matti@example.fi", ROLE_ADMINISTRATOR);
    with_password(c, other);
    came = come(c, service, person);
    assert_int_equal(role_of(c, id), ROLE_EMPLOYEE);
    MUST(c, session_find(c, came.secret, &session)); // made after the old ones ended
}
ON_BOTH(the_administrator_stays_one)

static void an_administrator_without_a_password_may_go_on(ctx *c, struct store *store)
{
    (void)store;
    with_password(c, account_of(c, "matti@example.fi", ROLE_ADMINISTRATOR));
    i64 id = account_of(c, "anna@example.fi", ROLE_ADMINISTRATOR);
    assert_int_equal(come(c, usual(), anna()).account, id);
    MUST(c, store_begin_write(c));
    MUST(c, account_end(c, S("test"), id)); // whoever could come in without the service is left
    assert_false(account_end(c, S("test"), 1));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    store_rollback(c);
}
ON_BOTH(an_administrator_without_a_password_may_go)

// ---- What claims say ----

static struct oidc_person person_of(ctx *c, struct oidc_service service, const char *claims)
{
    json_t *object = json_parse(c, str_of(claims));
    assert_non_null(object);
    return oidc_person_of(c, &service, object);
}

static void keycloak_tells_who_it_is(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct oidc_service service = usual();
    service.group_claim = S("realm_access.roles");
    struct oidc_person person = person_of(
        c, service,
        "{\"iss\":\"https://id.example.fi/realms/house\",\"sub\":\"f3\",\"email_verified\":true,"
        "\"email\":\"Anna@Example.fi\",\"name\":\"Anna Virtanen\",\"acr\":\"1\","
        "\"preferred_username\":\"anna\",\"realm_access\":{\"roles\":[\"lead\"]}}");
    assert_str(person.email, "anna@example.fi");
    assert_true(person.email_is_sure);
    assert_str(person.subject, "f3");
    assert_str(person.name, "Anna Virtanen");
    assert_non_null(person.groups);
    assert_false(person.is_strong);
    service.roles = S("lead = function_lead");
    assert_int_equal(oidc_role_of(&service, &person), ROLE_FUNCTION_LEAD);
    work_release(&work);
}

static void who_has_no_name_gets_that_of_the_address(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    assert_str(person_of(c, usual(), "{\"email\":\"anna.v@example.fi\"}").name, "anna.v");
    assert_str(person_of(c, usual(), "{\"email\":\"none\",\"name\":\" \"}").name, "");
    assert_str(person_of(c, usual(), "{}").name, "");
    assert_str(person_of(c, usual(), "{\"name\":7,\"email\":[],\"groups\":{}}").email, "");
    work_release(&work);
}

static void entra_id_tells_who_it_is(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const char *claims =
        "{\"iss\":\"https://login.microsoftonline.com/9188/v2.0\",\"sub\":\"AAAA\",\"oid\":\"o\","
        "\"preferred_username\":\"anna@example.fi\",\"tid\":\"9188\",\"name\":\"Anna\","
        "\"_claim_names\":{\"groups\":\"src1\"},\"amr\":[\"pwd\",\"mfa\"]}";
    struct oidc_service service = usual();
    assert_int_equal(person_of(c, service, claims).email.size, 0); // it tells no "email"
    service.email_claim = S("preferred_username");
    struct oidc_person person = person_of(c, service, claims);
    assert_str(person.email, "anna@example.fi");
    assert_false(person.email_is_sure); // until the administrator says so
    assert_true(person.groups_left_out);
    assert_true(person.is_strong);
    service.trusts_email = true;
    assert_true(person_of(c, service, claims).email_is_sure);
    work_release(&work);
}

static void an_address_is_checked_when_the_service_says_so(void **state)
{
    static const struct {
        const char *claims;
        bool is_sure, is_sure_when_trusted;
    } cases[] = {
        {"{\"email\":\"a@b.fi\"}",                              false, true },
        {"{\"email\":\"a@b.fi\",\"email_verified\":true}",      true,  true },
        {"{\"email\":\"a@b.fi\",\"email_verified\":\"true\"}",  true,  true },
        {"{\"email\":\"a@b.fi\",\"email_verified\":false}",     false, false},
        {"{\"email\":\"a@b.fi\",\"email_verified\":\"false\"}", false, false},
        {"{\"email\":\"a@b.fi\",\"email_verified\":null}",      false, false},
        {"{\"email\":\"a@b.fi\",\"email_verified\":1}",         false, false},
    };
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct oidc_service service = usual();
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        service.trusts_email = false;
        assert_int_equal(person_of(c, service, cases[i].claims).email_is_sure, cases[i].is_sure);
        service.trusts_email = true;
        assert_int_equal(person_of(c, service, cases[i].claims).email_is_sure,
                         cases[i].is_sure_when_trusted);
    }
    // email_verified says nothing of another claim.
    service.trusts_email = false;
    service.email_claim = S("upn");
    assert_false(
        person_of(c, service, "{\"upn\":\"a@b.fi\",\"email_verified\":true}").email_is_sure);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_one_service_and_its_secret_stays_with_it),
        cmocka_unit_test(the_log_does_not_tell_the_secret),
        cmocka_unit_test(what_is_wrong_with_a_service_is_said_by_field),
        cmocka_unit_test(who_began_comes_back_once),
        cmocka_unit_test(nobody_comes_back_in_another_browser),
        cmocka_unit_test(two_windows_of_a_browser_both_come_back),
        cmocka_unit_test(who_takes_too_long_begins_again),
        cmocka_unit_test(the_store_holds_nothing_that_finishes_a_sign_in),
        cmocka_unit_test(the_address_there_carries_what_it_must),
        cmocka_unit_test(who_has_an_account_comes_in_and_is_known_from_then_on),
        cmocka_unit_test(an_address_that_nobody_checked_opens_nothing),
        cmocka_unit_test(who_has_no_account_stays_out),
        cmocka_unit_test(an_address_that_was_given_to_somebody_else_opens_nothing),
        cmocka_unit_test(the_same_subject_of_another_service_is_somebody_else),
        cmocka_unit_test(who_ended_stays_out_until_somebody_lets_them_in_anew),
        cmocka_unit_test(the_right_domain_gets_an_account),
        cmocka_unit_test(groups_give_accounts_and_roles),
        cmocka_unit_test(the_administrator_stays_one),
        cmocka_unit_test(an_administrator_without_a_password_may_go),
        cmocka_unit_test(keycloak_tells_who_it_is),
        cmocka_unit_test(who_has_no_name_gets_that_of_the_address),
        cmocka_unit_test(entra_id_tells_who_it_is),
        cmocka_unit_test(an_address_is_checked_when_the_service_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
