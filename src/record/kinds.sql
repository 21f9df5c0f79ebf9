-- Records of each kind: made from the tables of kinds by src/record/schema.c.

-- rec_function_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, lead, part_of, task
FROM rec_function WHERE id = $1::BIGINT;
-- rec_function_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, lead, part_of, task
FROM rec_function;
-- rec_function_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_function WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_function_named(title) → i64: the first two records of that title
SELECT id FROM rec_function WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_function_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_function;
-- rec_function_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, lead, part_of, task) → none: a new record
INSERT INTO rec_function (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, lead, part_of, task)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::BIGINT, $14::VARCHAR);
-- rec_function_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, lead, part_of, task) → none: what follows on the version before
UPDATE rec_function
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    lead = $10::BIGINT,
    part_of = $11::BIGINT,
    task = $12::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_unit_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, part_of, lead, opened, closed, about
FROM all_unit WHERE id = $1::BIGINT;
-- rec_unit_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, part_of, lead, opened, closed, about
FROM all_unit;
-- rec_unit_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM all_unit WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_unit_named(title) → i64: the first two records of that title
SELECT id FROM all_unit WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_unit_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM all_unit;
-- rec_unit_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about) → none: a new record
INSERT INTO rec_unit (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::BIGINT, $14::BIGINT, $15::DATE, $16::DATE, $17::VARCHAR);
-- rec_unit_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about) → none: what follows on the version before
UPDATE rec_unit
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    label = $10::VARCHAR,
    part_of = $11::BIGINT,
    lead = $12::BIGINT,
    opened = $13::DATE,
    closed = $14::DATE,
    about = $15::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;
-- rec_unit_name(id, name) → none: the row that facts point at
INSERT INTO unit (id, name, organisation) VALUES ($1::INTEGER, $2::VARCHAR, 0);

-- rec_channel_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, function, about
FROM all_channel WHERE id = $1::BIGINT;
-- rec_channel_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, function, about
FROM all_channel;
-- rec_channel_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM all_channel WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_channel_named(title) → i64: the first two records of that title
SELECT id FROM all_channel WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_channel_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM all_channel;
-- rec_channel_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, function, about) → none: a new record
INSERT INTO rec_channel (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, function, about)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::BIGINT, $14::VARCHAR);
-- rec_channel_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, label, function, about) → none: what follows on the version before
UPDATE rec_channel
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    label = $10::VARCHAR,
    function = $11::BIGINT,
    about = $12::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;
-- rec_channel_name(id, name) → none: the row that facts point at
INSERT INTO channel (id, name) VALUES ($1::INTEGER, $2::VARCHAR);

-- rec_journey_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, who, need
FROM rec_journey WHERE id = $1::BIGINT;
-- rec_journey_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, who, need
FROM rec_journey;
-- rec_journey_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_journey WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_journey_named(title) → i64: the first two records of that title
SELECT id FROM rec_journey WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_journey_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_journey;
-- rec_journey_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, who, need) → none: a new record
INSERT INTO rec_journey (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, who, need)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::VARCHAR, $14::VARCHAR);
-- rec_journey_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, function, who, need) → none: what follows on the version before
UPDATE rec_journey
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    function = $10::BIGINT,
    who = $11::VARCHAR,
    need = $12::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_stage_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, journey, place, moment, need
FROM rec_stage WHERE id = $1::BIGINT;
-- rec_stage_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, journey, place, moment, need
FROM rec_stage;
-- rec_stage_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_stage WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_stage_named(title) → i64: the first two records of that title
SELECT id FROM rec_stage WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_stage_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_stage;
-- rec_stage_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, journey, place, moment, need) → none: a new record
INSERT INTO rec_stage (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, journey, place, moment, need)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::DOUBLE PRECISION, $14::VARCHAR, $15::VARCHAR);
-- rec_stage_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, journey, place, moment, need) → none: what follows on the version before
UPDATE rec_stage
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    journey = $10::BIGINT,
    place = $11::DOUBLE PRECISION,
    moment = $12::VARCHAR,
    need = $13::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_touchpoint_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, stage, function, importance, feelings, practices, room
FROM all_touchpoint WHERE id = $1::BIGINT;
-- rec_touchpoint_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, label, stage, function, importance, feelings, practices, room
FROM all_touchpoint;
-- rec_touchpoint_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM all_touchpoint WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_touchpoint_named(title) → i64: the first two records of that title
SELECT id FROM all_touchpoint WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_touchpoint_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM all_touchpoint;
-- rec_touchpoint_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, stage, function, importance, feelings, practices, room) → none: a new record
INSERT INTO rec_touchpoint (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, stage, function, importance, feelings, practices, room)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::BIGINT, $14::BIGINT, $15::VARCHAR, $16::VARCHAR, $17::VARCHAR, $18::VARCHAR);
-- rec_touchpoint_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, label, stage, function, importance, feelings, practices, room) → none: what follows on the version before
UPDATE rec_touchpoint
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    label = $10::VARCHAR,
    stage = $11::BIGINT,
    function = $12::BIGINT,
    importance = $13::VARCHAR,
    feelings = $14::VARCHAR,
    practices = $15::VARCHAR,
    room = $16::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;
-- rec_touchpoint_name(id, name) → none: the row that facts point at
INSERT INTO touchpoint (id, name, label, stage, owner) VALUES ($1::INTEGER, $2::VARCHAR, '', '', '');
-- rec_touchpoint_over() → none: what figures read of the records
UPDATE touchpoint AS b
SET label = r.label, stage = coalesce(o2.name, b.stage), owner = coalesce(o3.name, b.owner)
FROM rec_touchpoint r LEFT JOIN rec_stage o2 ON o2.id = r.stage LEFT JOIN rec_function o3 ON o3.id = r.function
WHERE r.id = b.id;

-- rec_metric_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, why, looked_at, target
FROM all_metric WHERE id = $1::BIGINT;
-- rec_metric_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, why, looked_at, target
FROM all_metric;
-- rec_metric_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM all_metric WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_metric_named(title) → i64: the first two records of that title
SELECT id FROM all_metric WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_metric_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM all_metric;
-- rec_metric_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why, looked_at, target) → none: a new record
INSERT INTO rec_metric (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why, looked_at, target)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::VARCHAR, $14::VARCHAR, $15::DOUBLE PRECISION);
-- rec_metric_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, function, why, looked_at, target) → none: what follows on the version before
UPDATE rec_metric
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    function = $10::BIGINT,
    why = $11::VARCHAR,
    looked_at = $12::VARCHAR,
    target = $13::DOUBLE PRECISION
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_person_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, email, telephone, function, unit, task, since
FROM rec_person WHERE id = $1::BIGINT;
-- rec_person_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, email, telephone, function, unit, task, since
FROM rec_person;
-- rec_person_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_person WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_person_named(title) → i64: the first two records of that title
SELECT id FROM rec_person WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_person_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_person;
-- rec_person_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, email, telephone, function, unit, task, since) → none: a new record
INSERT INTO rec_person (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, email, telephone, function, unit, task, since)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::BIGINT, $15::BIGINT, $16::VARCHAR, $17::DATE);
-- rec_person_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, email, telephone, function, unit, task, since) → none: what follows on the version before
UPDATE rec_person
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    email = $10::VARCHAR,
    telephone = $11::VARCHAR,
    function = $12::BIGINT,
    unit = $13::BIGINT,
    task = $14::VARCHAR,
    since = $15::DATE
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;
