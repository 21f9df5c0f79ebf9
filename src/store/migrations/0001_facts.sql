-- What happened, and the names it is told with. Everything is append-only but the few small tables of names.
-- 0 stands for "none" in every reference, so that grouping and keys never meet a NULL.

CREATE TABLE setting (
    name VARCHAR NOT NULL,          -- dotted name, see src/base/settings
    value VARCHAR NOT NULL,
    set_ms BIGINT NOT NULL          -- the newest row counts
);

CREATE TABLE organisation (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    ours BOOLEAN NOT NULL           -- false: a competitor
);

CREATE TABLE source (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE touchpoint (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,         -- words on screen; empty: the name
    stage VARCHAR NOT NULL,         -- journey stage: before, at, after, or the company's own
    owner VARCHAR NOT NULL          -- function that owns it
);

CREATE TABLE channel (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE unit (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    organisation INTEGER NOT NULL   -- organisation.id; 0: ours, organisation not named
);

CREATE TABLE segment (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE attribute_name (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE namespace (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

-- A metric's definition by version; the highest version counts, older ones stay readable.
CREATE TABLE metric (
    id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    asked BOOLEAN NOT NULL,         -- a sample that was asked; false: recorded for all
    definition VARCHAR NOT NULL,    -- JSON: kind, label, unit, scale, better, box, tolerance, subject …
    set_ms BIGINT NOT NULL
);

-- What came in together: a file, or a group of requests committed together.
CREATE TABLE batch (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- import, http, demo
    who VARCHAR NOT NULL,           -- system user or intake key
    file VARCHAR NOT NULL,          -- empty for http
    checksum VARCHAR NOT NULL,      -- BLAKE2b-256 of the file, hex
    mapping VARCHAR NOT NULL,       -- name of the mapping
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    rows_taken BIGINT NOT NULL,
    rows_repeated BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    facts_taken BIGINT NOT NULL
);

-- A mapping is kept by its source's name for next time; the newest row counts.
CREATE TABLE mapping (
    name VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    set_ms BIGINT NOT NULL
);

-- A key that came with a fact. id is a salted 64-bit hash of subject, namespace and value (facts/key.h): an erased key keeps its id
-- and loses its value, so a later import does not bring the person back.
CREATE TABLE key (
    id BIGINT NOT NULL,
    subject SMALLINT NOT NULL,      -- 1 customer, 2 employee, 3 shopper, 4 nobody known (anonymous)
    namespace INTEGER NOT NULL,
    value VARCHAR NOT NULL,         -- empty when erased
    erased BOOLEAN NOT NULL,
    batch BIGINT NOT NULL           -- that brought it
);

-- Only keys that were merged into another customer; every other key is its own customer.
CREATE TABLE alias (
    key BIGINT NOT NULL,
    customer BIGINT NOT NULL
);

-- Every merge and its undoing, in order.
CREATE TABLE merge (
    id BIGINT NOT NULL,
    key BIGINT NOT NULL,
    customer_before BIGINT NOT NULL,
    customer_after BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    who VARCHAR NOT NULL,
    why VARCHAR NOT NULL
);

-- What is known of a key; of (key, name) the row with the latest at_ms counts, then the latest batch. The primary segment
-- is the attribute "segment".
CREATE TABLE attribute (
    key BIGINT NOT NULL,
    name INTEGER NOT NULL,
    value VARCHAR NOT NULL,
    at_ms BIGINT NOT NULL,
    batch BIGINT NOT NULL
);

-- Words that came along. The fact with metric 'remark' and the same identity places it.
CREATE TABLE remark (
    batch BIGINT NOT NULL,
    source INTEGER NOT NULL,
    external VARCHAR NOT NULL,
    happened_ms BIGINT NOT NULL,
    key BIGINT NOT NULL,
    text VARCHAR NOT NULL
);

-- Deltas of the cube, in the same transaction as their facts; folded into cube_day and cube_month now and then.
CREATE TABLE cube_new (
    metric INTEGER NOT NULL,
    day DATE NOT NULL,
    subject SMALLINT NOT NULL,
    touchpoint INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    n BIGINT NOT NULL,
    total DECIMAL(18, 4) NOT NULL,
    squares DECIMAL(38, 8) NOT NULL,
    low BIGINT NOT NULL,            -- values in the metric's bottom box
    high BIGINT NOT NULL,           -- values in its top box
    people BIGINT NOT NULL          -- a bit for each key, by its number modulo 63: so many bits in any union of cells, so many
                                    -- people at least; the sign: something was taken back, so nothing is promised
);

-- Sorted by metric and day.
CREATE TABLE cube_day (
    metric INTEGER NOT NULL,
    day DATE NOT NULL,
    subject SMALLINT NOT NULL,
    touchpoint INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    n BIGINT NOT NULL,
    total DECIMAL(18, 4) NOT NULL,
    squares DECIMAL(38, 8) NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    people BIGINT NOT NULL
);

-- The same by month; day is the month's first.
CREATE TABLE cube_month (
    metric INTEGER NOT NULL,
    day DATE NOT NULL,
    subject SMALLINT NOT NULL,
    touchpoint INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    n BIGINT NOT NULL,
    total DECIMAL(18, 4) NOT NULL,
    squares DECIMAL(38, 8) NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    people BIGINT NOT NULL
);

-- Where and when a customer is known to have been active, from recorded facts, or listed as a customer.
CREATE TABLE presence (
    key BIGINT NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    listed BOOLEAN NOT NULL,        -- by a customer list alone: counts where no recorded fact knows the key
    day_first DATE NOT NULL,
    day_last DATE NOT NULL
);

-- Used while folding; empty otherwise.
CREATE TABLE presence_next (
    key BIGINT NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    listed BOOLEAN NOT NULL,
    day_first DATE NOT NULL,
    day_last DATE NOT NULL
);

-- The base of coverage by day, made anew from presence: customers active between two days are those arrived by the second
-- less those departed before the first. unit and segment -1 stand for any.
CREATE TABLE scope (
    day DATE NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    arrived BIGINT NOT NULL,        -- customers whose first day it is
    departed BIGINT NOT NULL        -- customers whose last day it is
);

-- How far folding has come.
CREATE TABLE fold (
    batch BIGINT NOT NULL,          -- facts up to this batch are in presence
    at_ms BIGINT NOT NULL
);

CREATE TABLE intake_key (
    id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,          -- BLAKE2b-256 of the key, hex; the key itself is shown once and kept nowhere
    made_ms BIGINT NOT NULL,
    revoked_ms BIGINT NOT NULL      -- 0: in use
);

-- A source whose answers to a metric came on another scale than the metric's own; every figure says so.
CREATE TABLE source_scale (
    source INTEGER NOT NULL,
    metric INTEGER NOT NULL,
    low DECIMAL(18, 4) NOT NULL,
    high DECIMAL(18, 4) NOT NULL,
    rule VARCHAR NOT NULL           -- kept, linear
);
