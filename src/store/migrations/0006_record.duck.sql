-- Records: made from the tables of kinds by src/record/schema.c, and read before it was committed.
-- A text that is not said is empty, a reference 0; numbers, dates, moments and yes/no are NULL.

-- A part of the company that answers for touchpoints.
CREATE TABLE rec_function (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    lead BIGINT NOT NULL,                    -- person; 0: none
    part_of BIGINT NOT NULL,                 -- function; 0: none
    task VARCHAR NOT NULL
);

-- A shop, an office, a team: where customers are met.
CREATE TABLE rec_unit (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    part_of BIGINT NOT NULL,                 -- unit; 0: none
    lead BIGINT NOT NULL,                    -- person; 0: none
    opened DATE,
    closed DATE,
    about VARCHAR NOT NULL
);

-- A way in which customers and the company meet: shop, telephone, application.
CREATE TABLE rec_channel (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    about VARCHAR NOT NULL
);

-- The customer's way from a need to its end, across functions.
CREATE TABLE rec_journey (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    who VARCHAR NOT NULL,
    need VARCHAR NOT NULL
);

-- A part of a journey.
CREATE TABLE rec_stage (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    journey BIGINT NOT NULL,                 -- journey; 0: none
    place DOUBLE PRECISION,
    moment VARCHAR NOT NULL,                 -- of its choices
    need VARCHAR NOT NULL
);

-- A moment in which a customer meets the company.
CREATE TABLE rec_touchpoint (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    stage BIGINT NOT NULL,                   -- stage; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    importance VARCHAR NOT NULL,             -- of its choices
    feelings VARCHAR NOT NULL,               -- of its choices
    practices VARCHAR NOT NULL,
    room VARCHAR NOT NULL
);

-- Something that is measured; its definition lies with the facts.
CREATE TABLE rec_metric (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    why VARCHAR NOT NULL,
    looked_at VARCHAR NOT NULL,              -- of its choices
    target DOUBLE PRECISION
);

-- Somebody who works here, with or without an account.
CREATE TABLE rec_person (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    telephone VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    task VARCHAR NOT NULL,
    since DATE
);

-- With the names that have no record yet, as version 0.
CREATE VIEW all_unit AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about
FROM rec_unit
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name),
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')),
       b.name,
       ''::VARCHAR,
       0::BIGINT,
       0::BIGINT,
       CAST(NULL AS DATE),
       CAST(NULL AS DATE),
       ''::VARCHAR
FROM unit b
WHERE NOT EXISTS (SELECT 1 FROM rec_unit r WHERE r.id = b.id);

-- With the names that have no record yet, as version 0.
CREATE VIEW all_channel AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, function, about
FROM rec_channel
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name),
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')),
       b.name,
       ''::VARCHAR,
       0::BIGINT,
       ''::VARCHAR
FROM channel b
WHERE NOT EXISTS (SELECT 1 FROM rec_channel r WHERE r.id = b.id);

-- With the names that have no record yet, as version 0.
CREATE VIEW all_touchpoint AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, stage, function, importance, feelings, practices, room
FROM rec_touchpoint
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name),
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')),
       b.name,
       b.label,
       coalesce((SELECT min(o.id) FROM rec_stage o WHERE o.name = b.stage AND b.stage <> ''), 0),
       coalesce((SELECT min(o.id) FROM rec_function o WHERE o.name = b.owner AND b.owner <> ''), 0),
       ''::VARCHAR,
       ''::VARCHAR,
       ''::VARCHAR,
       ''::VARCHAR
FROM touchpoint b
WHERE NOT EXISTS (SELECT 1 FROM rec_touchpoint r WHERE r.id = b.id);

-- With the names that have no record yet, as version 0.
CREATE VIEW all_metric AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why, looked_at, target
FROM rec_metric
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name),
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')),
       b.name,
       0::BIGINT,
       ''::VARCHAR,
       ''::VARCHAR,
       CAST(NULL AS DOUBLE PRECISION)
FROM (SELECT DISTINCT id, name FROM metric) b
WHERE NOT EXISTS (SELECT 1 FROM rec_metric r WHERE r.id = b.id);

-- Every version of every record, whole; nothing here is ever changed.
CREATE TABLE rec_version (
    kind VARCHAR NOT NULL,                   -- of the record
    record BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- from 1
    did VARCHAR NOT NULL,                    -- add, change, archive, restore, or a transition
    at_ms BIGINT NOT NULL,
    who BIGINT NOT NULL,                     -- person; 0: nobody in particular
    why VARCHAR NOT NULL,
    day DATE,                                -- the date that a transition demanded
    evidence VARCHAR NOT NULL,
    state VARCHAR NOT NULL,                  -- after it
    archived BOOLEAN NOT NULL,
    fields VARCHAR NOT NULL                  -- JSON: all fields, as they were after it
);

-- That one record has to do with another; a link is read from both of its ends.
CREATE TABLE rec_link (
    id BIGINT NOT NULL,
    from_kind VARCHAR NOT NULL,
    from_record BIGINT NOT NULL,
    to_kind VARCHAR NOT NULL,
    to_record BIGINT NOT NULL,
    why VARCHAR NOT NULL,                    -- what the two have to do with each other
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    removed_ms BIGINT NOT NULL,              -- 0: it stands
    removed_by BIGINT NOT NULL
);

-- What people say of a record, or of a figure.
CREATE TABLE rec_comment (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,                   -- empty: of a figure
    record BIGINT NOT NULL,                  -- 0: of a figure
    figure VARCHAR NOT NULL,                 -- the figure's question, as its address has it
    answers BIGINT NOT NULL,                 -- comment; 0: none
    challenges BOOLEAN NOT NULL,             -- says that it is not right
    text VARCHAR NOT NULL,                   -- Markdown; empty: taken back
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    removed_ms BIGINT NOT NULL               -- 0: it stands
);

-- Who is named in a comment, as @[name].
CREATE TABLE rec_mention (
    comment BIGINT NOT NULL,
    person BIGINT NOT NULL
);
