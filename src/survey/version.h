// version: drafts and versions of surveys: what is worked on, and what customers answer. The only
// module that takes a definition into use. Owns tables survey_draft, survey_version, survey_code.
// Uses record (a survey is a record of kind "survey"), facts/metric, audit. Never asks anybody,
// never takes answers. Writes inside the caller's write transaction. Results live in c->arena.
#pragma once

#include "record/record.h"
#include "survey/definition.h"

struct survey_draft {
    str text;    // the definition; it may have flaws
    i64 edition; // how often it was saved; 0: never, then text is the newest version or an empty
                 // one
    i64 saved_ms, saved_by;
};

struct survey_version {
    i64 version, made_ms, made_by; // by: person
    str why, text;
};

// The draft of a survey. Never ERR_NOT_FOUND: whether the survey is there is record_get's to say.
MUST_USE bool survey_draft_get(ctx *c, i64 survey, struct survey_draft *out);
// Keeps a definition as the draft, on the edition that it was read with: ERR_REFUSED when somebody
// else saved it meanwhile. ERR_BAD_INPUT only where the text is no JSON object: flaws may be kept.
MUST_USE bool survey_draft_put(ctx *c, i64 survey, const struct survey_draft *draft, i64 who);
// Takes the draft into use as the next version: defines the metrics that its answers become, and
// moves the survey's record to in_use. ERR_BAD_INPUT names the draft's first flaw; ERR_REFUSED
// where nothing has changed, the survey is retired, or a metric means something else already;
// ERR_FORBIDDEN.
MUST_USE bool survey_publish(ctx *c, i64 survey, const struct record_edit *edit, i64 *version);
// A version as it was answered; 0: the newest. ERR_NOT_FOUND.
MUST_USE bool survey_version_get(ctx *c, i64 survey, i64 version, struct survey *out);
// 0: none was taken into use.
MUST_USE bool survey_version_newest(ctx *c, i64 survey, i64 *version);
MUST_USE bool survey_versions(ctx *c, i64 survey, i64 *count, struct survey_version **out);
// The word that the names of its metrics begin with: a-z, 0-9, _. Made of the survey's name when it
// is first taken into use; a new name does not change it. ERR_NOT_FOUND before.
MUST_USE bool survey_code(ctx *c, i64 survey, str *out);
// Which survey has that code; 0: none.
MUST_USE bool survey_of_code(ctx *c, str code, i64 *survey);
// A code of ours for a survey that has none yet, such as no name becomes ("case.handled"): before
// it is first taken into use.
MUST_USE bool survey_code_reserve(ctx *c, i64 survey, str code);
// A survey by "12", "#12", its name or its code. ERR_NOT_FOUND.
MUST_USE bool survey_find(ctx *c, str told, i64 *survey);
// What the touchpoint of that name aims at: "valued,trusting", for the fact "feelings"; empty when
// it has no record or aims at nothing.
MUST_USE bool survey_aims(ctx *c, str touchpoint, str *out);
// A definition without questions, in one language: what a new survey begins with.
str survey_empty(ctx *c, str title, const char *lang);
