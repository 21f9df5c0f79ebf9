// customers: pages of customers: the list, one customer's card, and what may be done with it.
// Decides who sees whom: employees those of their own units, personal data masked for who may not
// see it, every look at it in the audit log. Never decides what the numbers are.
#pragma once

#include "customer/card.h"
#include "facts/consent.h"
#include "web/change.h"
#include "web/visitor.h"

extern const struct field customers_fields[], customer_fields[], customer_merge_fields[],
    customer_merge_form[], customer_unmerge_form[], customer_consent_form[], customer_object_form[],
    customer_export_form[], customer_erase_form[], customer_correct_form[];

bool customers_get(ctx *c, struct request *request, struct response *response);
bool customer_get(ctx *c, struct request *request, struct response *response);
bool customer_merge_get(ctx *c, struct request *request, struct response *response);
bool customer_merge_post(ctx *c, struct request *request, struct response *response);
bool customer_merge_again(ctx *c, struct request *request, struct response *response);
bool customer_unmerge_post(ctx *c, struct request *request, struct response *response);
bool customer_consent_get(ctx *c, struct request *request, struct response *response);
bool customer_consent_post(ctx *c, struct request *request, struct response *response);
bool customer_consent_again(ctx *c, struct request *request, struct response *response);
bool customer_object_get(ctx *c, struct request *request, struct response *response);
bool customer_object_post(ctx *c, struct request *request, struct response *response);
bool customer_object_again(ctx *c, struct request *request, struct response *response);
bool customer_export_get(ctx *c, struct request *request, struct response *response);
bool customer_export_post(ctx *c, struct request *request, struct response *response);
bool customer_export_again(ctx *c, struct request *request, struct response *response);
bool customer_erase_get(ctx *c, struct request *request, struct response *response);
bool customer_erase_post(ctx *c, struct request *request, struct response *response);
bool customer_erase_again(ctx *c, struct request *request, struct response *response);
bool customer_correct_get(ctx *c, struct request *request, struct response *response);
bool customer_correct_post(ctx *c, struct request *request, struct response *response);
bool customer_correct_again(ctx *c, struct request *request, struct response *response);
