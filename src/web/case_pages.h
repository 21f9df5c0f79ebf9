// case_pages: the pages of cases: what waits, one case with its thread, and what is done about it.
#pragma once

#include "http/http.h"

extern const struct field cases_fields[], case_write_fields[], case_write_form[], case_note_form[],
    case_assess_form[], case_hand_form[], case_close_form[], case_why_form[], case_merge_form[],
    case_task_form[], case_nothing_form[];

extern const struct field case_settings_form[];
// What the clock, the routing and the letters of cases go by.
bool case_settings_get(ctx *c, struct request *request, struct response *response);
bool case_settings_post(ctx *c, struct request *request, struct response *response);
bool case_settings_again(ctx *c, struct request *request, struct response *response);

bool cases_get(ctx *c, struct request *request, struct response *response);
bool case_get(ctx *c, struct request *request, struct response *response);
bool case_file_get(ctx *c, struct request *request, struct response *response);
// Where a letter is written; the letter as the customer will read it; and sending it.
bool case_write_get(ctx *c, struct request *request, struct response *response);
bool case_preview_post(ctx *c, struct request *request, struct response *response);
bool case_write_again(ctx *c, struct request *request, struct response *response);
bool case_say_post(ctx *c, struct request *request, struct response *response);
bool case_note_get(ctx *c, struct request *request, struct response *response);
bool case_note_post(ctx *c, struct request *request, struct response *response);
bool case_note_again(ctx *c, struct request *request, struct response *response);
bool case_assess_get(ctx *c, struct request *request, struct response *response);
bool case_assess_post(ctx *c, struct request *request, struct response *response);
bool case_assess_again(ctx *c, struct request *request, struct response *response);
bool case_hand_get(ctx *c, struct request *request, struct response *response);
bool case_hand_post(ctx *c, struct request *request, struct response *response);
bool case_hand_again(ctx *c, struct request *request, struct response *response);
bool case_close_get(ctx *c, struct request *request, struct response *response);
bool case_close_post(ctx *c, struct request *request, struct response *response);
bool case_close_again(ctx *c, struct request *request, struct response *response);
bool case_reopen_get(ctx *c, struct request *request, struct response *response);
bool case_reopen_post(ctx *c, struct request *request, struct response *response);
bool case_reopen_again(ctx *c, struct request *request, struct response *response);
bool case_merge_get(ctx *c, struct request *request, struct response *response);
bool case_merge_post(ctx *c, struct request *request, struct response *response);
bool case_merge_again(ctx *c, struct request *request, struct response *response);
bool case_part_get(ctx *c, struct request *request, struct response *response);
bool case_part_post(ctx *c, struct request *request, struct response *response);
bool case_part_again(ctx *c, struct request *request, struct response *response);
bool case_task_get(ctx *c, struct request *request, struct response *response);
bool case_task_post(ctx *c, struct request *request, struct response *response);
bool case_task_again(ctx *c, struct request *request, struct response *response);
// Without a form of their own.
bool case_take_post(ctx *c, struct request *request, struct response *response);
bool case_investigate_post(ctx *c, struct request *request, struct response *response);
bool case_release_post(ctx *c, struct request *request, struct response *response);
bool case_discard_post(ctx *c, struct request *request, struct response *response);
