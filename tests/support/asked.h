// asked: a survey in use and a campaign that runs, as tests of answering need them; and addresses
// of its links.
#pragma once

#include "store/store.h"

// Survey "delivery" of four questions: nps, why (words; shown to who is no promoter), how (single),
// felt; in English and Finnish, with thanks for promoters.
extern const char asked_delivery[];

// Inside no transaction. The definition is taken into use.
i64 asked_survey(ctx *c, const char *name, const char *definition);
// Runs; way "link", "qr" … Its touchpoint or unit may be 0.
i64 asked_campaign(ctx *c, const char *name, i64 survey, const char *way);
// A record of a kind with a name.
i64 asked_record(ctx *c, const char *kind, const char *name);
