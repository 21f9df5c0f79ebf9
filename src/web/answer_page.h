// answer_page: the pages on which customers answer: one question at a time, by a personal link (an
// invite's, or the answer's own once it began) or an open one (ask.h); every part is on disk before
// the next question is shown. Opening a page stores no answer: what a link brings is only
// preselected, since mail scanners open links too. An invite is noted as opened.
#pragma once

#include "http/http.h"

extern const struct field answer_fields[], answer_form[];

// /answer/:secret
bool answer_page_get(ctx *c, struct request *request, struct response *response);
bool answer_page_post(ctx *c, struct request *request, struct response *response);
bool answer_page_again(ctx *c, struct request *request, struct response *response);
// /ask/:code, /kiosk/:code, /embed/:code: the first question of an open link.
bool ask_get(ctx *c, struct request *request, struct response *response);
bool kiosk_get(ctx *c, struct request *request, struct response *response);
bool embed_get(ctx *c, struct request *request, struct response *response);
// /embed/ask.js: puts the survey of a code into a page of a site that the settings name.
bool ask_script_get(ctx *c, struct request *request, struct response *response);
