#include "audit/audit.h"

#include <sodium.h>

#include "base/time.h"
#include "bounds.h"

enum { HASH_BYTES = 32, PAGE_ROWS = 1000 };

// An entry as it is kept.
struct kept {
    i64 number, at_ms, customer;
    str who, what, about, detail, hash;
};

static void part(buf *text, str value)
{
    buf_fmt(text, "%lld:", (long long)value.size);
    buf_add(text, value);
    buf_char(text, ',');
}

static void part_i64(buf *text, i64 value)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%lld", (long long)value);
    part(text, (str){digits, size});
}

static str hash_of(ctx *c, str before, const struct kept *kept)
{
    // Sizes make it plain where a part ends, so that no two entries have one text.
    buf text = buf_new(c->arena, kept->who.size + kept->what.size + kept->about.size +
                                     kept->detail.size + before.size + 400);
    buf_c(&text, "tuntuma audit 1");
    part(&text, before);
    part_i64(&text, kept->number);
    part_i64(&text, kept->at_ms);
    part(&text, kept->who);
    part(&text, kept->what);
    part(&text, kept->about);
    part_i64(&text, kept->customer);
    part(&text, kept->detail);
    u8 hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const u8 *)text.s, (u64)text.size, NULL, 0);
    char *hex = NEW_ARRAY(c->arena, char, 2 * HASH_BYTES + 1);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, sizeof hash);
    return (str){hex, 2 * HASH_BYTES};
}

static bool is_sound(ctx *c, const struct kept *kept)
{
    const str texts[] = {kept->who, kept->what, kept->about, kept->detail};
    i64 size = 0;
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        size += texts[i].size;
        if (!str_is_utf8(texts[i], NULL))
            return fail(c, ERR_BAD_INPUT, tr(c, "an entry of the audit log must be UTF-8"));
    }
    if (size <= BOUND_AUDIT_BYTES) return true;
    return fail(c, ERR_TOO_LARGE, tr(c, "an entry of the audit log is too long"));
}

bool audit_add(ctx *c, struct audit_entry entry)
{
    assert(store_in_transaction(c));
    assert(entry.who.size);
    assert(entry.what.size);
    struct arena_mark mark = arena_mark(c->arena);
    struct rows last;
    if (!store_rows(c, SQL_audit_last, NO_VALS, &last)) return false;
    struct kept kept = {.number = last.count ? last.column[0].i[0] + 1 : 1,
                        .at_ms = c->now_ms,
                        .customer = entry.customer,
                        .who = entry.who,
                        .what = entry.what,
                        .about = entry.about,
                        .detail = entry.detail ? json_write(c, entry.detail) : S("{}")};
    if (!is_sound(c, &kept)) return false;
    kept.hash = hash_of(c, last.count ? last.column[1].text[0] : S(""), &kept);
    if (!store_run(c, SQL_audit_insert,
                   VALS(V_I64(kept.number), V_I64(kept.at_ms), V_STR(kept.who), V_STR(kept.what),
                        V_STR(kept.about), V_I64(kept.customer), V_STR(kept.detail),
                        V_STR(kept.hash))))
        return false;
    arena_rewind(c->arena, mark); // many entries may be added by one piece of work
    return true;
}

str audit_account(ctx *c, i64 account)
{
    if (!account) return S("nobody");
    return str_of(fmt(c->arena, "account %lld", (long long)account));
}

// Goes through the log after a number; each may end it by false without an error.
static bool pages(ctx *c, i64 after, bool (*each)(ctx *c, void *data, const struct kept *kept),
                  void *data)
{
    for (;;) {
        if (ctx_stopped(c)) return false;
        struct arena_mark mark = arena_mark(c->arena);
        struct rows rows;
        if (!store_rows(c, SQL_audit_page, VALS(V_I64(after), V_I64(PAGE_ROWS)), &rows))
            return false;
        const struct column *col = rows.column;
        for (i64 i = 0; i < rows.count; i++) {
            struct kept kept = {.number = col[0].i[i],
                                .at_ms = col[1].i[i],
                                .who = col[2].text[i],
                                .what = col[3].text[i],
                                .about = col[4].text[i],
                                .customer = col[5].i[i],
                                .detail = col[6].text[i],
                                .hash = col[7].text[i]};
            if (!each(c, data, &kept)) return !c->err.code;
            after = kept.number;
        }
        bool is_last = rows.count < PAGE_ROWS;
        arena_rewind(c->arena, mark);
        if (is_last) return true;
    }
}

