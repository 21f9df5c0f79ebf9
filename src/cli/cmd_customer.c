#include "audit/audit.h"
#include "cli/commands.h"
#include "cli/customer.h"

// clang-format off
const struct option customer_options[] = {
    {"why", "TEXT", false, "the reason; every change needs one"},
    {"into", "KEY", false, "merge: the customer that it becomes part of"},
    {"source", "TEXT", false, "consent, object: how the customer said it: by phone, paper form"},
    {"since", "DATE", false, "consent, object: the day when they said so; default today"},
    {"channel", "NAME", false, "consent: email, text, phone, letter; default any"},
    {"purpose", "NAME", false, "object: feedback, marketing, research, profiling; default all"},
    {"ended", NULL, false, "object: the objection has ended"},
    {"confirm", NULL, false, "erase: do it; without, only what would go is shown"},
    {0},
};
// clang-format on

static bool note(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    const struct privacy_by *by = data;
    return audit_add(c, (struct audit_entry){.who = by->who,
                                             .what = str_of(fmt(c->arena, "customer.%s", what)),
                                             .customer = customer,
                                             .detail = detail});
}

bool customer_by(ctx *c, const struct call *call, struct privacy_by *by)
{
    *by = (struct privacy_by){.who = str_of(fmt(c->arena, "command %s", call->world->user)),
                              .why = str_trim(call_text(call, "why", (str){0})),
                              .note = note,
                              .data = by};
    return by->why.size || fail_with(c, ERR_USAGE, tr(c, "--why is missing: what is the reason?"),
                                     tr(c, "Who changes what is kept of a person says why; the "
                                           "audit log keeps it."));
}

static bool export_it(ctx *c, struct call *call)
{
    struct privacy_customer customer;
    struct privacy_by by;
    json_t *all = NULL, *detail = json_new_object(c);
    i64 key = 0;
    // Whoever looks is in the log, so even this writes.
    if (!customer_by(c, call, &by) || !store_begin_write(c)) return false;
    json_put_str(detail, "why", by.why);
    bool done = privacy_find(c, call->args[1], &key, &customer) &&
                privacy_export(c, customer, &all) &&
                note(c, &by, "export", customer.customer, detail) && store_commit(c);
    store_rollback(c);
    if (!done) return false;
    str text = json_write_indented(c, all);
    (void)fprintf(c->out, "%.*s\n", STR(text));
    return true;
}

static void say_erasure(ctx *c, const struct privacy_erasure *erasure, bool is_done)
{
    (void)fprintf(c->out, "%s: %lld keys, %lld remarks\n", is_done ? "gone" : "would go",
                  (long long)erasure->keys, (long long)erasure->remarks);
    for (i64 i = 0; i < erasure->attribute_count; i++) {
        const struct privacy_attribute *a = &erasure->attributes[i];
        if (is_done && !a->stays)
            (void)fprintf(c->out, "  %.*s: gone\n", STR(a->name)); // not said once more
        else
            (void)fprintf(c->out, "  %.*s = %.*s: %s\n", STR(a->name), STR(a->value),
                          a->stays ? "shared by others, stays" : "would go");
    }
    (void)fprintf(c->out, "%s as nobody's: %lld facts; no figure changes\n",
                  is_done ? "kept" : "would stay", (long long)erasure->facts);
}

static bool erase_it(ctx *c, struct call *call)
{
    struct privacy_customer customer;
    struct privacy_erasure erasure;
    struct privacy_by by;
    bool confirmed = call_has(call, "confirm");
    i64 key = 0;
    if (confirmed && !customer_by(c, call, &by)) return false;
    if (!(confirmed ? store_begin_write(c) : store_begin_read(c))) return false;
    bool done = privacy_find(c, call->args[1], &key, &customer) &&
                (confirmed ? privacy_erase(c, customer, by, &erasure) && store_commit(c)
                           : privacy_preview(c, customer, &erasure));
    store_rollback(c);
    if (!done) return false;
    say_erasure(c, &erasure, confirmed);
    (void)fflush(c->out); // the words below stand below
    if (!confirmed)
        (void)fprintf(c->say, "Nothing was erased. To erase for ever, add --confirm --why TEXT.\n");
    return true;
}

static bool merge_it(ctx *c, struct call *call)
{
    struct privacy_pair pair;
    struct privacy_by by;
    str into = call_text(call, "into", (str){0});
    i64 key = 0;
    if (!into.size)
        return fail_with(c, ERR_USAGE, tr(c, "--into is missing: whose key is it?"),
                         tr(c, "Write --into KEY, a key of the customer that it becomes part of."));
    if (!customer_by(c, call, &by) || !store_begin_write(c)) return false;
    bool done = privacy_find(c, call->args[1], &key, &pair.from) &&
                privacy_find(c, into, &key, &pair.into) && privacy_merge(c, pair, by) &&
                store_commit(c);
    store_rollback(c);
    if (!done) return false;
    (void)fprintf(c->out, "%.*s and %.*s are one customer, with %lld keys\n", STR(call->args[1]),
                  STR(into), (long long)(pair.from.key_count + pair.into.key_count));
    return true;
}

static bool unmerge_it(ctx *c, struct call *call)
{
    struct privacy_customer customer;
    struct privacy_by by;
    i64 key = 0;
    if (!customer_by(c, call, &by) || !store_begin_write(c)) return false;
    bool done = privacy_find(c, call->args[1], &key, &customer) && privacy_unmerge(c, key, by) &&
                store_commit(c);
    store_rollback(c);
    if (!done) return false;
    (void)fprintf(c->out, "%.*s is what it was before its last merge\n", STR(call->args[1]));
    return true;
}

bool cmd_customer(ctx *c, struct call *call)
{
    str what = call->args[0];
    if (str_equal(what, S("show"))) return customer_show(c, call);
    if (str_equal(what, S("correct"))) return customer_correct(c, call);
    if (str_equal(what, S("consent"))) return customer_consent(c, call);
    if (str_equal(what, S("object"))) return customer_object(c, call);
    if (!customer_words(c, call, 2, "export|erase|merge|unmerge KEY")) return false;
    if (str_equal(what, S("export"))) return export_it(c, call);
    if (str_equal(what, S("erase"))) return erase_it(c, call);
    if (str_equal(what, S("merge"))) return merge_it(c, call);
    if (str_equal(what, S("unmerge"))) return unmerge_it(c, call);
    return fail_with(c, ERR_USAGE,
                     tr(c,
                        "customer takes: show, export, erase, correct, consent, object, merge or "
                        "unmerge, and a key"),
                     tr(c, "See `tuntuma customer --help`."));
}
