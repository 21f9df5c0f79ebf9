-- Links that show figures on a wall without anybody signing in. Only the hashes of their secrets are kept.
CREATE TABLE wall (
    id BIGINT PRIMARY KEY,
    hash VARCHAR NOT NULL,
    name VARCHAR NOT NULL,          -- where it hangs
    lang VARCHAR NOT NULL,
    questions VARCHAR NOT NULL,     -- what it shows: the queries of addresses under /figures, one a line
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,        -- account
    ended_ms BIGINT NOT NULL        -- revoked; 0: shown
);
