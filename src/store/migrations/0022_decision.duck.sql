-- What is told of remarks, what repeats, and who has been told of decisions.

-- What the words of a remark tell: read by a program (src/voice), redone when its models or the themes change.
CREATE TABLE remark_tone (
    id BIGINT NOT NULL,             -- of the remark, in the order of reading; stays
    batch BIGINT NOT NULL,          -- these four are the remark's identity
    source INTEGER NOT NULL,
    external VARCHAR NOT NULL,
    happened_ms BIGINT NOT NULL,
    language SMALLINT NOT NULL,     -- enum words_language
    tone SMALLINT NOT NULL,         -- -1 unhappy, 0 neither, 1 happy, 2 not known
    feelings SMALLINT NOT NULL,     -- bits, in the order of voice.h
    made_by BIGINT NOT NULL         -- models and themes that it was made with
);

-- Themes that a remark speaks of.
CREATE TABLE remark_theme (
    remark BIGINT NOT NULL,         -- remark_tone.id
    theme BIGINT NOT NULL
);

-- How far reading has come: the last remark, by its identity.
CREATE TABLE remark_place (
    batch BIGINT NOT NULL,
    source INTEGER NOT NULL,
    happened_ms BIGINT NOT NULL,
    external VARCHAR NOT NULL
);

-- Words that tell unhappy remarks from the others, and belong to no theme yet.
CREATE TABLE theme_hint (
    language SMALLINT NOT NULL,
    word VARCHAR NOT NULL,
    inside BIGINT NOT NULL,         -- unhappy remarks that have it
    outside BIGINT NOT NULL,        -- others that have it
    z DOUBLE PRECISION NOT NULL,
    p DOUBLE PRECISION NOT NULL,    -- by Holm, of all words looked at
    example BIGINT NOT NULL,        -- remark_tone.id
    made_ms BIGINT NOT NULL
);

-- Remarks that stand as evidence beside a record.
CREATE TABLE remark_evidence (
    id BIGINT NOT NULL,
    remark BIGINT NOT NULL,         -- remark_tone.id
    kind VARCHAR NOT NULL,
    record BIGINT NOT NULL,
    why VARCHAR NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,        -- person
    removed_ms BIGINT NOT NULL,     -- 0: it stands
    removed_by BIGINT NOT NULL
);

-- Decisions that are to be told to those who asked, and to each who asks of the same later.
CREATE TABLE decision_telling (
    decision BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL         -- person
);

-- Who has been told: never twice.
CREATE TABLE decision_told (
    decision BIGINT NOT NULL,
    what VARCHAR NOT NULL,          -- case, answer
    about BIGINT NOT NULL,          -- its id
    address VARCHAR NOT NULL,       -- BLAKE2b-256 of the address, hex; empty: nobody could be written to
    why VARCHAR NOT NULL,           -- sent, or why not: no_address, refused, twice
    at_ms BIGINT NOT NULL
);

-- When somebody looked whether a decision moved its figure.
CREATE TABLE decision_looked (
    decision BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    who BIGINT NOT NULL             -- person
);
