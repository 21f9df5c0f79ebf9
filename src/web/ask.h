// ask: open links of campaigns: anybody may answer who has the address, a code at a counter, a
// tablet, a page that the survey stands on. Knows which campaign a link is of and whether it runs,
// and slows down who presses too often. What a link says of where one is (unit, touchpoint …) is
// taken where the company has such a name. Owns what it remembers.
#pragma once

#include "http/http.h"
#include "survey/answer.h"

enum { ASK_CODE_CHARACTERS = 32, ASK_NAME_BYTES = 200 };

struct ask;

// Lives in c->arena.
struct ask *ask_new(ctx *c);

// A campaign as its links see it, read a moment ago.
struct ask_campaign {
    i64 id, survey, version;
    bool is_open; // it runs, its days are not over, and its survey is in use
    char name[ASK_NAME_BYTES + 1], touchpoint[ASK_NAME_BYTES + 1], unit[ASK_NAME_BYTES + 1],
        segment[ASK_NAME_BYTES + 1], function[ASK_NAME_BYTES + 1], code[ASK_NAME_BYTES + 1],
        aims[ASK_NAME_BYTES + 1]; // code: of the survey; aims: of the touchpoint
};
// By the code of its links, which is its number sealed. ERR_NOT_FOUND.
MUST_USE bool ask_campaign(ctx *c, const struct request *request, str code,
                           struct ask_campaign *out);
MUST_USE bool ask_campaign_by_id(ctx *c, const struct request *request, i64 id,
                                 struct ask_campaign *out);
const char *ask_code(ctx *c, const struct request *request, i64 campaign);

// What links begin with: as the settings say, else as this page was asked for.
MUST_USE bool ask_address(ctx *c, const struct request *request, const char **out);

// What an open link says beside its campaign.
struct ask_link {
    str way; // "link", "qr", "kiosk", "embed"
    str touchpoint, channel, unit, segment;
    i64 attribute_count;
    const struct encounter_attribute *attributes;
};
// Puts what is known into a new answer of the campaign: its own places before the link's, the
// link's where there are such; attributes that the survey asks for.
MUST_USE bool ask_answer(ctx *c, const struct ask_campaign *campaign, const struct ask_link *link,
                         const struct survey *survey, struct answer *answer);
// One more answer begins from this address. ERR_BUSY when too many came; the hint says when.
MUST_USE bool ask_slow_down(ctx *c, const struct request *request);
