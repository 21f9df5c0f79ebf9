// Accounts and the people's records that they belong to: on both engines.
#include "record/person.h"

#include "support/both.h"

#include "support/test.h"

static const struct record_edit BOSS = {.roles = UINT32_MAX};

static i64 made(ctx *c, const char *kind, const char *name, const char *email)
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, S("name"), str_of(name), UINT32_MAX, &problems));
    if (email) MUST(c, record_put(c, record, S("email"), str_of(email), UINT32_MAX, &problems));
    MUST(c, store_begin_write(c) && record_add(c, record, &BOSS, &problems) && store_commit(c));
    return record->id;
}

static i64 let_in(ctx *c, const char *email, struct account_scope scope, i64 *person)
{
    i64 account = 0;
    struct account_new new = {.email = str_of(email), .name = S("Anna"), .role = ROLE_EMPLOYEE};
    MUST(c, store_begin_write(c) && account_add(c, S("test"), new, &account) &&
                account_set_scope(c, S("test"), account, scope) &&
                person_make(c, account, 7, person) && store_commit(c));
    return account;
}

static void an_account_gets_its_persons_record_by(ctx *c, struct store *store)
{
    (void)store;
    i64 sales = made(c, "function", "Sales", NULL), person = 0, again = 0, account = 0;
    account = let_in(c, "Anna@Example.fi",
                     (struct account_scope){
                         .function_count = 1,
                         .functions = (const i64[]){sales},
                         .unit_count = 2,
                         .units = (const i64[]){ 1,    2}
    },
                     &person);
    struct record record;
    MUST(c, record_get(c, kind_find(S("person")), person, &record));
    assert_str(record_value(&record, "name")->text, "Anna");
    assert_str(record_value(&record, "email")->text, "anna@example.fi");
    assert_int_equal(record_value(&record, "function")->i, sales);
    assert_false(record_value(&record, "unit")->given);
    assert_int_equal(record.made_by, 7);
    MUST(c, person_of_account(c, account, &again));
    assert_int_equal(again, person);
    MUST(c, person_account(c, person, &again));
    assert_int_equal(again, account);
    MUST(c, store_begin_write(c) && person_make(c, account, 0, &again) && store_commit(c));
    assert_int_equal(again, person);
    str *names = NULL;
    MUST(c, person_names(c, (const i64[]){99, person}, 2, &names));
    assert_str(names[0], "");
    assert_str(names[1], "Anna");
}

static void who_is_known_already_is_not_made_again_by(ctx *c, struct store *store)
{
    (void)store;
    i64 bert = made(c, "person", "Bert", "BERT@example.fi"), person = 0, account = 0;
    (void)made(c, "person", "Cleo", "cleo@example.fi");
    (void)made(c, "person", "Other Cleo", "cleo@example.fi");
    account = let_in(c, "bert@example.fi", (struct account_scope){0}, &person);
    assert_int_equal(person, bert);
    (void)let_in(c, "cleo@example.fi", (struct account_scope){0}, &person);
    assert_int_equal(person, bert + 3); // which Cleo it is nobody can say
    // Somebody who comes back is the same person, with another account.
    MUST(c, store_begin_write(c) && account_end(c, S("test"), account) && store_commit(c));
    MUST(c, person_account(c, bert, &account));
    assert_int_equal(account, 0);
    i64 second = let_in(c, "bert@example.fi", (struct account_scope){0}, &person);
    assert_int_equal(person, bert);
    MUST(c, person_account(c, bert, &account));
    assert_int_equal(account, second);
}

static void scope_that_is_not_there_is_left_out_by(ctx *c, struct store *store)
{
    (void)store;
    i64 person = 0, account = 0;
    (void)let_in(c, "dora@example.fi",
                 (struct account_scope){.unit_count = 1, .units = (const i64[]){44}}, &person);
    struct record record;
    MUST(c, record_get(c, kind_find(S("person")), person, &record));
    assert_false(record_value(&record, "unit")->given);
    MUST(c, person_of_account(c, 99, &person) && person_account(c, 0, &account));
    assert_int_equal(person, 0);
    assert_int_equal(account, 0);
    MUST(c, store_begin_write(c));
    assert_false(person_make(c, 99, 0, &person));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    store_rollback(c);
}

#define ON_BOTH(name)                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(name##_by);                                                                        \
    }

ON_BOTH(an_account_gets_its_persons_record)
ON_BOTH(who_is_known_already_is_not_made_again)
ON_BOTH(scope_that_is_not_there_is_left_out)

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_gets_its_persons_record),
        cmocka_unit_test(who_is_known_already_is_not_made_again),
        cmocka_unit_test(scope_that_is_not_there_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
