#include "case/case_rule.h"

#include "base/lang.h"
#include "case/case_ask.h"
#include "case/case_parts.h"
#include "people/email.h"
#include "words/tokens.h"

#define SINCE_DAYS 30

enum { FITS_MAX = 500, WORDS_MAX = 200 };

struct rule {
    i64 id, metric, touchpoint, function;
    str name, opens_by, words, severity;
    bool has_bound;
    f64 bound;
};

// ---- Words ----

static bool token_fits(str word, str token)
{
    bool is_open = str_ends(word, S("*"));
    str start = is_open ? str_slice(word, 0, word.size - 1) : word;
    return is_open ? start.size && str_starts(token, start) : str_equal(word, token);
}

bool case_words_fit(ctx *c, str words, str text)
{
    struct tokens tokens = tokens_read(c, text);
    str folded = tokens_fold(c, words), word;
    for (i64 count = 0; count < WORDS_MAX && str_cut(&folded, ',', &word); count++) {
        word = str_trim(word);
        if (!word.size) continue;
        for (i64 i = 0; i < tokens.count; i++)
            if (token_fits(word, tokens.items[i].text)) return true;
    }
    return false;
}

// ---- Which metrics a rule looks at ----

static void add_named(const struct rows *metrics, str name, i64 *ids, i64 *count)
{
    for (i64 i = 0; i < metrics->count; i++)
        if (token_fits(name, metrics->column[1].text[i])) ids[(*count)++] = metrics->column[0].i[i];
}

// "felt." or "event." before each of the words.
static void add_family(ctx *c, const struct rows *metrics, const char *family, str words, i64 *ids,
                       i64 *count)
{
    str word;
    while (str_cut(&words, ',', &word) && *count < metrics->count) {
        word = str_trim(word);
        if (!word.size) continue;
        add_named(metrics, str_of(fmt(c->arena, "%s%.*s", family, STR(word))), ids, count);
    }
}

struct wanted {
    i64 *metrics, count;
    f64 most;
    bool by_words;
};

static struct wanted wanted_of(ctx *c, const struct rule *rule, const struct rows *metrics)
{
    struct wanted out = {.metrics = NEW_ARRAY(c->arena, i64, 2 * metrics->count + 1), .most = 1e9};
    if (str_equal(rule->opens_by, S("detractor"))) {
        add_named(metrics, S("nps"), out.metrics, &out.count);
        out.most = rule->has_bound ? rule->bound : 6;
    } else if (str_equal(rule->opens_by, S("handling"))) {
        add_named(metrics, S(CASE_ASK_CODE), out.metrics, &out.count);
        out.most = rule->has_bound ? rule->bound : 2;
    } else if (str_equal(rule->opens_by, S("low")) && rule->metric && rule->has_bound) {
        out.metrics[out.count++] = rule->metric;
        out.most = rule->bound;
    } else if (str_equal(rule->opens_by, S("feeling"))) {
        add_family(c, metrics, "felt.", rule->words, out.metrics, &out.count);
    } else if (str_equal(rule->opens_by, S("signal"))) {
        add_family(c, metrics, "event.", rule->words, out.metrics, &out.count);
    } else if (str_equal(rule->opens_by, S("word")) && rule->words.size) {
        add_named(metrics, S("remark"), out.metrics, &out.count);
        out.by_words = true;
    }
    return out;
}

// ---- Opening ----

