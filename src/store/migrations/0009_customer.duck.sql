-- What each customer adds up to, so that lists and cards never read facts: made from facts by folding (facts/tally.h), proved by
-- `tuntuma check`. An erased key has no rows here.

-- By key and period. A customer with several keys has one more row for each period, their sum, with key 0; of its keys none is shown.
CREATE TABLE tally (
    key BIGINT NOT NULL,            -- 0: the sum of a customer with several keys
    customer BIGINT NOT NULL,
    shown BOOLEAN NOT NULL,         -- exactly one row for each customer and period is
    period INTEGER NOT NULL,        -- 0: ever; 2026: that year, by the company's local day
    encounters BIGINT NOT NULL,     -- (source, external id, moment) of which something counts
    purchases BIGINT NOT NULL,
    value DECIMAL(18, 4) NOT NULL,  -- of the purchases
    answers BIGINT NOT NULL,        -- facts of metrics that are asked
    first_ms BIGINT NOT NULL,       -- 0: no encounter
    last_ms BIGINT NOT NULL
);

-- Used while folding; empty otherwise.
CREATE TABLE tally_next (
    key BIGINT NOT NULL,
    period INTEGER NOT NULL,
    encounters BIGINT NOT NULL,
    purchases BIGINT NOT NULL,
    value DECIMAL(18, 4) NOT NULL,
    answers BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL
);

-- Keys that are counted anew while folding; empty otherwise.
CREATE TABLE tally_touched (
    key BIGINT NOT NULL
);

-- Where a key has had encounters.
CREATE TABLE tally_unit (
    key BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    unit INTEGER NOT NULL
);

-- What was measured of a key.
CREATE TABLE tally_metric (
    key BIGINT NOT NULL,
    metric INTEGER NOT NULL,
    n BIGINT NOT NULL,
    total DECIMAL(18, 4) NOT NULL
);

-- Used while folding; empty otherwise.
CREATE TABLE tally_metric_next (
    key BIGINT NOT NULL,
    metric INTEGER NOT NULL,
    n BIGINT NOT NULL,
    total DECIMAL(18, 4) NOT NULL
);

-- What is said of a key now: the newest of each attribute.
CREATE TABLE tally_attribute (
    key BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    name INTEGER NOT NULL,
    value VARCHAR NOT NULL,
    folded VARCHAR NOT NULL         -- in lower case, to be searched
);

-- How far it has come.
CREATE TABLE tally_fold (
    batch BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- What a person said about being contacted and about what we do with their data; rows are only ever added. The newest counts.
CREATE TABLE consent (
    id BIGINT NOT NULL,
    key BIGINT NOT NULL,
    purpose VARCHAR NOT NULL,       -- facts/consent.h; empty: all purposes (objections alone)
    channel VARCHAR NOT NULL,       -- empty: every way of contact
    said VARCHAR NOT NULL,          -- given, refused, withdrawn, objected, objection_ended
    since_ms BIGINT NOT NULL,       -- when the person said so
    source VARCHAR NOT NULL,        -- how: "by phone", "paper form"
    note VARCHAR NOT NULL,          -- an objection's reason, in the person's words
    who VARCHAR NOT NULL,           -- who noted it
    noted_ms BIGINT NOT NULL
);
