// set_up_parts: what the pages of the set-up are put together from: a page with parts, each with a
// few lines, a table, a form or a button (template set_up.mustache, ui/model.md). Never asks the
// store.
#pragma once

#include "http/http.h"
#include "settings/settings.h"

// A page without parts; crumbs lead back to the set-up. NULL title is the caller's to put.
json_t *set_up_page(ctx *c, const char *title, const char *question);
// Adds a part; text may be NULL.
struct set_up_part {
    const char *id, *title, *text;
};
json_t *set_up_part(ctx *c, json_t *page, struct set_up_part part);
// Adds a line to a part; what is NULL is left out. A line with an action is a button that sends.
struct set_up_item {
    const char *label, *href, *badge, *note;
    const char *action, *action_label;
    json_t *hidden; // [{name, value}]
};
void set_up_item(ctx *c, json_t *part, struct set_up_item item);
json_t *set_up_hidden(ctx *c, json_t *hidden, const char *name, str value);
// Puts a table into a part. Columns end with NULL; the first is the title's.
json_t *set_up_list(ctx *c, json_t *part, const char *label, const char *const *columns);
// Adds a row; cells as many as columns, "" for none.
void set_up_row(ctx *c, json_t *list, const char *const *cells);
void set_up_deed(ctx *c, json_t *part, const char *action, const char *label, bool is_main);
void set_up_link(ctx *c, json_t *part, const char *href, const char *label);
// Answers with it.
MUST_USE bool set_up_render(ctx *c, struct request *request, struct response *response,
                            json_t *page);

// ---- Settings as a form: all whose name begins with "mail." and so on ----

// Fields are called by what stands behind the dot.
MUST_USE bool settings_form(ctx *c, struct request *request, struct response *response,
                            const char *group, const char *action, json_t **out);
// Checks what was typed; problems are the request's, *sound is false then.
MUST_USE bool settings_check(ctx *c, struct request *request, const char *group, bool *sound);
// Keeps it and goes to `next`; the handler returns what this returns.
MUST_USE bool settings_save(ctx *c, struct request *request, struct response *response,
                            const char *group, const char *next);
