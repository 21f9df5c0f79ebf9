-- How customers' matters come in: how fast from one place, what waits for its fact, and which mails were taken.

-- How many came from one address, or with the same words, since a moment; told by a hash.
CREATE TABLE complaint_pace (
    subject VARCHAR NOT NULL,       -- BLAKE2b-256 in hex
    began_ms BIGINT NOT NULL,
    count BIGINT NOT NULL
);

-- Matters whose words are no fact yet: those that just came, and those held as suspected spam.
CREATE TABLE complaint_held (
    matter BIGINT NOT NULL,         -- case
    external VARCHAR NOT NULL,      -- the fact's own id
    happened_ms BIGINT NOT NULL,
    words_at BIGINT NOT NULL        -- where the customer's own words begin in the first letter, in bytes
);

-- Up to which mail a folder was read. Its mails are numbered anew when its validity changes.
CREATE TABLE mailbox_place (
    folder VARCHAR NOT NULL,        -- BLAKE2b-256 of server, user and folder
    validity BIGINT NOT NULL,
    uid BIGINT NOT NULL
);

-- Mails that came, and what became of them: never taken twice. Holds nothing of what is in them.
CREATE TABLE mailbox_mail (
    message VARCHAR NOT NULL,       -- BLAKE2b-256 of its Message-ID, or of all of it
    came_ms BIGINT NOT NULL,
    outcome VARCHAR NOT NULL,       -- opened, joined, bounced, noted, failed
    about BIGINT NOT NULL,          -- case; 0: none
    tries BIGINT NOT NULL
);
