// complaint: a matter that a customer brings, whatever the way (page, another site, mail,
// telephone, counter, another system): what is asked for it, what of it is doubtful, the one
// transaction in which it opens a case, and the later one in which its words become a fact, a
// remark in a customer's own words: so it is heard at once, also while a large file of facts comes
// in. Owns tables complaint_pace and complaint_held. Uses case and facts. Nothing is ever dropped:
// what looks like spam is held until a person has looked at it, and a flood is told to come again.
// Never knows pages or mails; never decides who may.
#pragma once

#include "case/case.h"
#include "facts/take.h"

#define COMPLAINT_SOURCE "complaint" // of its facts
enum {
    COMPLAINT_FREE = 20,       // an hour from one address, before further ones are held
    COMPLAINT_MAX = 200,       // an hour from one address, before further ones must wait
    COMPLAINT_SAME_WORDS = 3,  // the same words an hour, before further ones are held
    COMPLAINT_LINKS = 4,       // in one text, before it is held
    COMPLAINT_HASTE_MS = 2000, // nobody reads and fills the form faster
    COMPLAINT_FILES = 10
};

struct complaint {
    str matter, way;                      // choices of the case's fields; empty: "complaint", "web"
    str severity;                         // empty: ordinary
    str text;                             // what happened, in the customer's words
    str subject, message_id, in_reply_to; // of a mail
    i64 touchpoint, unit;                 // 0: not said
    str where;       // the place in words, where no unit is meant; may be empty
    str reference;   // an order's or invoice's number, say; may be empty
    i64 happened_ms; // 0: now
    i64 customer;    // key; 0: told by the contact's e-mail address or telephone
    struct case_person contact;
    const struct case_file *files;
    i64 file_count;
    str address;      // where it came from, for its pace; empty: not counted
    bool is_doubtful; // whoever took it in has its doubts
    bool is_quiet;    // no letter goes out
    bool is_ours;     // an employee noticed first
};

struct complaint_taken {
    i64 id;           // case
    str number, path; // path: where the customer sees it
    bool is_held;
};

// Takes it, inside the caller's write transaction of records. edit: who does it; NULL: the
// customer. ERR_BAD_INPUT without words and files, ERR_BUSY when too many come from one address,
// with when to come again; and what case_open says.
MUST_USE bool complaint_take(ctx *c, const struct complaint *complaint,
                             const struct record_edit *edit, struct complaint_taken *out);

// Whoever has that e-mail address; 0 when nobody has it, or several do. Only reads.
MUST_USE bool complaint_customer(ctx *c, str email, i64 *customer);

// What a customer may choose from: touchpoints and our own units in use, by their words.
struct complaint_place {
    i64 id;
    str name, label;
};
MUST_USE bool complaint_touchpoints(ctx *c, struct complaint_place **out, i64 *count);
MUST_USE bool complaint_units(ctx *c, struct complaint_place **out, i64 *count);
// The one that is called so, by name or words, letters large or small; 0: none.
i64 complaint_place_find(const struct complaint_place *places, i64 count, str typed);

// Makes facts of matters that came and are not held, or no longer, and forgets those that were
// closed while they were; for a job. Inside a write transaction of all; known: the writer's
// (facts/known.h). *count is how many became facts.
MUST_USE bool complaint_facts_take(ctx *c, struct known *known, i64 *count);
MUST_USE bool complaint_facts_wait(ctx *c, bool *out);
// Forgets paces that no longer matter. Inside a write transaction.
MUST_USE bool complaint_clean(ctx *c);
