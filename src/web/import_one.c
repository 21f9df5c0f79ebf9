// One file's page, by what it is at: columns, dry run, import, done.
#include "web/import_pages.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "upload/importer.h"
#include "web/address.h"
#include "web/app.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"

enum { LOOK_AGAIN_S = 3 };

bool import_upload(ctx *c, const struct request *request, struct uploaded *out)
{
    i64 id = 0;
    if (!str_i64(request_param(request, "id"), &id)) id = 0;
    return uploaded_get(c, id, out);
}

static void crumb_add(ctx *c, json_t *crumbs, const char *label, const char *href)
{
    json_t *crumb = json_new_object(c);
    json_put_c(crumb, "label", label);
    json_put_c(crumb, "href", href);
    json_array_append(crumbs, crumb);
}

// The four steps, so that one sees where one is.
static json_t *steps_of(ctx *c, const struct uploaded *upload)
{
    const char *const labels[] = {tr(c, "Columns"), tr(c, "Dry run"), tr(c, "Import"),
                                  tr(c, "Done")};
    static const i64 at[UPLOADED_STATE__COUNT] = {
        [UPLOADED_NEW] = 0,    [UPLOADED_ASKED_TRY] = 1,    [UPLOADED_TRYING] = 1,
        [UPLOADED_TRIED] = 1,  [UPLOADED_ASKED_IMPORT] = 2, [UPLOADED_IMPORTING] = 2,
        [UPLOADED_FAILED] = 2, [UPLOADED_STOPPED] = 2,      [UPLOADED_INTERRUPTED] = 2,
        [UPLOADED_DONE] = 3,
    };
    json_t *steps = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(labels); i++) {
        json_t *step = json_new_object(c);
        json_put_c(step, "label", labels[i]);
        json_put_bool(step, "is_current", i == at[upload->state]);
        json_array_append(steps, step);
    }
    return steps;
}

json_t *import_model(ctx *c, const struct uploaded *upload, const char *title)
{
    json_t *model = json_new_object(c), *crumbs = json_new_array(c);
    static const char *const faces[] = {"is_columns", "is_busy", "is_tried", "is_over"};
    crumb_add(c, crumbs, tr(c, "Set-up"), "/set-up");
    crumb_add(c, crumbs, tr(c, "Bring a file of your own"), "/set-up/import");
    json_put(model, "crumbs", crumbs);
    json_put_c(model, "title", title);
    json_put_null(model, "question");
    json_put_c(model, "state", uploaded_state_name(upload->state));
    json_put(model, "steps", steps_of(c, upload));
    for (i64 i = 0; i < COUNT_OF(faces); i++)
        json_put_bool(model, faces[i], false);
    json_put_null(model, "refresh_s");
    json_put_null(model, "error");
    json_put_null(model, "hint");
    json_put_c(model, "columns_href", import_href(c, upload->id, "?step=columns"));
    json_put_c(model, "remove_action", import_href(c, upload->id, "/remove"));
    return model;
}

// ---- While it waits or runs ----

static const char *time_left(ctx *c, i64 left_s)
{
    if (left_s < 60) return fmt(c->arena, tr(c, "about %lld s left"), (long long)left_s);
    return fmt(c->arena, tr(c, "about %lld min left"), (long long)(left_s + 59) / 60);
}

static void progress_put(ctx *c, json_t *model, const struct importer_progress *progress)
{
    i64 done = progress->bytes_done, total = MAX(progress->bytes_total, 1);
    i64 elapsed_ms = c->now_ms - progress->began_ms;
    bool is_known = done > 0 && elapsed_ms > 1000;
    f64 left_s = is_known ? (f64)elapsed_ms / (f64)done * (f64)(total - done) / 1000 : 0;
    json_put_i64(model, "percent", MIN(100, done * 100 / total));
    json_put_c(model, "rows_text", import_count(c, progress->rows, tr(c, "row"), tr(c, "rows")));
    const char *left = is_known ? time_left(c, (i64)left_s + 1) : NULL;
    // What was read last is still to be written, which nobody can foretell.
    if (progress->upload && done >= total)
        left = tr(c, "all is read, the last of it is being stored");
    json_put_c(model, "left_text", left);
}

