// Whatever comes in, is corrected, merged, parted and erased: the tally says what the facts say,
// and parting takes back what merging did, to the last row.
#include "facts/privacy.h"
#include "facts/tally.h"

#include "support/teller.h"

#include "prop/prop.h"

enum { PEOPLE = 5, STEPS = 14 };

static struct teller *teller;
static const struct privacy_by by = {
    .who = {"prop", 4},
      .why = {"law",  3}
};
static const str names[PEOPLE] = {
    {"A", 1},
    {"B", 1},
    {"C", 1},
    {"D", 1},
    {"E", 1}
};
static const str units[] = {
    {"Turku", 5},
    {"Oulu",  4},
    {"",      0}
};

static void clear_store(ctx *c)
{
    static const char *const tables[] = {
        "fact",      "cube_new",     "cube_day",        "cube_month", "key",
        "batch",     "fold",         "scope",           "presence",   "remark",
        "tally",     "alias",        "tally_attribute", "merge",      "tally_unit",
        "attribute", "tally_metric", "tally_fold",      "tally_part"};
    for (i64 i = 0; i < COUNT_OF(tables); i++)
        teller_run(c, fmt(c->arena, "DELETE FROM %s", tables[i]));
    known_forget(&teller->known);
}

static void tell_any(struct prop *p)
{
    ctx *c = teller->c;
    i64 count = 1 + prop_i64(p, 0, 4);
    struct encounter *lines = NEW_ARRAY(c->arena, struct encounter, count);
    buf_c(p->shown, "\ntell");
    for (i64 i = 0; i < count; i++) {
        i64 id = prop_i64(p, 0, 9), who = prop_i64(p, 0, PEOPLE - 1), day = prop_i64(p, -400, 1);
        bool replaces = prop_bits(p) % 3 == 0, is_asked = prop_bits(p) % 3 == 0;
        struct reading *reading = NEW(c->arena, struct reading);
        struct encounter_attribute *said = NEW(c->arena, struct encounter_attribute);
        *reading =
            (struct reading){is_asked ? S("nps") : S("purchase"), 10000 * prop_i64(p, 0, 10)};
        *said = (struct encounter_attribute){S("tier"), prop_bits(p) % 2 ? S("Gold") : S("Tin")};
        lines[i] = (struct encounter){.id = str_of(fmt(c->arena, "e%lld", (long long)id)),
                                      .happened_ms = TOLD_MS + id % 3 * 86400000 * day,
                                      .key = names[who],
                                      .unit = units[prop_bits(p) % 3],
                                      .readings = reading,
                                      .reading_count = 1,
                                      .attributes = said,
                                      .attribute_count = prop_bits(p) % 2,
                                      .replaces = replaces};
        buf_fmt(p->shown, " [%lld of %s on %lld%s]", (long long)id, names[who].s, (long long)day,
                replaces ? " replaces" : "");
    }
    (void)teller_take(teller, lines, count);
}

static bool find(ctx *c, i64 who, i64 *id, struct privacy_customer *out)
{
    bool found = privacy_find(c, names[who], id, out);
    if (!found) err_clear(c);
    return found;
}

static const char *all_rows(ctx *c)
{
    return fmt(
        c->arena, "%s; %s; %s",
        teller_ask(c, "SELECT key, customer, shown, period::BIGINT AS p, encounters, value, "
                      "last_ms FROM tally ORDER BY 1, 2, 4"),
        teller_ask(c, "SELECT key, customer, unit::BIGINT AS u FROM tally_unit ORDER BY 1, 3"),
        teller_ask(c, "SELECT key, customer, value FROM tally_attribute ORDER BY 1, 3"));
}

// Merges two; half of the time it parts them again at once, and everything is as it was.
static bool merge_any(struct prop *p)
{
    ctx *c = teller->c;
    struct privacy_pair pair;
    i64 from = prop_i64(p, 0, PEOPLE - 1), into = prop_i64(p, 0, PEOPLE - 1), key = 0, other = 0;
    bool parts = prop_bits(p) % 2;
    if (!find(c, from, &key, &pair.from) || !find(c, into, &other, &pair.into)) return true;
    if (pair.from.customer == pair.into.customer) return true;
    buf_fmt(p->shown, "\nmerge %s into %s%s", names[from].s, names[into].s,
            parts ? " and part" : "");
    const char *before = all_rows(c);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_merge(c, pair, by));
    MUST(c, store_commit(c));
    if (!parts) return true;
    MUST(c, store_begin_write(c));
    MUST(c, privacy_unmerge(c, key, by));
    MUST(c, store_commit(c));
    return strcmp(before, all_rows(c)) == 0;
}

