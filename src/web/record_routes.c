#include "web/record_routes.h"

#include "people/role.h"
#include "web/record_belongs.h"
#include "web/record_edit.h"
#include "web/record_files.h"
#include "web/record_inputs.h"
#include "web/record_list.h"
#include "web/record_page.h"
#include "web/record_sheets.h"
#include "web/record_step.h"
#include "web/record_talk.h"
#include "web/record_views.h"

enum which {
    EVERY_KIND,
    MADE_HERE,  // not of kinds whose records come with facts
    WITH_STATES // of kinds whose records go through steps
};

// What every kind has; the path stands after the kind's own, fixed words before :id.
// clang-format off
static const struct pattern {
    struct route route;
    enum which which;
    const struct field *(*inputs)(struct arena *arena, const struct kind *kind); // instead of .in
} patterns[] = {
    {.route = {GET, "", record_list_get, .may = MAY_SEE_RECORDS, .page = "records",
      .what = "The list: narrowed, searched, sorted, page by page, or as a sheet."},
     .inputs = record_list_inputs},
    {.route = {GET, "/new", record_new_get, .may = MAY_ADD_RECORDS, .page = "form_page",
      .what = "The form for a new one."}, .which = MADE_HERE, .inputs = record_new_inputs},
    {.route = {POST, "/new", record_new_post, .may = MAY_ADD_RECORDS, .body = BODY_FORM,
      .again = record_new_again, .what = "Makes a new one."}, .which = MADE_HERE, .inputs = record_form_inputs},
    {.route = {GET, "/import", record_import_get, .may = MAY_CHANGE_RECORDS, .in = record_page_inputs,
      .page = "record_import", .what = "The form for taking in a table."}},
    {.route = {POST, "/import", record_import_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FILES,
      .in = record_sheet_inputs, .again = record_import_again,
      .what = "Tries a table out, or takes it in: all of it, or nothing."}},
    {.route = {POST, "/views", record_view_post, .may = MAY_SEE_RECORDS, .body = BODY_FORM,
      .in = record_view_inputs, .again = record_view_again, .what = "Saves what a list asks."}},
    {.route = {POST, "/views/:view/remove", record_view_remove_post, .may = MAY_SEE_RECORDS,
      .body = BODY_FORM, .in = record_no_inputs, .what = "Forgets a saved list."}},
    {.route = {GET, "/:id", record_page_get, .may = MAY_SEE_RECORDS, .in = record_one_inputs,
      .page = "record_page", .what = "One, with all that belongs to it."}},
    {.route = {GET, "/:id/edit", record_edit_get, .may = MAY_CHANGE_RECORDS, .in = record_page_inputs,
      .page = "form_page", .what = "The form for changing it."}},
    {.route = {POST, "/:id/edit", record_edit_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FORM,
      .again = record_edit_again,
      .what = "Changes what is named; 409 with both when somebody was faster."},
     .inputs = record_edit_inputs},
    {.route = {GET, "/:id/steps/:step", record_step_get, .may = MAY_CHANGE_RECORDS,
      .in = record_page_inputs, .page = "form_page",
      .what = "The form for moving it on: what the step demands."}, .which = WITH_STATES},
    {.route = {POST, "/:id/steps/:step", record_step_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FORM,
      .in = record_step_inputs, .again = record_step_again, .what = "Moves it on."}, .which = WITH_STATES},
    {.route = {POST, "/:id/archive", record_archive_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FORM,
      .in = record_move_inputs, .what = "Puts it away; nothing is ever deleted."}},
    {.route = {POST, "/:id/restore", record_restore_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FORM,
      .in = record_move_inputs, .what = "Takes it back from the archive."}},
    {.route = {GET, "/:id/history", record_history_get, .may = MAY_SEE_RECORDS, .in = record_page_inputs,
      .page = "record_history", .what = "Every version: who, when, why, what changed."}},
    {.route = {POST, "/:id/comments", record_comment_post, .may = MAY_ADD_RECORDS, .body = BODY_FORM,
      .in = record_comment_inputs, .again = record_comment_again,
      .what = "Says something of it, or challenges it."}},
    {.route = {POST, "/:id/comments/:comment/remove", record_comment_remove_post, .may = MAY_ADD_RECORDS,
      .body = BODY_FORM, .in = record_no_inputs, .what = "Takes one's own words back."}},
    {.route = {GET, "/:id/links", record_links_get, .may = MAY_CHANGE_RECORDS, .in = record_page_inputs,
      .page = "form_page", .what = "The form for linking it with another record."}},
    {.route = {POST, "/:id/links", record_links_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FORM,
      .in = record_link_inputs, .again = record_links_again, .what = "Links it with another record."}},
    {.route = {POST, "/:id/links/:link/remove", record_link_remove_post, .may = MAY_CHANGE_RECORDS,
      .body = BODY_FORM, .in = record_no_inputs, .what = "Takes a link away."}},
    {.route = {GET, "/:id/files", record_files_get, .may = MAY_CHANGE_RECORDS,
      .in = record_page_inputs, .page = "form_page", .what = "The form for a file beside it."}},
    {.route = {POST, "/:id/files", record_file_post, .may = MAY_CHANGE_RECORDS, .body = BODY_FILES,
      .in = record_file_inputs, .again = record_file_again, .what = "Lays a file beside it."}},
    {.route = {GET, "/:id/files/:file", record_file_get, .may = MAY_SEE_RECORDS,
      .what = "A file, for keeping."}},
    {.route = {POST, "/:id/files/:file/remove", record_file_remove_post, .may = MAY_CHANGE_RECORDS,
      .body = BODY_FORM, .in = record_no_inputs, .what = "Takes a file away; its trace stays."}},
};

