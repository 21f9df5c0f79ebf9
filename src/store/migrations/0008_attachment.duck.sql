-- Files that lie with a record or a comment. Their bytes go when one is removed; that it was there stays told.
CREATE TABLE rec_attachment (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- of the record; empty: of a comment
    record BIGINT NOT NULL,         -- 0: of a comment, or not placed yet
    comment BIGINT NOT NULL,        -- 0: of a record
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,          -- media type, by its content
    size BIGINT NOT NULL,           -- bytes
    checksum VARCHAR NOT NULL,      -- BLAKE2b-256, hexadecimal
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,        -- person; 0: nobody in particular
    removed_ms BIGINT NOT NULL,     -- 0: it is there
    removed_by BIGINT NOT NULL
);

-- Their bytes.
CREATE TABLE rec_piece (
    attachment BIGINT NOT NULL,
    piece INTEGER NOT NULL,         -- from 0
    bytes VARCHAR NOT NULL          -- 32 kB of the file, base64; the last one fewer
);

-- Questions of lists that somebody keeps under a name.
CREATE TABLE rec_view (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    query VARCHAR NOT NULL,         -- as the list's address has it
    person BIGINT NOT NULL,         -- whose
    shared BOOLEAN NOT NULL,        -- others see it too
    changed_ms BIGINT NOT NULL
);

-- Comments that somebody is named in and has seen.
CREATE TABLE rec_seen (
    person BIGINT NOT NULL,
    comment BIGINT NOT NULL
);