static bool busy_page(ctx *c, struct request *request, struct response *response,
                      const struct uploaded *upload)
{
    const struct app *app = request->app;
    struct importer_progress progress;
    importer_progress(app->importer, upload->id, &progress);
    bool runs = progress.upload == upload->id;
    bool is_import = upload->state == UPLOADED_ASKED_IMPORT || upload->state == UPLOADED_IMPORTING;
    const char *name = str_c(c->arena, upload->name);
    const char *title = is_import ? fmt(c->arena, tr(c, "%s is being imported"), name)
                                  : fmt(c->arena, tr(c, "%s is being tried"), name);
    if (!runs) title = fmt(c->arena, tr(c, "%s waits for its turn"), name);
    if (progress.is_breaking_off) title = fmt(c->arena, tr(c, "%s is being stopped"), name);
    json_t *model = import_model(c, upload, title);
    json_put_bool(model, "is_busy", true);
    json_put_c(model, "question",
               is_import ? tr(c, "You may leave this page and come back; the import goes on. "
                                 "Until it is through, nothing of it counts anywhere.")
                         : tr(c, "Nothing is stored by this."));
    json_put_bool(model, "runs", runs);
    progress_put(c, model, &progress);
    bool can_stop = !progress.is_breaking_off;
    json_put_c(model, "stop_action", can_stop ? import_href(c, upload->id, "/stop") : NULL);
    json_put_i64(model, "refresh_s", LOOK_AGAIN_S);
    json_put_c(model, "here_href", import_href(c, upload->id, NULL));
    return render_page(c, request, response, "import", model);
}

// ---- After the dry run ----

static i64 number(const json_t *object, const char *field)
{
    return json_integer_value(json_object_get(object, field));
}

static void fact_add(ctx *c, json_t *facts, const char *label, const char *text)
{
    json_t *fact = json_new_object(c);
    json_put_c(fact, "label", label);
    json_put_c(fact, "text", text);
    json_put_bool(fact, "has_items", false);
    json_put_bool(fact, "is_none", false);
    json_put_null(fact, "href");
    json_put_null(fact, "text_html");
    json_put_null(fact, "note");
    json_array_append(facts, fact);
}

static void count_add(ctx *c, json_t *facts, const char *label, i64 count)
{
    fact_add(c, facts, label, str_c(c->arena, locale_number(c, (f64)count, 0)));
}

static const char *names_label(ctx *c, str what)
{
    static const struct {
        const char *what, *label;
    } labels[] = {
        {"touchpoint", N_("New touchpoints")},
        {"channel",    N_("New channels")   },
        {"unit",       N_("New units")      },
        {"segment",    N_("New segments")   },
        {"attribute",  N_("New attributes") },
        {"metric",     N_("New metrics")    },
    };
    for (i64 i = 0; i < COUNT_OF(labels); i++)
        if (str_equal(what, str_of(labels[i].what))) return tr(c, labels[i].label);
    return "";
}

static void names_put(ctx *c, json_t *facts, const json_t *found)
{
    json_t *kind, *name;
    size_t i, k;
    json_array_foreach(json_object_get(found, "names"), i, kind)
    {
        buf text = buf_new(c->arena, 20000);
        const json_t *names = json_object_get(kind, "names");
        json_array_foreach(names, k, name)
        {
            buf_fmt(&text, "%s%.*s", k ? ", " : "", STR(json_text(name)));
        }
        i64 left = number(kind, "count") - (i64)json_array_size(names);
        if (left > 0)
            buf_fmt(&text, tr(c, " and %s"), import_count(c, left, tr(c, "more"), tr(c, "more")));
        fact_add(c, facts, names_label(c, json_text(json_object_get(kind, "what"))), text.s);
    }
}

static void found_put(ctx *c, json_t *model, const json_t *found)
{
    json_t *facts = json_new_array(c);
    count_add(c, facts, tr(c, "Rows that are new"), number(found, "taken"));
    count_add(c, facts, tr(c, "Rows that came before"), number(found, "repeated"));
    count_add(c, facts, tr(c, "Rows with nothing to take"), number(found, "empty"));
    count_add(c, facts, tr(c, "Bad rows"), number(found, "refused"));
    count_add(c, facts, tr(c, "Values"), number(found, "facts"));
    names_put(c, facts, found);
    json_put(model, "facts", facts);
}

