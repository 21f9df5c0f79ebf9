// set_up: the pages where a house is set up: what is there and what is missing, the company, mail,
// how long things are kept, tokens, the log, backups, what runs by itself, a journey to begin with.
#pragma once

#include "http/http.h"

extern const struct field set_up_company_form[], set_up_mail_form[], set_up_rule_form[],
    set_up_keep_form[], set_up_token_form[], set_up_log_fields[], set_up_backup_form[],
    set_up_nothing_form[];

bool set_up_get(ctx *c, struct request *request, struct response *response);

bool set_up_company_get(ctx *c, struct request *request, struct response *response);
bool set_up_company_post(ctx *c, struct request *request, struct response *response);
bool set_up_company_again(ctx *c, struct request *request, struct response *response);

bool set_up_mail_get(ctx *c, struct request *request, struct response *response);
bool set_up_mail_post(ctx *c, struct request *request, struct response *response);
bool set_up_mail_again(ctx *c, struct request *request, struct response *response);
bool set_up_mail_test_post(ctx *c, struct request *request, struct response *response);

bool set_up_retention_get(ctx *c, struct request *request, struct response *response);
bool set_up_retention_again(ctx *c, struct request *request, struct response *response);
bool set_up_rule_post(ctx *c, struct request *request, struct response *response);
bool set_up_keep_post(ctx *c, struct request *request, struct response *response);

bool set_up_tokens_get(ctx *c, struct request *request, struct response *response);
bool set_up_tokens_post(ctx *c, struct request *request, struct response *response);
bool set_up_tokens_again(ctx *c, struct request *request, struct response *response);
bool set_up_token_end_post(ctx *c, struct request *request, struct response *response);

bool set_up_log_get(ctx *c, struct request *request, struct response *response);
bool set_up_log_file_get(ctx *c, struct request *request, struct response *response);

bool set_up_backup_get(ctx *c, struct request *request, struct response *response);
bool set_up_backup_post(ctx *c, struct request *request, struct response *response);
bool set_up_backup_again(ctx *c, struct request *request, struct response *response);
bool set_up_backup_file_post(ctx *c, struct request *request, struct response *response);

bool set_up_jobs_get(ctx *c, struct request *request, struct response *response);
bool set_up_job_run_post(ctx *c, struct request *request, struct response *response);

bool set_up_journey_get(ctx *c, struct request *request, struct response *response);
bool set_up_journey_post(ctx *c, struct request *request, struct response *response);
