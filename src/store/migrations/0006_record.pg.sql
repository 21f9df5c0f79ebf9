-- Records: made from the tables of kinds by src/record/schema.c, and read before it was committed.
-- A text that is not said is empty, a reference 0; numbers, dates, moments and yes/no are NULL.

-- A part of the company that answers for touchpoints.
CREATE TABLE rec_function (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    lead BIGINT NOT NULL,                    -- person; 0: none
    part_of BIGINT NOT NULL,                 -- function; 0: none
    task VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_function_id ON rec_function (id);
CREATE INDEX rec_function_sort ON rec_function (sort, id);
CREATE INDEX rec_function_changed ON rec_function (changed_ms, id);
CREATE INDEX rec_function_title ON rec_function (name);
CREATE INDEX rec_function_search ON rec_function USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_function_by_lead ON rec_function (lead, id);
CREATE INDEX rec_function_by_part_of ON rec_function (part_of, id);

-- A shop, an office, a team: where customers are met.
CREATE TABLE rec_unit (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    label VARCHAR COLLATE "C" NOT NULL,
    part_of BIGINT NOT NULL,                 -- unit; 0: none
    lead BIGINT NOT NULL,                    -- person; 0: none
    opened DATE,
    closed DATE,
    about VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_unit_id ON rec_unit (id);
CREATE INDEX rec_unit_sort ON rec_unit (sort, id);
CREATE INDEX rec_unit_changed ON rec_unit (changed_ms, id);
CREATE INDEX rec_unit_title ON rec_unit (name);
CREATE INDEX rec_unit_search ON rec_unit USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_unit_by_label ON rec_unit (label, id);
CREATE INDEX rec_unit_by_part_of ON rec_unit (part_of, id);
CREATE INDEX rec_unit_by_lead ON rec_unit (lead, id);
CREATE INDEX rec_unit_by_opened ON rec_unit (opened, id);
CREATE INDEX rec_unit_by_closed ON rec_unit (closed, id);

-- A way in which customers and the company meet: shop, telephone, application.
CREATE TABLE rec_channel (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    label VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    about VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_channel_id ON rec_channel (id);
CREATE INDEX rec_channel_sort ON rec_channel (sort, id);
CREATE INDEX rec_channel_changed ON rec_channel (changed_ms, id);
CREATE INDEX rec_channel_title ON rec_channel (name);
CREATE INDEX rec_channel_search ON rec_channel USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_channel_by_label ON rec_channel (label, id);
CREATE INDEX rec_channel_by_function ON rec_channel (function, id);

-- The customer's way from a need to its end, across functions.
CREATE TABLE rec_journey (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    who VARCHAR COLLATE "C" NOT NULL,
    need VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_journey_id ON rec_journey (id);
CREATE INDEX rec_journey_sort ON rec_journey (sort, id);
CREATE INDEX rec_journey_changed ON rec_journey (changed_ms, id);
CREATE INDEX rec_journey_title ON rec_journey (name);
CREATE INDEX rec_journey_search ON rec_journey USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_journey_by_function ON rec_journey (function, id);
CREATE INDEX rec_journey_by_who ON rec_journey (who, id);

-- A part of a journey.
CREATE TABLE rec_stage (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    journey BIGINT NOT NULL,                 -- journey; 0: none
    place DOUBLE PRECISION,
    moment VARCHAR COLLATE "C" NOT NULL,     -- of its choices
    need VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_stage_id ON rec_stage (id);
CREATE INDEX rec_stage_sort ON rec_stage (sort, id);
CREATE INDEX rec_stage_changed ON rec_stage (changed_ms, id);
CREATE INDEX rec_stage_title ON rec_stage (name);
CREATE INDEX rec_stage_search ON rec_stage USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_stage_by_journey ON rec_stage (journey, id);
CREATE INDEX rec_stage_by_place ON rec_stage (place, id);
CREATE INDEX rec_stage_by_moment ON rec_stage (moment, id);

-- A moment in which a customer meets the company.
CREATE TABLE rec_touchpoint (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    label VARCHAR COLLATE "C" NOT NULL,
    stage BIGINT NOT NULL,                   -- stage; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    importance VARCHAR COLLATE "C" NOT NULL, -- of its choices
    feelings VARCHAR COLLATE "C" NOT NULL,   -- of its choices
    practices VARCHAR COLLATE "C" NOT NULL,
    room VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_touchpoint_id ON rec_touchpoint (id);
CREATE INDEX rec_touchpoint_sort ON rec_touchpoint (sort, id);
CREATE INDEX rec_touchpoint_changed ON rec_touchpoint (changed_ms, id);
CREATE INDEX rec_touchpoint_title ON rec_touchpoint (name);
CREATE INDEX rec_touchpoint_search ON rec_touchpoint USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_touchpoint_by_label ON rec_touchpoint (label, id);
CREATE INDEX rec_touchpoint_by_stage ON rec_touchpoint (stage, id);
CREATE INDEX rec_touchpoint_by_function ON rec_touchpoint (function, id);
CREATE INDEX rec_touchpoint_by_importance ON rec_touchpoint (importance, id);
CREATE INDEX rec_touchpoint_by_feelings ON rec_touchpoint (feelings, id);

-- Something that is measured; its definition lies with the facts.
CREATE TABLE rec_metric (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    why VARCHAR COLLATE "C" NOT NULL,
    looked_at VARCHAR COLLATE "C" NOT NULL,  -- of its choices
    target DOUBLE PRECISION
);
CREATE UNIQUE INDEX rec_metric_id ON rec_metric (id);
CREATE INDEX rec_metric_sort ON rec_metric (sort, id);
CREATE INDEX rec_metric_changed ON rec_metric (changed_ms, id);
CREATE INDEX rec_metric_title ON rec_metric (name);
CREATE INDEX rec_metric_search ON rec_metric USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_metric_by_function ON rec_metric (function, id);
CREATE INDEX rec_metric_by_looked_at ON rec_metric (looked_at, id);
CREATE INDEX rec_metric_by_target ON rec_metric (target, id);

-- Somebody who works here, with or without an account.
CREATE TABLE rec_person (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    email VARCHAR COLLATE "C" NOT NULL,
    telephone VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    task VARCHAR COLLATE "C" NOT NULL,
    since DATE
);
CREATE UNIQUE INDEX rec_person_id ON rec_person (id);
CREATE INDEX rec_person_sort ON rec_person (sort, id);
CREATE INDEX rec_person_changed ON rec_person (changed_ms, id);
CREATE INDEX rec_person_title ON rec_person (name);
CREATE INDEX rec_person_search ON rec_person USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_person_by_email ON rec_person (email, id);
CREATE INDEX rec_person_by_telephone ON rec_person (telephone, id);
CREATE INDEX rec_person_by_function ON rec_person (function, id);
CREATE INDEX rec_person_by_unit ON rec_person (unit, id);
CREATE INDEX rec_person_by_task ON rec_person (task, id);
CREATE INDEX rec_person_by_since ON rec_person (since, id);

-- With the names that have no record yet, as version 0.
CREATE VIEW all_unit AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about
FROM rec_unit
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
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
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
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
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
       b.label COLLATE "C",
       coalesce((SELECT min(o.id) FROM rec_stage o WHERE o.name = b.stage COLLATE "C" AND b.stage <> ''), 0),
       coalesce((SELECT min(o.id) FROM rec_function o WHERE o.name = b.owner COLLATE "C" AND b.owner <> ''), 0),
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
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0, lower(b.name) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
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

CREATE UNIQUE INDEX rec_version_record ON rec_version (kind, record, version);
CREATE UNIQUE INDEX rec_link_id ON rec_link (id);
CREATE INDEX rec_link_from ON rec_link (from_kind, from_record);
CREATE INDEX rec_link_to ON rec_link (to_kind, to_record);
CREATE UNIQUE INDEX rec_comment_id ON rec_comment (id);
CREATE INDEX rec_comment_record ON rec_comment (kind, record);
CREATE INDEX rec_comment_figure ON rec_comment (figure);
CREATE INDEX rec_mention_comment ON rec_mention (comment);
CREATE INDEX rec_mention_person ON rec_mention (person);
