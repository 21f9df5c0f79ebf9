// What a company is set up as: what may be typed, what is kept, and what the log says. On both
// engines.
#include "settings/settings.h"

#include "support/teller.h"

#include "support/test.h"

static bool set(ctx *c, const char *name, const char *typed)
{
    const struct setting *setting = setting_find(str_of(name));
    assert_non_null(setting);
    MUST(c, store_begin_write(c));
    if (setting_set(c, S("command anna"), setting, str_of(typed))) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static const char *told(ctx *c, const char *name)
{
    str value = {0};
    MUST(c, setting_text(c, name, &value));
    return str_c(c->arena, value);
}

static void every_default_may_be_typed_on(ctx *c, struct store *store)
{
    (void)store;
    for (i64 i = 0; i < settings_count; i++) {
        str kept = {0};
        MUST(c, setting_check(c, &settings[i], str_of(settings[i].otherwise), &kept));
        assert_str(kept, settings[i].otherwise);
        assert_string_equal(told(c, settings[i].name), settings[i].otherwise);
        assert_ptr_equal(setting_find(str_of(settings[i].name)), &settings[i]);
    }
    assert_null(setting_find(S("mail.hosts")));
}

static void what_is_set_counts_until_it_is_emptied_on(ctx *c, struct store *store)
{
    (void)store;
    i64 port = 0;
    bool is_set = true;
    MUST(c, setting_is_set(c, "mail.port", &is_set));
    assert_false(is_set);
    assert_true(set(c, "mail.port", " 465 "));
    MUST(c, setting_i64(c, "mail.port", &port));
    assert_int_equal(port, 465);
    assert_true(set(c, "mail.port", ""));
    MUST(c, setting_i64(c, "mail.port", &port));
    assert_int_equal(port, 587);
    assert_true(set(c, "company.address", "https://cx.example.com/"));
    assert_string_equal(told(c, "company.address"), "https://cx.example.com");
    assert_true(set(c, "company.currency", "sek"));
    assert_string_equal(told(c, "company.currency"), "SEK");
    assert_true(set(c, "mail.from", " CX@Example.com"));
    assert_string_equal(told(c, "mail.from"), "cx@example.com");
}

static void every_change_is_in_the_log_and_no_secret_is_on(ctx *c, struct store *store)
{
    (void)store;
    assert_true(set(c, "company.name", "Lounas & pojat"));
    assert_true(set(c, "company.name", "Lounas & pojat")); // no change, no entry
    assert_true(set(c, "mail.password", "first secret"));
    assert_true(set(c, "mail.password", " second "));
    assert_string_equal(told(c, "mail.password"), " second "); // blanks may belong to it
    assert_true(set(c, "company.name", "Lounas"));
    assert_string_equal(
        teller_ask(c, "SELECT who, what, about, detail FROM audit ORDER BY number"),
        "command anna settings.set setting company.name {\"before\":\"\",\"after\":\"Lounas & "
        "pojat\"} | "
        "command anna settings.set setting mail.password {\"is_set\":true} | "
        "command anna settings.set setting mail.password {\"is_set\":true} | "
        "command anna settings.set setting company.name {\"before\":\"Lounas & "
        "pojat\",\"after\":\"Lounas\"}");
    // Of a secret only the newest is kept anywhere.
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM setting WHERE value LIKE '%first%'"),
                        "0");
}