static const struct route figure_routes[] = {
    {GET, "/figures/talk", figure_talk_get, .may = MAY_SEE_FIGURES, .page = "figure_talk",
     .what = "What people say of a figure."},
    {POST, "/figures/comments", figure_comment_post, .may = MAY_ADD_RECORDS, .body = BODY_FORM,
     .in = record_comment_inputs, .again = figure_comment_again,
     .what = "Says something of a figure, or challenges it."},
    {POST, "/figures/comments/:comment/remove", figure_comment_remove_post,
     .may = MAY_ADD_RECORDS, .body = BODY_FORM, .in = record_figure_inputs,
     .what = "Takes one's own words about a figure back."},
};
// clang-format on

static bool is_of(const struct pattern *pattern, const struct kind *kind)
{
    switch (pattern->which) {
    case EVERY_KIND:
        return true;
    case MADE_HERE:
        return !kind->made_elsewhere;
    case WITH_STATES:
        return kind->states != NULL;
    }
    return false;
}

i64 record_routes_count(void)
{
    i64 count = COUNT_OF(figure_routes);
    for (i64 k = 0; k < kinds_count(); k++)
        for (i64 i = 0; i < COUNT_OF(patterns); i++)
            count += is_of(&patterns[i], kind_at(k));
    return count;
}

void record_routes_make(ctx *c, struct route *out)
{
    for (i64 i = 0; i < COUNT_OF(figure_routes); i++)
        *out++ = figure_routes[i];
    out[-COUNT_OF(figure_routes)].in = figure_talk_inputs(c->arena);
    for (i64 k = 0; k < kinds_count(); k++) {
        const struct kind *kind = kind_at(k);
        for (i64 i = 0; i < COUNT_OF(patterns); i++) {
            const struct pattern *pattern = &patterns[i];
            if (!is_of(pattern, kind)) continue;
            *out = pattern->route;
            out->path = fmt(c->arena, "/%s%s", kind->path, pattern->route.path);
            out->what = fmt(c->arena, "%s: %s", kind->labels, pattern->route.what);
            out->data = kind;
            if (pattern->inputs) out->in = pattern->inputs(c->arena, kind);
            out++;
        }
    }
}
