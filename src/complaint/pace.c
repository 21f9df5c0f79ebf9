#include "complaint/pace.h"

#include "complaint/complaint.h"
#include "people/secret.h"

#define HOUR_MS (3600LL * 1000)

enum { WORDS_BYTES_MIN = 30 }; // shorter ones are alike by chance: "No answer."

struct pace {
    i64 began_ms, count;
    bool is_there;
};

static bool pace_read(ctx *c, str subject, struct pace *out)
{
    struct rows rows;
    *out = (struct pace){.began_ms = c->now_ms};
    if (!store_rows(c, SQL_complaint_pace_of, VALS(V_STR(subject)), &rows)) return false;
    if (!rows.count) return true;
    i64 began_ms = rows.column[0].i[0];
    bool is_over = began_ms + HOUR_MS <= c->now_ms || began_ms > c->now_ms;
    *out = (struct pace){.began_ms = is_over ? c->now_ms : began_ms,
                         .count = is_over ? 0 : rows.column[1].i[0],
                         .is_there = true};
    return true;
}

static bool pace_keep(ctx *c, str subject, const struct pace *pace)
{
    if (!pace->is_there)
        return store_run(c, SQL_complaint_pace_add, VALS(V_STR(subject), V_I64(pace->began_ms)));
    return store_run(c, SQL_complaint_pace_set,
                     VALS(V_STR(subject), V_I64(pace->began_ms), V_I64(pace->count)));
}

bool pace_of_address(ctx *c, str address, bool *is_fast)
{
    struct pace pace;
    str subject = secret_hash(c, str_of(fmt(c->arena, "complaint address %.*s", STR(address))));
    if (!pace_read(c, subject, &pace)) return false;
    if (pace.count >= COMPLAINT_MAX) {
        i64 wait_ms = pace.began_ms + HOUR_MS - c->now_ms;
        return fail_with(c, ERR_BUSY, tr(c, "very much has come from your network within an hour"),
                         fmt(c->arena,
                             tr(c, "Send it again in %lld minutes; keep your words till then."),
                             (long long)(wait_ms / 60000 + 1)));
    }
    pace.count++;
    *is_fast = pace.count > COMPLAINT_FREE;
    return pace_keep(c, subject, &pace);
}

bool pace_of_words(ctx *c, str words, bool *is_same)
{
    struct pace pace;
    *is_same = false;
    words = str_trim(words);
    if (words.size < WORDS_BYTES_MIN) return true;
    str subject = secret_hash(c, str_of(fmt(c->arena, "complaint words %.*s", STR(words))));
    if (!pace_read(c, subject, &pace)) return false;
    pace.count++;
    *is_same = pace.count > COMPLAINT_SAME_WORDS;
    return pace_keep(c, subject, &pace);
}

bool pace_clean(ctx *c)
{
    return store_run(c, SQL_complaint_pace_old, VALS(V_I64(c->now_ms - HOUR_MS)));
}
