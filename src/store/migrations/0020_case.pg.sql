-- Cases (src/case): what lies beside the records of kind case. Words of customers and who they are lie here alone, so that
-- erasing somebody takes them away and leaves the history whole.

-- Whoever a case is about, as they told it; no row: nobody said.
CREATE TABLE case_contact (
    case_id BIGINT NOT NULL,        -- record of kind case
    name VARCHAR COLLATE "C" NOT NULL,
    email VARCHAR COLLATE "C" NOT NULL,         -- as email_normalise writes it
    phone VARCHAR COLLATE "C" NOT NULL,
    lang VARCHAR COLLATE "C" NOT NULL -- letters to them are in it
);

-- The thread; letters are never changed, but emptied when the customer is erased.
CREATE TABLE case_letter (
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    who VARCHAR COLLATE "C" NOT NULL,           -- customer, us, note
    person BIGINT NOT NULL,         -- of ours who wrote it; 0: nobody in particular
    way VARCHAR COLLATE "C" NOT NULL,           -- of the choices of the case's field
    occasion VARCHAR COLLATE "C" NOT NULL,      -- of ours: received, progress, answer, closed …; empty: none of these
    subject VARCHAR COLLATE "C" NOT NULL,
    text VARCHAR COLLATE "C" NOT NULL,
    message_id VARCHAR COLLATE "C" NOT NULL,    -- of the mail, without < and >; empty: none
    in_reply_to VARCHAR COLLATE "C" NOT NULL,
    erased BOOLEAN NOT NULL         -- its words are gone
);

-- Files of a letter; their bytes lie in rec_attachment with the case.
CREATE TABLE case_file (
    letter BIGINT NOT NULL,
    attachment BIGINT NOT NULL
);

-- What a case was opened for by itself, so that it opens one case only.
CREATE TABLE case_origin (
    case_id BIGINT NOT NULL,
    rule BIGINT NOT NULL,           -- record of kind case_rule; 0: none
    source VARCHAR COLLATE "C" NOT NULL,        -- of the fact
    external VARCHAR COLLATE "C" NOT NULL,
    happened_ms BIGINT NOT NULL
);

-- What was done about a case once: late.answer, late.solve, asked, told …; again after it was opened again.
CREATE TABLE case_mark (
    case_id BIGINT NOT NULL,
    what VARCHAR COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL
);

-- Which function owned a case in the end, or was said to be the right one: what routing learns from. The words are those of
-- the customer's letters, as long as they are there.
CREATE TABLE case_lesson (
    case_id BIGINT NOT NULL,
    function BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- What was learnt of them: one row.
CREATE TABLE case_router (
    trained_ms BIGINT NOT NULL,
    lessons BIGINT NOT NULL,        -- how many there were
    hits BIGINT NOT NULL,           -- told right of those, each by a classifier that had not seen it
    model VARCHAR COLLATE "C" NOT NULL -- base64 of words/model.h; labels are functions' ids
);

-- How far the rules have looked: one row.
CREATE TABLE case_rule_place (
    batch BIGINT NOT NULL           -- looked at all facts up to this one
);

CREATE UNIQUE INDEX case_contact_case ON case_contact (case_id);
CREATE INDEX case_contact_email ON case_contact (email) WHERE email <> '';
CREATE UNIQUE INDEX case_letter_id ON case_letter (id);
CREATE INDEX case_letter_case ON case_letter (case_id, id);
CREATE INDEX case_letter_message ON case_letter (message_id) WHERE message_id <> '';
CREATE INDEX case_file_letter ON case_file (letter);
CREATE INDEX case_origin_of ON case_origin (source, external);
CREATE INDEX case_origin_case ON case_origin (case_id);
CREATE INDEX case_mark_case ON case_mark (case_id);
CREATE INDEX case_lesson_case ON case_lesson (case_id);
