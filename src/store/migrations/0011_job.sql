-- Mails on their way. Their words are there only until they are sent or given up: they may hold a link that opens a door.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    what VARCHAR NOT NULL,          -- why it goes: invite, reset, test
    address VARCHAR NOT NULL,
    name VARCHAR NOT NULL,          -- of whom it goes to; may be empty
    lang VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    text VARCHAR NOT NULL,          -- paragraphs parted by an empty line
    link VARCHAR NOT NULL,          -- a whole address; may be empty
    link_words VARCHAR NOT NULL,
    code VARCHAR NOT NULL,          -- its Message-ID before the @, the same at every try
    state VARCHAR NOT NULL,         -- waiting, sending, sent, given_up
    made_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,         -- not tried before
    tries BIGINT NOT NULL,
    lease VARCHAR NOT NULL,         -- of the process that sends it now
    lease_ends_ms BIGINT NOT NULL,  -- later nobody knows whether it went, so it is not sent again
    ended_ms BIGINT NOT NULL,       -- sent or given up; 0: neither
    why VARCHAR NOT NULL            -- of the last try that failed
);

-- What runs by itself: which process runs it now, and when it last began and ended.
CREATE TABLE job (
    name VARCHAR PRIMARY KEY,       -- of web/jobs.c
    lease VARCHAR NOT NULL,
    lease_ends_ms BIGINT NOT NULL,  -- 0: nobody runs it
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL
);

-- How it went.
CREATE TABLE job_run (
    id BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    failed BOOLEAN NOT NULL,
    did BIGINT NOT NULL,            -- how many; of what, web/jobs.c tells
    about VARCHAR NOT NULL,         -- a file's name; or why it failed
    hint VARCHAR NOT NULL           -- what to do when it failed
);

-- Keys with which systems send facts are tokens like others: they may send facts, until they are revoked.
INSERT INTO api_token (id, name, hash, scopes, account, made_ms, ends_ms, revoked_ms)
SELECT k.id + (SELECT coalesce(max(id), 0) FROM api_token), k.name, k.hash, 1, 0, k.made_ms, 253402300799000, k.revoked_ms
FROM intake_key k;
DROP TABLE intake_key;
