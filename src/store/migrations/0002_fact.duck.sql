-- One measured value. Identity: (source, external, happened_ms, metric). A correction appends the old row again with change = -1 and
-- the new one with change = 1, so every sum over change is right and nothing is updated.
CREATE TABLE fact (
    batch BIGINT NOT NULL,
    source INTEGER NOT NULL,
    -- The source's own id; '#hash.occurrence' where it has none. Its compression is told, since trying each costs a third of an
    -- append.
    external VARCHAR NOT NULL USING COMPRESSION fsst,
    happened_ms BIGINT NOT NULL,    -- UTC
    day DATE NOT NULL,              -- the company's local day
    metric INTEGER NOT NULL,
    key BIGINT NOT NULL,
    subject SMALLINT NOT NULL,
    touchpoint INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,       -- as it was when the fact came in
    value DECIMAL(18, 4) NOT NULL,
    change SMALLINT NOT NULL        -- 1 entered, -1 taken back by a correction
);