struct chain {
    i64 entries, bad;
    const char *why;
    char hash[2 * HASH_BYTES]; // of its own: a page's memory goes with it
};

static bool link_fits(ctx *c, void *data, const struct kept *kept)
{
    struct chain *chain = data;
    str before = {chain->hash, chain->entries ? 2 * HASH_BYTES : 0};
    chain->bad = kept->number;
    if (kept->number != chain->entries + 1) {
        chain->bad = chain->entries + 1;
        chain->why = tr(c, "it is missing");
    } else if (!str_equal(hash_of(c, before, kept), kept->hash)) {
        chain->why = tr(c, "its hash is not that of what it says and of the entry before");
    } else {
        chain->bad = 0;
        chain->entries++;
        memcpy(chain->hash, kept->hash.s, sizeof chain->hash);
    }
    return !chain->bad;
}

bool audit_verify(ctx *c, struct audit_report *out)
{
    struct chain chain = {0};
    if (!pages(c, INT64_MIN, link_fits, &chain)) return false;
    str hash = {chain.hash, chain.entries ? 2 * HASH_BYTES : 0};
    *out = (struct audit_report){.entries = chain.entries,
                                 .last_hash = str_copy(c->arena, hash),
                                 .bad = chain.bad,
                                 .why = chain.why};
    return true;
}

bool audit_holds(ctx *c, i64 number, str hash, bool *out)
{
    str kept = {0};
    if (!store_str(c, SQL_audit_hash, VALS(V_I64(number)), &kept)) return false;
    *out = kept.size && str_equal(kept, hash);
    return true;
}

static bool write_line(ctx *c, void *data, const struct kept *kept)
{
    i64 *count = data;
    struct arena_mark mark = arena_mark(c->arena);
    i64 size = kept->who.size + kept->what.size + kept->about.size + kept->detail.size;
    buf line = buf_new(c->arena, 8 * (size + kept->hash.size) + 1000); // every byte escaped
    buf_fmt(&line, "{\"number\":%lld,\"at\":\"%s\",\"who\":", (long long)kept->number,
            ms_write(c->arena, kept->at_ms).s);
    json_add_str(&line, kept->who);
    buf_c(&line, ",\"what\":");
    json_add_str(&line, kept->what);
    buf_c(&line, ",\"about\":");
    json_add_str(&line, kept->about);
    buf_fmt(&line, ",\"customer\":\"%lld\",\"detail\":", (long long)kept->customer);
    // A detail that somebody spoilt must not spoil the line: then it is a text.
    if (json_parse(c, kept->detail)) {
        buf_add(&line, kept->detail);
    } else {
        err_clear(c);
        json_add_str(&line, kept->detail);
    }
    buf_c(&line, ",\"hash\":");
    json_add_str(&line, kept->hash);
    buf_c(&line, "}\n");
    bool is_written = fwrite(line.s, 1, (size_t)line.size, c->out) == (size_t)line.size;
    arena_rewind(c->arena, mark);
    ++*count;
    return is_written || fail(c, ERR_SYSTEM, tr(c, "the audit log could not be written out"));
}

bool audit_export(ctx *c, i64 after, i64 *count)
{
    *count = 0;
    return pages(c, after, write_line, count);
}

bool audit_find(ctx *c, struct audit_wanted wanted, i64 *count, struct audit_row **out)
{
    struct rows rows;
    struct vals vals = VALS(V_I64(wanted.before), V_STR(wanted.who), V_STR(wanted.what),
                            V_I64(wanted.from_ms), V_I64(wanted.to_ms), V_I64(wanted.limit));
    if (!store_rows(c, SQL_audit_find, vals, &rows)) return false;
    const struct column *col = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct audit_row, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct audit_row){.number = col[0].i[i],
                                       .at_ms = col[1].i[i],
                                       .who = col[2].text[i],
                                       .what = col[3].text[i],
                                       .about = col[4].text[i],
                                       .customer = col[5].i[i],
                                       .detail = col[6].text[i]};
    return true;
}
