-- What customers answer. Owned by src/survey (answer.h). Only ever added to, but where a customer is erased.

-- One time that somebody answers a survey.
CREATE TABLE answer (
    id BIGINT NOT NULL,             -- of an invite: the invite's; else made of the moment that the page was opened
    survey BIGINT NOT NULL,
    version INTEGER NOT NULL,       -- of the survey that is answered, to the end
    campaign BIGINT NOT NULL,
    invite BIGINT NOT NULL,         -- 0: by an open link
    key BIGINT NOT NULL,            -- whose it is; 0: nobody known
    source VARCHAR COLLATE "C" NOT NULL,        -- of its facts: the survey's name when it began
    way VARCHAR COLLATE "C" NOT NULL,           -- email, link, qr, kiosk, embed
    lang VARCHAR COLLATE "C" NOT NULL,          -- in which it began
    touchpoint VARCHAR COLLATE "C" NOT NULL,    -- what is known beforehand; empty: nothing
    channel VARCHAR COLLATE "C" NOT NULL,
    unit VARCHAR COLLATE "C" NOT NULL,
    segment VARCHAR COLLATE "C" NOT NULL,
    attributes VARCHAR COLLATE "C" NOT NULL,    -- further ones as a JSON object
    began_ms BIGINT NOT NULL
);

-- What was given for a question; of several, the last holds.
CREATE TABLE answer_part (
    id BIGINT NOT NULL,             -- rises as they come
    answer BIGINT NOT NULL,
    question VARCHAR COLLATE "C" NOT NULL,
    value VARCHAR COLLATE "C" NOT NULL,         -- JSON; empty: skipped
    is_words BOOLEAN NOT NULL,      -- the customer's own: erased with the customer
    at_ms BIGINT NOT NULL
);

-- What became of it; of several, the last holds. Without a row it is open.
CREATE TABLE answer_end (
    id BIGINT NOT NULL,             -- rises as they come
    answer BIGINT NOT NULL,
    state VARCHAR COLLATE "C" NOT NULL,         -- partly: left, and may go on; complete; declined
    at_ms BIGINT NOT NULL
);

-- Up to which row of answer_end facts were made. One row, or none yet; a table of facts (facts/TABLES).
CREATE TABLE answer_counted (
    answer_end BIGINT NOT NULL
);
CREATE UNIQUE INDEX answer_id ON answer (id);
CREATE INDEX answer_campaign ON answer (campaign, began_ms);
CREATE INDEX answer_key ON answer (key);
CREATE INDEX answer_part_answer ON answer_part (answer, id);
CREATE INDEX answer_part_at ON answer_part (at_ms);
CREATE INDEX answer_end_answer ON answer_end (answer, id);
