-- Files that lie with a record or a comment. Their bytes go when one is removed; that it was there stays told.
CREATE TABLE rec_attachment (
    id BIGINT NOT NULL,
    kind VARCHAR COLLATE "C" NOT NULL,          -- of the record; empty: of a comment
    record BIGINT NOT NULL,         -- 0: of a comment, or not placed yet
    comment BIGINT NOT NULL,        -- 0: of a record
    name VARCHAR COLLATE "C" NOT NULL,
    type VARCHAR COLLATE "C" NOT NULL,          -- media type, by its content
    size BIGINT NOT NULL,           -- bytes
    checksum VARCHAR COLLATE "C" NOT NULL,      -- BLAKE2b-256, hexadecimal
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,        -- person; 0: nobody in particular
    removed_ms BIGINT NOT NULL,     -- 0: it is there
    removed_by BIGINT NOT NULL
);

-- Their bytes.
CREATE TABLE rec_piece (
    attachment BIGINT NOT NULL,
    piece INTEGER NOT NULL,         -- from 0
    bytes VARCHAR COLLATE "C" NOT NULL          -- 32 kB of the file, base64; the last one fewer
);

-- Questions of lists that somebody keeps under a name.
CREATE TABLE rec_view (
    id BIGINT NOT NULL,
    kind VARCHAR COLLATE "C" NOT NULL,
    name VARCHAR COLLATE "C" NOT NULL,
    query VARCHAR COLLATE "C" NOT NULL,         -- as the list's address has it
    person BIGINT NOT NULL,         -- whose
    shared BOOLEAN NOT NULL,        -- others see it too
    changed_ms BIGINT NOT NULL
);

-- Comments that somebody is named in and has seen.
CREATE TABLE rec_seen (
    person BIGINT NOT NULL,
    comment BIGINT NOT NULL
);

-- Base64 of pictures and archives gains nothing from being compressed once more.
ALTER TABLE rec_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX rec_attachment_id ON rec_attachment (id);
CREATE INDEX rec_attachment_record ON rec_attachment (kind, record);
CREATE INDEX rec_attachment_comment ON rec_attachment (comment);
CREATE UNIQUE INDEX rec_piece_place ON rec_piece (attachment, piece);
CREATE UNIQUE INDEX rec_view_id ON rec_view (id);
CREATE UNIQUE INDEX rec_seen_place ON rec_seen (person, comment);