static void encounters_put(ctx *c, json_t *model, const json_t *found)
{
    json_t *encounters = json_new_array(c), *one, *part;
    size_t i, k;
    json_array_foreach(json_object_get(found, "encounters"), i, one)
    {
        json_t *shown = json_new_object(c);
        buf what = buf_new(c->arena, 100000), where = buf_new(c->arena, 100000);
        str when = json_text(json_object_get(one, "when"));
        i64 ms = 0;
        json_array_foreach(json_object_get(one, "values"), k, part)
        {
            buf_fmt(&what, "%s%.*s %.*s", what.size ? ", " : "",
                    STR(json_text(json_object_get(part, "metric"))),
                    STR(json_text(json_object_get(part, "value"))));
        }
        static const char *const places[] = {"touchpoint", "channel", "unit", "segment"};
        for (i64 p = 0; p < COUNT_OF(places); p++) {
            str name = json_text(json_object_get(one, places[p]));
            if (name.size) buf_fmt(&where, "%s%.*s", where.size ? ", " : "", STR(name));
        }
        json_array_foreach(json_object_get(one, "attributes"), k, part)
        {
            buf_fmt(&where, "%s%.*s: %.*s", where.size ? ", " : "",
                    STR(json_text(json_object_get(part, "name"))),
                    STR(json_text(json_object_get(part, "value"))));
        }
        bool has_time = ms_parse_rfc3339(when, &ms);
        json_put_i64(shown, "line", number(one, "line"));
        json_put_str(shown, "when", has_time ? locale_moment(c, ms) : S("–"));
        json_put_str(shown, "who", json_text(json_object_get(one, "who")));
        json_put_str(shown, "where", buf_str(&where));
        json_put_str(shown, "what", buf_str(&what));
        json_put_str(shown, "remark", json_text(json_object_get(one, "remark")));
        json_array_append(encounters, shown);
    }
    json_put_bool(model, "has_encounters", json_array_size(encounters) > 0);
    json_put(model, "encounters", encounters);
}

static void refusals_put(ctx *c, json_t *model, const struct uploaded *upload, json_t *found)
{
    i64 refused = number(found, "refused");
    json_t *refusals = json_object_get(found, "refusals");
    i64 left = refused - (i64)json_array_size(refusals);
    json_put(model, "refusals", refusals);
    json_put_bool(model, "has_refusals", refused > 0);
    json_put_c(model, "more_refusals",
               left > 0 ? import_count(c, left, tr(c, "further bad row"), tr(c, "further bad rows"))
                        : NULL);
    bool has_file = json_is_true(json_object_get(found, "has_bad_file"));
    json_put_c(model, "bad_rows_href", has_file ? import_href(c, upload->id, "/bad-rows") : NULL);
}

static void run_form_put(ctx *c, struct request *request, struct response *response, json_t *model,
                         const struct uploaded *upload, const json_t *found)
{
    i64 refused = number(found, "refused"), good = number(found, "taken");
    bool is_part = json_is_true(json_object_get(found, "is_part"));
    struct form_about about = {.action = import_href(c, upload->id, "/run"),
                               .submit = tr(c, "Import")};
    if (refused > 0) about.submit = tr(c, "Import the good rows");
    if (refused > 0)
        about.note = tr(c, "Bad rows are left out; afterwards you can fetch them, mend them and "
                           "bring them as a file of their own.");
    json_t *form = form_new(c, request, response, about);
    // Of a part nobody knows yet whether the rest is good.
    if (refused > 0) form_hide(c, form, "good_rows", S("1"));
    if (is_part && refused == 0)
        form_add(c, request, form,
                 (struct form_field){.name = "good_rows",
                                     .kind = FORM_YES_NO,
                                     .label = tr(c, "If there are bad rows further on, take the "
                                                    "good ones?"),
                                     .help = tr(c, "Otherwise one bad row stops the import, and "
                                                   "nothing is stored."),
                                     .value = S("0")});
    bool can_import = good + number(found, "repeated") > 0 || is_part;
    json_put_bool(model, "can_import", can_import);
    if (can_import) json_put(model, "form", form);
}

static const char *tried_title(ctx *c, const json_t *found)
{
    i64 taken = number(found, "taken"), refused = number(found, "refused");
    const char *many = import_count(c, taken, tr(c, "row"), tr(c, "rows"));
    const char *bad = import_count(c, refused, tr(c, "row"), tr(c, "rows"));
    if (taken == 0 && refused == 0) return tr(c, "There is nothing new in this file");
    if (refused == 0) return fmt(c->arena, tr(c, "%s can be taken, and none is bad"), many);
    if (taken == 0 && number(found, "repeated") == 0) return tr(c, "No row can be taken");
    return fmt(c->arena, tr(c, "%s can be taken, %s cannot"), many, bad);
}

