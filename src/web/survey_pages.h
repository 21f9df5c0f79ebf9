// survey_pages: surveys in the house: chosen from templates, built question by question, previewed,
// taken into use, and read as JSON. Checks and changes are survey's (survey/edit.h, version.h).
#pragma once

#include "http/http.h"

bool survey_new_get(ctx *c, struct request *request, struct response *response);
bool survey_new_post(ctx *c, struct request *request, struct response *response);
bool survey_new_again(ctx *c, struct request *request, struct response *response);
bool survey_page_get(ctx *c, struct request *request, struct response *response);
bool survey_publish_post(ctx *c, struct request *request, struct response *response);
bool survey_definition_get(ctx *c, struct request *request, struct response *response);
bool survey_definition_post(ctx *c, struct request *request, struct response *response);
bool survey_questions_get(ctx *c, struct request *request, struct response *response);
bool survey_move_post(ctx *c, struct request *request, struct response *response);
bool survey_save_post(ctx *c, struct request *request, struct response *response);
bool survey_save_again(ctx *c, struct request *request, struct response *response);
bool survey_preview_get(ctx *c, struct request *request, struct response *response);
bool survey_preview_post(ctx *c, struct request *request, struct response *response);

extern const struct field survey_new_inputs[], survey_page_inputs[], survey_publish_inputs[],
    survey_version_inputs[], survey_definition_inputs[], survey_questions_inputs[],
    survey_move_inputs[], survey_save_inputs[], survey_preview_inputs[];
