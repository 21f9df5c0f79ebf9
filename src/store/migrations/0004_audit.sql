-- Who did what, in the order it was done. Rows are only ever added; each hash covers the one before (audit/audit.h).
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,      -- 1, 2, 3 … without a gap
    at_ms BIGINT NOT NULL,
    who VARCHAR NOT NULL,           -- "account 3", "command anna", "nobody"
    what VARCHAR NOT NULL,          -- "people.invite"
    about VARCHAR NOT NULL,         -- "account 4"; empty: nothing in particular
    customer BIGINT NOT NULL,       -- key.id; 0: no customer
    detail VARCHAR NOT NULL,        -- a JSON object
    hash VARCHAR NOT NULL           -- BLAKE2b-256 of all this and the hash before, hex
);