// One of each type that may not be, with the whole of what is said.
static const struct {
    const char *name, *typed, *msg, *hint;
} refused[] = {
    {"company.name",     "a\nb",                        "this has characters that cannot be read",
     "It must be one line of text."                                                                                                                           },
    {"company.name",     "\xff",                        "this has characters that cannot be read",
     "It must be one line of text."                                                                                                                           },
    {"mail.port",        "70000",                       "\"70000\" does not fit here",
     "It must be a whole number from 1 to 65535."                                                                                                             },
    {"mail.port",        "5 8",                         "\"5 8\" does not fit here",                     "It must be a whole number from 1 to 65535."         },
    {"mail.tls",         "ssl",                         "\"ssl\" is none of the choices",                "There are: starttls, tls, none."                    },
    {"company.zone",     "Europe/Helsingfors",          "there is no time zone named 'Europe/Helsingfors'",  NULL                                                 },
    {"company.currency", "euro",                        "this is too long",                              "It may have 3 letters at most."                     },
    {"company.currency", "e1r",                         "\"e1r\" is no currency",                        "Give its three letters, such as EUR."               },
    {"company.accent",   "green",                       "\"green\" is no colour",
     "Write it as # and six digits, such as #0a5c45."                                                                                                         },
    {"company.accent",   "#0a5c4g",                     "\"#0a5c4g\" is no colour",
     "Write it as # and six digits, such as #0a5c45."                                                                                                         },
    {"company.accent",   "#777777",                     "this colour is too pale to be read on white",
     "Take a darker one: its contrast with white must be 4.5 at least."                                                                                       },
    {"mail.from",        "cx",                          "this is no address of e-mail",
     "Write it as anna@example.fi, without letters beyond a to z."                                                                                            },
    {"mail.host",        "smtp.example.com:25",         "\"smtp.example.com:25\" is no name of a host",
     "Give it alone, such as smtp.example.com."                                                                                                               },
    {"mail.host",        "a..b",                        "\"a..b\" is no name of a host",
     "Give it alone, such as smtp.example.com."                                                                                                               },
    {"company.address",  "http://cx.example.com",       "links to these pages must begin with https://",
     "Write it as https://cx.example.com, without a path."                                                                                                    },
    {"company.address",  "https://cx.example.com/deep",
     "\"https://cx.example.com/deep\" is no address of pages",                                           "Write it as https://cx.example.com, without a path."},
    {"company.address",  "https://anna@example.com",
     "\"https://anna@example.com\" is no address of pages",                                              "Write it as https://cx.example.com, without a path."},
    {"company.address",  "https://cx.example.com:0",
     "\"https://cx.example.com:0\" is no address of pages",                                              "Write it as https://cx.example.com, without a path."},
    {"company.address",  "h",                           "\"h\" is no address of pages",
     "Write it as https://cx.example.com, without a path."                                                                                                    },
    {"backup.folder",    "var/backups",                 "\"var/backups\" is no whole path",
     "Begin it with / and leave .. out."                                                                                                                      },
    {"backup.folder",    "/var/../etc",                 "\"/var/../etc\" is no whole path",
     "Begin it with / and leave .. out."                                                                                                                      },
};

static void what_does_not_fit_is_refused_with_its_reason_on(ctx *c, struct store *store)
{
    (void)store;
    for (i64 i = 0; i < COUNT_OF(refused); i++) {
        assert_false(set(c, refused[i].name, refused[i].typed));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        assert_string_equal(c->err.msg, refused[i].msg);
        if (refused[i].hint) assert_string_equal(c->err.hint, refused[i].hint);
        err_clear(c);
    }
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM audit"), "0");
}

static void what_fits_is_taken_as_it_is_on(ctx *c, struct store *store)
{
    (void)store;
    static const struct {
        const char *name, *typed;
    } taken[] = {
        {"company.address", "http://localhost:8080"      },
        {"company.address", "http://[::1]:8080"          },
        {"company.address", "https://[2001:db8::1]"      },
        {"company.address", "https://cx.example.com:8443"},
        {"company.accent",  "#767676"                    },
        {"company.accent",  "#0A5C45"                    },
        {"mail.host",       "2001:db8::1"                },
        {"mail.host",       "192.0.2.1"                  },
        {"company.zone",    "America/Argentina/Ushuaia"  },
        {"backup.folder",   "/var/back ups/ä"           },
        {"backup.hour",     "0"                          },
    };
    for (i64 i = 0; i < COUNT_OF(taken); i++) {
        MUST(c, set(c, taken[i].name, taken[i].typed));
        assert_string_equal(told(c, taken[i].name), taken[i].typed);
    }
}

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

ON_BOTH(every_default_may_be_typed)
ON_BOTH(what_is_set_counts_until_it_is_emptied)
ON_BOTH(every_change_is_in_the_log_and_no_secret_is)
ON_BOTH(what_does_not_fit_is_refused_with_its_reason)
ON_BOTH(what_fits_is_taken_as_it_is)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_may_be_typed),
        cmocka_unit_test(what_is_set_counts_until_it_is_emptied),
        cmocka_unit_test(every_change_is_in_the_log_and_no_secret_is),
        cmocka_unit_test(what_does_not_fit_is_refused_with_its_reason),
        cmocka_unit_test(what_fits_is_taken_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
