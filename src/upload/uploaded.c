#include "upload/uploaded.h"

#include "bounds.h"

static const char *const state_names[UPLOADED_STATE__COUNT] = {
    [UPLOADED_NEW] = "new",
    [UPLOADED_ASKED_TRY] = "asked_try",
    [UPLOADED_TRYING] = "trying",
    [UPLOADED_TRIED] = "tried",
    [UPLOADED_ASKED_IMPORT] = "asked_import",
    [UPLOADED_IMPORTING] = "importing",
    [UPLOADED_DONE] = "done",
    [UPLOADED_FAILED] = "failed",
    [UPLOADED_STOPPED] = "stopped",
    [UPLOADED_INTERRUPTED] = "interrupted",
};

static bool uploaded_of(ctx *c, const struct rows *rows, i64 row, struct uploaded *out);
static bool note(ctx *c, str who, const char *what, const struct uploaded *upload);
static bool state_is(ctx *c, const struct uploaded *upload, bool is_fit);

bool uploaded_add(ctx *c, struct uploaded_new upload, i64 *id)
{
    assert(store_in_transaction(c));
    assert(upload.file > 0);
    *id = 0;
    if (!store_i64(c, SQL_upload_next_id, NO_VALS, id) ||
        !store_run(c, SQL_upload_add,
                   VALS(V_I64(*id), V_I64(upload.file), V_STR(upload.name), V_I64(upload.size),
                        V_STR(upload.checksum), V_STR(upload.who), V_I64(c->now_ms),
                        V_STR(upload.look), V_STR(upload.mapping))))
        return false;
    struct uploaded added = {.id = *id, .name = upload.name, .checksum = upload.checksum};
    return note(c, upload.who, "import.upload", &added);
}

static bool many_of(ctx *c, const struct rows *rows, i64 *count, struct uploaded **out)
{
    *count = rows->count;
    *out = NEW_ARRAY(c->arena, struct uploaded, rows->count + 1);
    for (i64 i = 0; i < rows->count; i++)
        if (!uploaded_of(c, rows, i, &(*out)[i])) return false;
    return true;
}

bool uploaded_list(ctx *c, i64 *count, struct uploaded **out)
{
    struct rows rows;
    return store_rows(c, SQL_upload_list, VALS(V_I64(BOUND_UPLOADS_LISTED)), &rows) &&
           many_of(c, &rows, count, out);
}

bool uploaded_get(ctx *c, i64 id, struct uploaded *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_upload_get, VALS(V_I64(id)), &rows)) return false;
    if (rows.count > 0) return uploaded_of(c, &rows, 0, out);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such file"),
                     tr(c, "Files are kept for a week. Bring it again."));
}

bool uploaded_map(ctx *c, struct uploaded_map map)
{
    assert(store_in_transaction(c));
    struct uploaded upload;
    return uploaded_get(c, map.id, &upload) &&
           state_is(c, &upload, upload.state != UPLOADED_DONE) &&
           store_run(c, SQL_upload_map, VALS(V_I64(map.id), V_STR(map.look), V_STR(map.mapping)));
}

bool uploaded_ask(ctx *c, struct uploaded_ask ask)
{
    assert(store_in_transaction(c));
    struct uploaded upload;
    if (!uploaded_get(c, ask.id, &upload)) return false;
    bool has_trial = upload.trial.size > 0;
    if (!state_is(c, &upload, upload.state != UPLOADED_DONE && (has_trial || !ask.is_import)))
        return false;
    enum uploaded_state state = ask.is_import ? UPLOADED_ASKED_IMPORT : UPLOADED_ASKED_TRY;
    return store_run(c, SQL_upload_ask,
                     VALS(V_I64(ask.id), V_STR(str_of(state_names[state])), V_I64(ask.good_rows),
                          V_STR(ask.who), V_STR(ask.lang), V_I64(c->now_ms))) &&
           (!ask.is_import || note(c, ask.who, "import.ask", &upload));
}

bool uploaded_remove(ctx *c, str who, i64 id, i64 *file)
{
    assert(store_in_transaction(c));
    struct uploaded upload;
    if (!uploaded_get(c, id, &upload) || !state_is(c, &upload, true)) return false;
    *file = upload.file;
    return store_run(c, SQL_upload_delete, VALS(V_I64(id))) &&
           note(c, who, "import.remove", &upload);
}

bool uploaded_asked(ctx *c, struct uploaded *out)
{
    struct rows rows;
    *out = (struct uploaded){0};
    return store_rows(c, SQL_upload_asked, NO_VALS, &rows) &&
           (rows.count == 0 || uploaded_of(c, &rows, 0, out));
}

bool uploaded_begin(ctx *c, const struct uploaded *upload)
{
    bool is_import = upload->state == UPLOADED_ASKED_IMPORT;
    assert(is_import || upload->state == UPLOADED_ASKED_TRY);
    const char *name = state_names[is_import ? UPLOADED_IMPORTING : UPLOADED_TRYING];
    return store_run(c, SQL_upload_begin,
                     VALS(V_I64(upload->id), V_STR(str_of(name)), V_I64(c->now_ms)));
}

