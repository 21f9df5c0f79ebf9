// case_new: where an employee takes down what a customer says on the telephone or at the counter, or
// what somebody of ours noticed first: one quick form, with a search for the customer. Whoever serves
// may take anything down, wherever it belongs: routing finds its owner.
#pragma once

#include "http/http.h"

extern const struct field case_new_fields[], case_new_form[];

bool case_new_get(ctx *c, struct request *request, struct response *response);
bool case_new_post(ctx *c, struct request *request, struct response *response);
bool case_new_again(ctx *c, struct request *request, struct response *response);
