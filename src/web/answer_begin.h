// answer_begin: an answer that nobody has begun: whose it is, about what, and what is known of it
// already: by an invite, an open link, or a closed case. Only reads.
#pragma once

#include "http/http.h"
#include "web/answer_model.h"
#include "web/ask.h"

struct answer_begin {
    bool is_over; // takes no answer
    i64 unseen;   // the invite, where nobody has looked at it yet
};

// Fill view->answer and view->function. ERR_NOT_FOUND.
MUST_USE bool answer_by_invite(ctx *c, const struct request *request, i64 id,
                               struct answer_view *view, struct answer_begin *out);
MUST_USE bool answer_by_case(ctx *c, const struct request *request, i64 id,
                             struct answer_view *view, struct answer_begin *out);
struct answer_link {
    str code;
    const struct ask_link *link;
};
MUST_USE bool answer_by_link(ctx *c, const struct request *request, i64 id, struct answer_link by,
                             struct answer_view *view, struct answer_begin *out);
// Whether it is known who answers: of an invite, or after a case.
bool answer_is_by_name(const struct answer *answer);