static bool tried_page(ctx *c, struct request *request, struct response *response,
                       const struct uploaded *upload)
{
    json_t *found = json_parse(c, upload->trial);
    if (!found) return false;
    json_t *model = import_model(c, upload, tried_title(c, found));
    const char *rows = import_count(c, number(found, "rows"), tr(c, "row"), tr(c, "rows"));
    bool is_part = json_is_true(json_object_get(found, "is_part"));
    json_put_bool(model, "is_tried", true);
    json_put_c(model, "question",
               is_part ? fmt(c->arena,
                             tr(c, "A dry run of the first %s of %.*s. The rest has not been "
                                   "looked at. Nothing is stored yet."),
                             rows, STR(upload->name))
                       : fmt(c->arena, tr(c, "A dry run of all %s of %.*s. Nothing is stored yet."),
                             rows, STR(upload->name)));
    found_put(c, model, found);
    encounters_put(c, model, found);
    refusals_put(c, model, upload, found);
    run_form_put(c, request, response, model, upload, found);
    return render_page(c, request, response, "import", model);
}

// ---- Afterwards ----

static const char *figures_href(ctx *c, const struct uploaded *upload)
{
    json_t *mapping = json_parse(c, upload->mapping);
    if (!mapping) err_clear(c);
    const json_t *fact = json_array_get(json_object_get(mapping, "facts"), 0);
    str metric = json_text(json_object_get(fact, "metric"));
    if (!metric.size) return json_object_get(mapping, "remark") ? "/remarks" : "/figures";
    buf href = buf_new(c->arena, 4 * BOUND_MAPPING_BYTES);
    buf_c(&href, "/figures?metric=");
    url_add(&href, metric);
    return href.s;
}

static void done_put(ctx *c, json_t *model, const struct uploaded *upload)
{
    json_t *facts = json_new_array(c);
    count_add(c, facts, tr(c, "Rows taken"), upload->taken);
    count_add(c, facts, tr(c, "Rows that came before"), upload->repeated);
    count_add(c, facts, tr(c, "Rows with nothing to take"), upload->empty);
    count_add(c, facts, tr(c, "Bad rows, left out"), upload->refused);
    count_add(c, facts, tr(c, "Values"), upload->facts);
    fact_add(c, facts, tr(c, "Done"), str_c(c->arena, locale_moment(c, upload->ended_ms)));
    json_put(model, "facts", facts);
    json_put_c(model, "figures_href", figures_href(c, upload));
    json_put_c(model, "bad_rows_href",
               upload->refused ? import_href(c, upload->id, "/bad-rows") : NULL);
}

static bool over_page(ctx *c, struct request *request, struct response *response,
                      const struct uploaded *upload)
{
    const char *name = str_c(c->arena, upload->name), *title = NULL, *question = NULL;
    bool is_done = upload->state == UPLOADED_DONE;
    if (is_done) {
        title = fmt(c->arena, tr(c, "%s is imported"), name);
    } else if (upload->state == UPLOADED_FAILED) {
        title = fmt(c->arena, tr(c, "%s could not be imported"), name);
        question = tr(c, "Nothing of it was stored.");
    } else if (upload->state == UPLOADED_STOPPED) {
        title = fmt(c->arena, tr(c, "The import of %s was stopped"), name);
        question = tr(c, "Nothing of it was stored.");
    } else {
        title = fmt(c->arena, tr(c, "The import of %s was interrupted"), name);
        question = tr(c, "The server ended meanwhile. Nothing of it was stored.");
    }
    json_t *model = import_model(c, upload, title);
    json_put_c(model, "question", question);
    json_put_bool(model, "is_over", true);
    json_put_bool(model, "is_done", is_done);
    if (is_done) done_put(c, model, upload);
    if (upload->error.size) {
        json_put_c(model, "error", label_capital(c, str_c(c->arena, upload->error)));
        json_put_str(model, "hint", upload->hint);
    }
    if (!is_done) {
        struct form_about about = {.action = import_href(c, upload->id, "/run"),
                                   .submit = tr(c, "Import it again")};
        json_t *form = form_new(c, request, response, about);
        form_hide(c, form, "good_rows", upload->good_rows ? S("1") : S("0"));
        json_put(model, "form", form);
    }
    return render_page(c, request, response, "import", model);
}

bool import_one_get(ctx *c, struct request *request, struct response *response)
{
    struct uploaded upload;
    render_keep_lang(c, request, response);
    if (!import_upload(c, request, &upload)) return false;
    bool wants_columns = request_text(request, "step", S("")).size && upload.state != UPLOADED_DONE;
    if (uploaded_is_busy(upload.state)) return busy_page(c, request, response, &upload);
    if (upload.state == UPLOADED_NEW || wants_columns)
        return import_columns_page(c, request, response, &upload);
    if (upload.state == UPLOADED_TRIED) return tried_page(c, request, response, &upload);
    return over_page(c, request, response, &upload);
}
