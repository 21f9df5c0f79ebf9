// Remarks that stand as evidence beside records.
#include "record/record.h"
#include "voice/voice.h"

bool voice_evidence_add(ctx *c, struct voice_evidence *evidence)
{
    assert(store_in_transaction(c));
    const struct kind *kind = kind_find(evidence->kind);
    struct record record;
    i64 is_there = 0, stands = 0;
    if (!kind)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such kind of record"),
                         tr(c, "Choose one of those that are offered."));
    if (!record_get(c, kind, evidence->record, &record) ||
        !store_i64(c, SQL_voice_is, VALS(V_I64(evidence->remark)), &is_there) ||
        !store_i64(c, SQL_voice_evidence_stands,
                   VALS(V_I64(evidence->remark), V_STR(evidence->kind), V_I64(evidence->record)),
                   &stands))
        return false;
    if (!is_there)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such remark"),
                         tr(c, "Its words may have been erased."));
    if (stands)
        return fail_with(c, ERR_REFUSED, tr(c, "it stands there already"),
                         tr(c, "Nothing has to be done."));
    evidence->made_ms = c->now_ms;
    return store_i64(c, SQL_voice_evidence_next, NO_VALS, &evidence->id) &&
           store_run(c, SQL_voice_evidence_add,
                     VALS(V_I64(evidence->id), V_I64(evidence->remark), V_STR(evidence->kind),
                          V_I64(evidence->record), V_STR(evidence->why), V_I64(evidence->made_ms),
                          V_I64(evidence->made_by)));
}

bool voice_evidence_remove(ctx *c, i64 id, i64 who)
{
    assert(store_in_transaction(c));
    i64 stands = 0;
    if (!store_i64(c, SQL_voice_evidence_is, VALS(V_I64(id)), &stands)) return false;
    if (!stands)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "it stands there no more"),
                         tr(c, "Nothing has to be done."));
    return store_run(c, SQL_voice_evidence_remove, VALS(V_I64(id), V_I64(c->now_ms), V_I64(who)));
}

bool voice_evidence_list(ctx *c, struct voice_evidence of, struct voice_evidence **out, i64 *count)
{
    struct rows rows;
    bool ok = of.kind.size ? store_rows(c, SQL_voice_evidence_of_record,
                                        VALS(V_STR(of.kind), V_I64(of.record)), &rows)
                           : store_rows(c, SQL_voice_evidence_of_remark, VALS(V_I64(of.remark)),
                                        &rows);
    if (!ok) return false;
    *out = NEW_ARRAY(c->arena, struct voice_evidence, rows.count + 1);
    *count = rows.count;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct voice_evidence){col[0].i[i],    col[1].i[i], col[2].text[i], col[3].i[i],
                                            col[4].text[i], col[5].i[i], col[6].i[i]};
    return true;
}
