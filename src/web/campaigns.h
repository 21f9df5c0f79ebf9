// campaigns: a campaign's own page, with how it goes and who is silent; and the preview, which says
// who would be asked now, who not and why, and what the answers would settle. Lists, forms and
// steps are those of every record. Uses campaign/.
#pragma once

#include "http/http.h"
#include "record/record.h"

extern const struct field campaign_page_inputs[], campaign_preview_inputs[], campaign_test_inputs[];

bool campaign_page_get(ctx *c, struct request *request, struct response *response);
bool campaign_preview_get(ctx *c, struct request *request, struct response *response);
// Sends the words of an invite to whoever asks.
bool campaign_test_post(ctx *c, struct request *request, struct response *response);

// Its open links, into "ways": to be copied, for a campaign that runs and is no mail; the sheets to
// be printed, into "sheets_href". For who may ask.
MUST_USE bool campaign_put_ways(ctx *c, const struct request *request, const struct record *record,
                                bool may_ask, json_t *model);

// How it goes so far, into "answers"; and who is silent.
MUST_USE bool campaign_put_answers(ctx *c, i64 campaign, json_t *model);