bool uploaded_tried(ctx *c, i64 id, str trial)
{
    return store_run(c, SQL_upload_tried, VALS(V_I64(id), V_STR(trial), V_I64(c->now_ms)));
}

bool uploaded_done(ctx *c, const struct uploaded *upload, const struct import_result *result)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_upload_done,
                     VALS(V_I64(upload->id), V_I64(result->batch_id), V_I64(result->taken),
                          V_I64(result->repeated), V_I64(result->refused), V_I64(result->empty),
                          V_I64(result->facts_taken), V_I64(c->now_ms)));
}

bool uploaded_log_done(ctx *c)
{
    assert(store_in_transaction(c));
    struct rows rows;
    if (!store_rows(c, SQL_upload_unlogged, NO_VALS, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        struct uploaded upload;
        if (!uploaded_get(c, rows.column[0].i[i], &upload) ||
            !note(c, upload.asked_by, "import.take", &upload))
            return false;
    }
    return true;
}

bool uploaded_end(ctx *c, const struct uploaded *upload, struct uploaded_end end)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_upload_end,
                     VALS(V_I64(upload->id), V_STR(str_of(state_names[end.state])),
                          V_STR(end.error), V_STR(end.hint), V_I64(c->now_ms))) &&
           (!end.who.size || note(c, end.who, "import.stop", upload));
}

bool uploaded_after_start(ctx *c)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_upload_break, VALS(V_I64(c->now_ms))) &&
           store_run(c, SQL_upload_try_again, NO_VALS) && uploaded_log_done(c);
}

bool uploaded_forget_old(ctx *c, i64 before_ms, i64 *count, i64 **files)
{
    assert(store_in_transaction(c));
    struct rows rows;
    if (!store_rows(c, SQL_upload_old, VALS(V_I64(before_ms)), &rows)) return false;
    *count = rows.count;
    *files = NEW_ARRAY(c->arena, i64, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        struct uploaded upload;
        if (!uploaded_get(c, rows.column[0].i[i], &upload) ||
            !store_run(c, SQL_upload_delete, VALS(V_I64(upload.id))))
            return false;
        (*files)[i] = upload.file;
    }
    return true;
}

const char *uploaded_state_name(enum uploaded_state state)
{
    assert(state < UPLOADED_STATE__COUNT);
    return state_names[state];
}

bool uploaded_is_busy(enum uploaded_state state)
{
    return state == UPLOADED_ASKED_TRY || state == UPLOADED_TRYING ||
           state == UPLOADED_ASKED_IMPORT || state == UPLOADED_IMPORTING;
}

static bool state_of(ctx *c, str name, enum uploaded_state *out)
{
    for (i64 i = 0; i < UPLOADED_STATE__COUNT; i++) {
        if (!str_equal(name, str_of(state_names[i]))) continue;
        *out = (enum uploaded_state)i;
        return true;
    }
    return fail_detail(c, ERR_STORE, tr(c, "the store holds something that is not known"), NULL,
                       "state of upload");
}

static bool uploaded_of(ctx *c, const struct rows *rows, i64 row, struct uploaded *out)
{
    const struct column *col = rows->column;
    *out = (struct uploaded){
        .id = col[0].i[row],
        .file = col[1].i[row],
        .name = col[2].text[row],
        .size = col[3].i[row],
        .checksum = col[4].text[row],
        .who = col[5].text[row],
        .made_ms = col[6].i[row],
        .look = col[8].text[row],
        .mapping = col[9].text[row],
        .trial = col[10].text[row],
        .good_rows = col[11].i[row],
        .asked_by = col[12].text[row],
        .lang = col[13].text[row],
        .asked_ms = col[14].i[row],
        .began_ms = col[15].i[row],
        .ended_ms = col[16].i[row],
        .taken = col[17].i[row],
        .repeated = col[18].i[row],
        .refused = col[19].i[row],
        .empty = col[20].i[row],
        .facts = col[21].i[row],
        .batch = col[22].i[row],
        .error = col[23].text[row],
        .hint = col[24].text[row],
    };
    return state_of(c, col[7].text[row], &out->state);
}

static bool note(ctx *c, str who, const char *what, const struct uploaded *upload)
{
    json_t *detail = json_new_object(c);
    json_put_str(detail, "file", upload->name);
    json_put_str(detail, "checksum", upload->checksum);
    return audit_add(c, (struct audit_entry){
                            .who = who,
                            .what = str_of(what),
                            .about = str_of(fmt(c->arena, "upload %lld", (long long)upload->id)),
                            .detail = detail});
}

// What somebody does to an upload must fit what it is at, also when another was faster.
static bool state_is(ctx *c, const struct uploaded *upload, bool is_fit)
{
    if (uploaded_is_busy(upload->state))
        return fail_with(c, ERR_REFUSED, tr(c, "this file is being worked on"),
                         tr(c, "Wait until it is ready, or stop it first."));
    if (is_fit) return true;
    if (upload->state == UPLOADED_DONE)
        return fail_with(c, ERR_REFUSED, tr(c, "this file is imported already"),
                         tr(c, "To import it anew, bring it once more."));
    return fail_with(c, ERR_REFUSED,
                     tr(c, "this file has not been tried with its columns as they are"),
                     tr(c, "Make a dry run first."));
}
