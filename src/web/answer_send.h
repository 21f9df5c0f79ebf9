// answer_send: gives what a customer answered to the store's writer, and leads on when it is on
// disk. With the last question the answer's facts and words go along, in the same commit.
#pragma once

#include "http/http.h"
#include "web/answer_model.h"

struct answer_sending {
    const struct answer_view *view; // in the request's arena
    i64 question;                   // its index
    str value;                      // as question_take made it
    const str *given;
    bool declines;    // rather not at all
    const char *path; // where it goes on
};
// The handler returns what this returns.
MUST_USE bool answer_send(ctx *c, const struct request *request, struct response *response,
                          const struct answer_sending *sending);
