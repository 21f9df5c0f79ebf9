// case: what a customer brought to us, or what we noticed first, from its coming to its end (ISO
// 10002:2018, clause 8): opening, the thread of letters, what the customer is told, closing with
// cause and decision, merging and parting. Owns tables case_contact, case_letter, case_file and
// case_origin; the case itself is a record of kind case (case_kinds.h), so that its whole history
// is kept, and holds no word of a customer: their words and who they are lie in letters and
// contact, which erasing a customer takes away. Uses record, event, mail, audit; routing and clock
// decide who owns it and by when. Never decides who may: that is the caller's, in role and place.
// Writes inside the caller's write transaction; results live in c->arena.
#pragma once

#include "mail/mail.h"
#include "record/record.h"

#define CASE_PUBLIC_PATH "/matter/" // and the seal: where a customer sees it
#define CASE_SEAL        "case" // purpose of that seal (settings/seal.h); its number: the case's id
enum { CASE_NUMBER_CHARACTERS = 8 };

// Who wrote a letter. A note is for the house alone.
enum case_who { CASE_CUSTOMER, CASE_US, CASE_NOTE, CASE_WHO__COUNT };

// Whoever a case is about, as they told it themselves: personal data. All may be empty: anonymous.
struct case_person {
    str name, email, phone;
    const char *lang; // "fi"; NULL: the language of the house
};

// A file that came along: its bytes, or where they lie in a file of this process. Name and type
// are those of http/upload.h (upload_name, upload_type), never the sender's.
struct case_file {
    str name, type;
    str bytes; // .s NULL: in fd, from its beginning
    int fd;
    i64 size;
};

// What somebody wrote. Of a mail: its subject, and its Message-ID and In-Reply-To without < and >.
struct case_words {
    enum case_who who;
    i64 person;     // of ours who wrote it: record of kind person; 0: nobody in particular
    str way;        // "web", "email", "phone" …: choices of the case's field "way"; empty: "web"
    str subject;    // of a mail; may be empty
    str text;       // plain text; empty where files say it all
    str message_id; // of a mail that came in
    str in_reply_to;
    const struct case_file *files;
    i64 file_count;
};

// Where it was noticed: an answer or another remark, as facts know it. Empty source: nowhere.
struct case_origin {
    str source, external;
    i64 happened_ms;
};

struct case_new {
    str subject;                         // in words of ours, none of the customer's; empty: made of
                                         // matter and touchpoint
    str matter, severity, way, found_by; // choices of the kind; empty: "complaint", "ordinary",
                                         // "web" and "customer"
    i64 customer;                        // key; 0: nobody known
    i64 touchpoint, unit;                // 0: not known
    i64 function;                        // owner; 0: by touchpoint, else by the words, else the CX
                                         // owner's
    i64 owner;                           // person; 0: nobody yet
    i64 repeats;                         // earlier case; 0: looked for
    struct case_person contact;
    struct case_words words; // the first letter; nothing in it: there is none
    struct case_origin origin;
    i64 rule;          // of kind case_rule, that opened it; 0: none
    bool is_suspected; // held as suspected spam: the customer sees nothing of it,
                       // no clock runs, nobody is told; released by a person
    bool is_quiet;     // no letter goes out now: an automatic mail came in
};

// Opens a case: record, number, contact, first letter, owner, clock; event case.opened; and unless
// it is quiet or suspected, the letter that it was received. `edit` says who does it: NULL for the
// system, which may all. ERR_BAD_INPUT, in words, for a choice or reference that is none,
// ERR_TOO_LARGE beyond a bound. number: CASE_NUMBER_CHARACTERS letters and digits that are not
// mistaken for each other, random, unique.
MUST_USE bool case_open(ctx *c, const struct case_new *what, const struct record_edit *edit,
                        i64 *id, str *number);

// One more letter in the thread. What the customer writes: event case.told; a closed case is open
// again; of a case that became part of another it goes there. What we write (CASE_US): the first
// one is the first answer, it goes out by mail where there is an address, event case.said. A note
// goes nowhere. A mail whose Message-ID is in the thread already is no second letter: *letter is
// the first one's id.
MUST_USE bool case_letter_add(ctx *c, i64 id, const struct case_words *words,
                              const struct record_edit *edit, i64 *letter);

struct case_letter {
    i64 id, at_ms;
    enum case_who who;
    i64 person;
    str way, occasion; // occasion: "" or of the kind reply: "received", "answer", "closed" …
    str subject, text, message_id;
    struct case_letter_file {
        i64 attachment; // record/attachment.h
        str name, type;
        i64 size;
    } * files;
    i64 file_count;
    bool is_erased; // the customer was erased: no words are left
    i64 of;         // the case that it came to, where that became part of this one
};
// The thread, oldest first, with those of cases that became part of it; for_customer: without notes
// and without who of ours wrote.
MUST_USE bool case_letters(ctx *c, i64 id, bool for_customer, struct case_letter **out, i64 *count);

MUST_USE bool case_contact(ctx *c, i64 id, struct case_person *out);
// What is known of them from now on. Inside a write transaction.
MUST_USE bool case_contact_set(ctx *c, i64 id, const struct case_person *person);

// By its number as somebody writes it: small letters, blanks and hyphens do no harm. *id is 0 where
// there is none.
MUST_USE bool case_find(ctx *c, str number, i64 *id);
// By the Message-ID of a letter in its thread, ours or theirs; *id is 0 where there is none.
MUST_USE bool case_find_message(ctx *c, str message_id, i64 *id);
// By what it was opened for; *id is 0 where there is none.
MUST_USE bool case_find_origin(ctx *c, struct case_origin origin, i64 *id);
// The newest open case with that e-mail address (any writing of it) that got a letter within so
// many days; *id is 0 where there is none: for mails that carry neither thread nor number.
MUST_USE bool case_find_email(ctx *c, str email, i64 days, i64 *id);
// The path of the customer's own page of it: CASE_PUBLIC_PATH and the seal. Whoever has it sees
// that case: it is never logged.
MUST_USE bool case_public_path(ctx *c, i64 id, str *out);

// How far it is, as the customer sees it.
enum case_stage { CASE_RECEIVED, CASE_IN_WORK, CASE_ANSWERED, CASE_CLOSED, CASE_STAGE__COUNT };

// What the customer sees, in words of the language of c.
struct case_public {
    i64 id; // of the case that it goes on in, where it was merged
    str number;
    str lang; // of the customer
    enum case_stage stage;
    const char *stage_words; // "Somebody works on it."
    str matter;              // "complaint"
    str accountable;         // "Deliveries", "Deliveries (Anna Aalto)", or the company
    i64 opened_ms, answer_by_ms, solve_by_ms; // by when: 0 where it is not promised any longer
    i64 answered_ms, closed_ms;               // 0: not yet
    str decision;                             // what was decided, as customers are told; or empty
    struct case_letter *letters;              // without notes and without the names of ours
    i64 letter_count;
    bool takes_words; // the customer may add to it
    str ask_path;     // where they say how it was handled; empty: nothing is asked
};
// ERR_NOT_FOUND for none, and for one that is held as suspected spam.
MUST_USE bool case_public(ctx *c, i64 id, struct case_public *out);

const char *case_who_name(enum case_who who); // "customer"
// The number as it is kept: large letters, nothing between; empty where it can be none. Pure.
str case_number_clean(ctx *c, str typed);
