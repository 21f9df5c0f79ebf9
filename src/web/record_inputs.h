// record_inputs: what the addresses and forms of a kind take, made from its table: the declared
// inputs of its routes. Knows the names that fields of a form and of a question have. Owns nothing.
#pragma once

#include "http/router.h"
#include "record/kind.h"

// Filters of every field ("function", "opened.from", "opened.to"), search, sort, state, shelf,
// columns, page.
const struct field *record_list_inputs(struct arena *arena, const struct kind *kind);
// Every field as text, which record/value.h reads, with version and reason.
const struct field *record_form_inputs(struct arena *arena, const struct kind *kind);
// The same for a change, which must say what version it is of.
const struct field *record_edit_inputs(struct arena *arena, const struct kind *kind);
const struct field *record_new_inputs(struct arena *arena, const struct kind *kind);
// The question of a figure, and the comment that is answered.
const struct field *figure_talk_inputs(struct arena *arena);
extern const struct field record_step_inputs[], record_move_inputs[], record_comment_inputs[],
    record_link_inputs[], record_file_inputs[], record_sheet_inputs[], record_view_inputs[],
    record_page_inputs[], record_one_inputs[], record_no_inputs[], record_figure_inputs[];

// What stands for "nothing is said" in a filter.
#define RECORD_NOTHING "-"
// Whether a field is asked for between two bounds, and whether a list sorts by it.
bool record_field_has_order(const struct kind_field *field);
bool record_field_sorts(const struct kind_field *field);
// Whether a list shows it unless asked otherwise: what is short.
bool record_field_is_short(const struct kind_field *field);
