// answer: what customers answered: about what, question by question, and what became of it. Owns
// tables answer, answer_part and answer_end, to which rows are only added, so that many answers are
// on disk with one sync; answer_step.h writes them. Uses store. Knows neither pages nor invites.
//
// An answer is open until the customer has seen the thanks or said no; then it stays as it is:
// facts, cases and decisions rest on it. Who leaves in between may come back.
#pragma once

#include "base/json.h"
#include "store/store.h"
#include "survey/definition.h"

enum answer_state {
    ANSWER_OPEN,
    ANSWER_PARTLY, // nothing came for a while: its facts are made, it may still go on
    ANSWER_COMPLETE,
    ANSWER_DECLINED, // "I would rather not answer"
    ANSWER_STATE__COUNT
};

const char *answer_state_name(enum answer_state state); // "complete"
bool answer_state_is_end(enum answer_state state);
enum answer_state answer_state_of(str name); // what is none is open

struct answer {
    i64 id;                                // of an invite: the invite's; else answer_id_new
    i64 survey, version, campaign, invite; // invite 0: by an open link
    i64 key;                               // whose it is, as facts know it; 0: nobody known
    str name_space, key_value; // of the key, as its facts are given; empty when it was erased
    str source;                // of its facts: the survey's name when it began
    str way;                   // "email", "link", "qr", "kiosk", "embed", "case"
    str lang;                  // in which it began
    str touchpoint, channel, unit, segment; // known beforehand; empty: not
    str attributes; // further ones: a JSON object of names and values, "feelings" of what the
                    // touchpoint aims at among them; may be empty
    i64 began_ms;
    enum answer_state state;
    i64 changed_ms; // the last part
    i64 part_count;
    struct survey_answer *parts; // the newest of each question, in the order that they first came
};

enum { ANSWER_ID_LOW_BITS = 21 };
// The id of an answer that begins with no invite: rises with the moment, and no two of this process
// are alike. *last is the process' own, from anywhere at the start.
i64 answer_id_new(i64 now_ms, _Atomic u32 *last);
// ERR_NOT_FOUND when it never began.
MUST_USE bool answer_get(ctx *c, i64 id, struct answer *out);
// The same without an error: *found.
MUST_USE bool answer_find(ctx *c, i64 id, struct answer *out, bool *found);
// Those of these that there are, with all that was given, by their ids; their state is left out.
MUST_USE bool answer_list(ctx *c, const i64 *ids, i64 id_count, struct answer **out, i64 *count);
// What is known while it is answered, for definition.h. Lives as long as the answer's parts stay.
struct survey_known answer_known(ctx *c, const struct answer *answer, const char *lang);
// The answer with one more part, or another one for a question that has one.
void answer_put_part(ctx *c, struct answer *answer, struct survey_answer part);
// Open answers whose last part is older than that, at most `most`: for making facts of what is
// there.
MUST_USE bool answer_silent(ctx *c, i64 before_ms, i64 most, i64 *count, i64 **out);

// How many answers of a campaign began, and what became of them.
struct answer_counts {
    i64 began, of[ANSWER_STATE__COUNT];
};
MUST_USE bool answer_count(ctx *c, i64 campaign, struct answer_counts *out);
// The same of a survey, version by version: *out has `versions` + 1 places, [0] is all of them.
MUST_USE bool answer_count_versions(ctx *c, i64 survey, i64 versions, struct answer_counts **out);
