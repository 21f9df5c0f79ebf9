// How long words are kept. A rule is a setting, retention.SUBJECT.SOURCE, whose value is its days;
// "any" stands for every subject, an empty source for every one.
#include "facts/privacy.h"

#define PREFIX "retention."
#define DAY_MS 86400000LL

enum { DAYS_MAX = 36500 };

bool privacy_rule_set(ctx *c, struct privacy_rule rule, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    i64 source = 0;
    if (rule.days < 0 || rule.days > DAYS_MAX)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "words are kept for 1 to 36500 days"),
                         tr(c, "0 days ends the rule."));
    if (rule.source.size && !store_i64(c, SQL_privacy_source_id, VALS(V_STR(rule.source)), &source))
        return false;
    if (rule.source.size && !source)
        return fail_with(
            c, ERR_NOT_FOUND,
            fmt(c->arena, tr(c, "nothing came in from a source \"%.*s\""), STR(rule.source)),
            tr(c, "See them with `tuntuma imports`."));
    const char *subject = rule.subject == SUBJECT_NONE ? "any" : subject_name(rule.subject);
    const char *name = fmt(c->arena, PREFIX "%s.%.*s", subject, STR(rule.source));
    const char *days = rule.days ? fmt(c->arena, "%lld", (long long)rule.days) : "";
    if (!company_set(c, name, str_of(days))) return false;
    if (!by.note) return true;
    json_t *detail = json_new_object(c);
    json_put_str(detail, "why", by.why);
    json_put_c(detail, "rule", name);
    json_put_i64(detail, "days", rule.days);
    return by.note(c, by.data, "retain", 0, detail);
}

bool privacy_rule_list(ctx *c, struct privacy_rule **out, i64 *count)
{
    struct rows rows;
    *count = 0;
    if (!store_rows(c, SQL_privacy_rules, VALS(V_STR(S(PREFIX))), &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct privacy_rule, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        str name = rows.column[0].text[i], subject = {0};
        struct privacy_rule rule = {0};
        name = str_slice(name, (i64)sizeof PREFIX - 1, name.size);
        bool is_ours = str_cut(&name, '.', &subject) &&
                       str_i64(rows.column[1].text[i], &rule.days) &&
                       (str_equal(subject, S("any")) || subject_from_name(subject, &rule.subject));
        rule.source = name;
        if (is_ours) (*out)[(*count)++] = rule;
    }
    return true;
}

// Before when, and whose; *fits is false when nothing came in from its source.
struct old {
    i64 before_ms, source, subject;
    bool fits;
};

static bool old_of(ctx *c, struct privacy_rule rule, struct old *out)
{
    *out = (struct old){
        .before_ms = c->now_ms - rule.days * DAY_MS, .subject = (i64)rule.subject, .fits = true};
    if (!rule.source.size) return true;
    if (!store_i64(c, SQL_privacy_source_id, VALS(V_STR(rule.source)), &out->source)) return false;
    out->fits = out->source != 0; // never an "any" by mistake
    return true;
}

bool privacy_rule_preview(ctx *c, struct privacy_rule rule, i64 *count)
{
    struct old old;
    *count = 0;
    if (!old_of(c, rule, &old)) return false;
    return !old.fits ||
           store_i64(c, SQL_privacy_old_count,
                     VALS(V_I64(old.before_ms), V_I64(old.source), V_I64(old.subject)), count);
}

static bool run_rule(ctx *c, struct privacy_rule rule, i64 *erased)
{
    struct old old;
    i64 count = 0;
    if (!privacy_rule_preview(c, rule, &count) || !old_of(c, rule, &old)) return false;
    *erased += count;
    // Answers to surveys keep the same words, question by question; customers gave them.
    bool is_of_customers = old.subject == SUBJECT_NONE || old.subject == SUBJECT_CUSTOMER;
    if (is_of_customers && !store_run(c, SQL_answer_words_before,
                                      VALS(V_I64(old.before_ms), V_STR(rule.source))))
        return false;
    return !count || store_run(c, SQL_privacy_old_erase,
                               VALS(V_I64(old.before_ms), V_I64(old.source), V_I64(old.subject)));
}

bool privacy_rules_run(ctx *c, struct privacy_by by, i64 *erased)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    struct privacy_rule *rules = NULL;
    i64 count = 0;
    *erased = 0;
    if (!privacy_rule_list(c, &rules, &count)) return false;
    for (i64 i = 0; i < count; i++)
        if (ctx_stopped(c) || !run_rule(c, rules[i], erased)) return false;
    if (!*erased || !by.note) return true;
    json_t *detail = json_new_object(c);
    json_put_str(detail, "why", by.why);
    json_put_i64(detail, "remarks", *erased);
    return by.note(c, by.data, "expire", 0, detail);
}