static bool contact_of(ctx *c, i64 key, struct case_person *out)
{
    struct rows rows;
    str email = {0};
    if (!store_rows(c, SQL_case_rule_contact, VALS(V_I64(key)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) { // the newest last
        str name = rows.column[0].text[i], value = rows.column[1].text[i];
        if (str_equal(name, S("name"))) out->name = value;
        if (str_equal(name, S("phone"))) out->phone = value;
        if (str_equal(name, S("email"))) email = value;
        if (str_equal(name, S("language")) && lang_is_known(str_c(c->arena, value)))
            out->lang = str_c(c->arena, value);
    }
    if (email.size && !email_normalise(c, email, &out->email)) {
        if (c->err.code != ERR_BAD_INPUT) return false;
        err_clear(c); // what came in as an address and is none
    }
    return true;
}

static const char *way_of(const struct rule *rule, str kind)
{
    if (str_equal(rule->opens_by, S("signal"))) return "signal";
    return str_equal(kind, S("answers")) ? "survey" : "program";
}

// The closed case that an answer judges; 0: it is no such answer.
static bool judged_case(ctx *c, str external, i64 *out)
{
    static const str start = {"answer-", 7};
    i64 answer = 0;
    *out = 0;
    if (!str_starts(external, start)) return true;
    str number = str_slice(external, start.size, external.size);
    return !str_i64(number, &answer) || case_ask_of(c, answer, out);
}

static bool open_one(ctx *c, const struct rule *rule, const struct rows *facts, i64 i, i64 *count)
{
    const struct column *col = facts->column;
    struct case_new what = {.subject = rule->name,
                            .severity = rule->severity,
                            .found_by = S("us"),
                            .function = rule->function,
                            .rule = rule->id,
                            .is_quiet = true};
    i64 known = 0, id = 0, key = col[3].i[i];
    str number = {0}, text = col[7].text[i];
    what.origin = (struct case_origin){col[0].text[i], col[1].text[i], col[2].i[i]};
    if (!case_find_origin(c, what.origin, &known)) return false;
    if (known) return true;
    known = 0;
    if (key > 0 && !store_i64(c, SQL_case_rule_real, VALS(V_I64(key)), &known)) return false;
    what.customer = known ? key : 0;
    what.touchpoint = col[4].i[i];
    what.unit = col[5].i[i];
    if (!judged_case(c, what.origin.external, &what.repeats)) return false;
    what.way = str_of(way_of(rule, col[6].text[i]));
    what.words.text = str_head(text, 20000);
    what.words.way = what.way;
    if (what.customer && !contact_of(c, what.customer, &what.contact)) return false;
    (*count)++;
    return case_open(c, &what, NULL, &id, &number);
}

static bool run_rule(ctx *c, const struct rule *rule, const struct rows *metrics, i64 from, i64 to,
                     i64 *count)
{
    struct wanted wanted = wanted_of(c, rule, metrics);
    struct rows facts;
    if (!wanted.count) return true;
    if (!store_rows(c, SQL_case_rule_facts,
                    VALS(V_I64(from), V_I64(to), V_I64(c->now_ms - SINCE_DAYS * CASE_DAY_MS),
                         V_I64_LIST(wanted.metrics, wanted.count), V_DEC4((i64)(wanted.most * 1e4)),
                         V_I64(rule->touchpoint), V_I64(FITS_MAX)),
                    &facts))
        return false;
    for (i64 i = 0; i < facts.count; i++) {
        if (wanted.by_words && !case_words_fit(c, rule->words, facts.column[7].text[i])) continue;
        if (!open_one(c, rule, &facts, i, count)) return false;
    }
    return true;
}

static bool run_all(ctx *c, i64 from, i64 to, i64 *count)
{
    struct rows rules, metrics;
    if (!store_rows(c, SQL_case_rule_list, NO_VALS, &rules) ||
        !store_rows(c, SQL_case_rule_metrics, NO_VALS, &metrics))
        return false;
    const struct column *col = rules.column;
    for (i64 i = 0; i < rules.count; i++) {
        bool has_bound = !col[4].null || !col[4].null[i];
        struct rule rule = {.id = col[0].i[i],
                            .name = col[1].text[i],
                            .opens_by = col[2].text[i],
                            .metric = col[3].i[i],
                            .has_bound = has_bound,
                            .bound = has_bound ? col[4].f[i] : 0,
                            .words = col[5].text[i],
                            .touchpoint = col[6].i[i],
                            .function = col[7].i[i],
                            .severity = col[8].text[i]};
        if (!run_rule(c, &rule, &metrics, from, to, count)) return false;
    }
    return true;
}

static bool places(ctx *c, i64 *from, i64 *newest)
{
    *from = -1;
    *newest = 0;
    return store_i64(c, SQL_case_rule_place_of, NO_VALS, from) &&
           store_i64(c, SQL_case_rule_newest, NO_VALS, newest);
}

bool case_rules_wait(ctx *c, bool *out)
{
    i64 from = -1, newest = 0;
    *out = false;
    if (!places(c, &from, &newest)) return false;
    *out = newest > from;
    return true;
}

bool case_rules_run(ctx *c, i64 *count)
{
    assert(store_in_transaction(c));
    i64 from = -1, newest = 0;
    *count = 0;
    if (!places(c, &from, &newest)) return false;
    if (from < 0) return store_run(c, SQL_case_rule_place_add, VALS(V_I64(newest)));
    return run_all(c, from, newest, count) &&
           store_run(c, SQL_case_rule_place_move, VALS(V_I64(newest)));
}
