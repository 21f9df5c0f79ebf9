-- Cases (src/case): what lies beside the records of kind case. Words of customers and who they are lie here alone, so that
-- erasing somebody takes them away and leaves the history whole.

-- Whoever a case is about, as they told it; no row: nobody said.
CREATE TABLE case_contact (
    case_id BIGINT NOT NULL,        -- record of kind case
    name VARCHAR NOT NULL,
    email VARCHAR NOT NULL,         -- as email_normalise writes it
    phone VARCHAR NOT NULL,
    lang VARCHAR NOT NULL           -- letters to them are in it
);

-- The thread; letters are never changed, but emptied when the customer is erased.
CREATE TABLE case_letter (
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    who VARCHAR NOT NULL,           -- customer, us, note
    person BIGINT NOT NULL,         -- of ours who wrote it; 0: nobody in particular
    way VARCHAR NOT NULL,           -- of the choices of the case's field
    occasion VARCHAR NOT NULL,      -- of ours: received, progress, answer, closed …; empty: none of these
    subject VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    message_id VARCHAR NOT NULL,    -- of the mail, without < and >; empty: none
    in_reply_to VARCHAR NOT NULL,
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
    source VARCHAR NOT NULL,        -- of the fact
    external VARCHAR NOT NULL,
    happened_ms BIGINT NOT NULL
);

-- What was done about a case once: late.answer, late.solve, asked, told …; again after it was opened again.
CREATE TABLE case_mark (
    case_id BIGINT NOT NULL,
    what VARCHAR NOT NULL,
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
    model VARCHAR NOT NULL          -- base64 of words/model.h; labels are functions' ids
);

-- How far the rules have looked: one row.
CREATE TABLE case_rule_place (
    batch BIGINT NOT NULL           -- looked at all facts up to this one
);