static void unmerge_any(struct prop *p)
{
    ctx *c = teller->c;
    struct privacy_customer customer;
    i64 who = prop_i64(p, 0, PEOPLE - 1), key = 0;
    if (!find(c, who, &key, &customer)) return;
    buf_fmt(p->shown, "\npart %s", names[who].s);
    MUST(c, store_begin_write(c));
    if (privacy_unmerge(c, key, by)) {
        MUST(c, store_commit(c));
    } else {
        assert_int_equal(c->err.code, ERR_REFUSED);
        err_clear(c);
        store_rollback(c);
    }
}

static void change_any(struct prop *p)
{
    ctx *c = teller->c;
    struct privacy_customer customer;
    struct privacy_erasure erasure;
    i64 who = prop_i64(p, 0, PEOPLE - 1), key = 0;
    bool erases = prop_bits(p) % 3 == 0;
    if (!find(c, who, &key, &customer)) return;
    buf_fmt(p->shown, "\n%s %s", erases ? "erase" : "correct", names[who].s);
    MUST(c, store_begin_write(c));
    bool done =
        erases ? privacy_erase(c, customer, by, &erasure)
               : privacy_correct(c, key, (struct encounter_attribute){S("tier"), S("Silver")}, by);
    if (done) {
        MUST(c, store_commit(c));
    } else {
        assert_int_equal(c->err.code, ERR_NOT_FOUND); // nobody ever had a tier
        err_clear(c);
        store_rollback(c);
    }
    known_forget(&teller->known);
}

// As the server does: few at a time, so that a batch may be taken in parts.
static bool tally_some(struct prop *p)
{
    ctx *c = teller->c;
    i64 most = 1 + prop_i64(p, 0, 3), turns = 1 + prop_i64(p, 0, 3);
    bool is_last = false;
    buf_fmt(p->shown, "\ntally %lld times %lld", (long long)turns, (long long)most);
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < turns && !is_last; i++)
        MUST(c, tally_turn(c, most, &is_last));
    MUST(c, store_commit(c));
    return !teller_finding(c)[0];
}

static bool history(struct prop *p)
{
    i64 steps = 1 + prop_i64(p, 0, STEPS);
    clear_store(teller->c);
    for (i64 i = 0; i < steps; i++) {
        switch (prop_bits(p) % 10) {
        case 0:
            buf_c(p->shown, "\nfold");
            teller_fold(teller);
            break;
        case 1:
        case 2:
            if (!merge_any(p)) return false;
            break;
        case 3:
            unmerge_any(p);
            break;
        case 4:
            change_any(p);
            break;
        case 5:
        case 6:
            if (!tally_some(p)) return false;
            break;
        default:
            tell_any(p);
        }
    }
    if (teller_finding(teller->c)[0]) return false; // what is not folded yet is not missed
    teller_fold(teller);
    const char *finding = teller_finding(teller->c);
    buf_fmt(p->shown, "\n%s", finding);
    return !finding[0];
}

static bool the_tally_says_what_the_facts_say(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct arena_mark mark = arena_mark(teller->c->arena);
    bool held = history(p);
    arena_rewind(teller->c->arena, mark);
    return held;
}

static void histories(ctx *c, struct store *store)
{
    enum { RUNS_DUCKDB = 25, RUNS_POSTGRES = 25 };
    struct teller it;
    teller_init(c, &it);
    teller = &it;
    i64 runs = store_engine(store) == STORE_DUCKDB ? RUNS_DUCKDB : RUNS_POSTGRES;
    u64 first = prop_setting("TUNTUMA_PROP_SEED", 1);
    for (i64 run = 0; run < runs; run++) {
        i64 scale = run * PROP_SCALE / runs;
        if (prop_holds(the_tally_says_what_the_facts_say, first + (u64)run, scale, false)) continue;
        (void)prop_holds(the_tally_says_what_the_facts_say, first + (u64)run, scale, true);
        _fail(__FILE__, __LINE__);
    }
    teller_release(&it);
}

static void check_the_tally_says_what_the_facts_say(void **state)
{
    (void)state;
    on_both(histories);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_the_tally_says_what_the_facts_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
