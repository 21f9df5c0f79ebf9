-- Files that somebody brought through a page, for a week, and what becomes of them. The file itself lies in the folder of
-- uploads, by its number.
CREATE TABLE upload (
    id BIGINT NOT NULL,
    file BIGINT NOT NULL,           -- its number in the folder
    name VARCHAR NOT NULL,          -- as it was called where it came from, cleaned
    size BIGINT NOT NULL,           -- bytes
    checksum VARCHAR NOT NULL,      -- BLAKE2b-256, hex
    who VARCHAR NOT NULL,           -- who brought it, as in the audit log
    made_ms BIGINT NOT NULL,
    state VARCHAR NOT NULL,         -- upload/uploaded.h
    look VARCHAR NOT NULL,          -- what is in it, JSON: columns, first rows
    mapping VARCHAR NOT NULL,       -- JSON, as the command line takes it
    trial VARCHAR NOT NULL,         -- what the last dry run found, JSON; empty: none of this mapping
    good_rows BOOLEAN NOT NULL,     -- bad rows are left out; false: they stop the import
    asked_by VARCHAR NOT NULL,      -- who asked for the dry run or the import
    lang VARCHAR NOT NULL,          -- in which they read
    asked_ms BIGINT NOT NULL,
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    rows_taken BIGINT NOT NULL,
    rows_repeated BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    rows_empty BIGINT NOT NULL,
    facts_taken BIGINT NOT NULL,
    batch BIGINT NOT NULL,          -- that it became; 0: none yet
    error VARCHAR NOT NULL,         -- why the last step failed; empty: it did not
    hint VARCHAR NOT NULL
);
