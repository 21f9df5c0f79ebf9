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

-- rec_survey_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, why
FROM rec_survey WHERE id = $1::BIGINT;
-- rec_survey_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, why
FROM rec_survey;
-- rec_survey_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_survey WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_survey_named(title) → i64: the first two records of that title
SELECT id FROM rec_survey WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_survey_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_survey;
-- rec_survey_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why) → none: a new record
INSERT INTO rec_survey (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::VARCHAR);
-- rec_survey_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, function, why) → none: what follows on the version before
UPDATE rec_survey
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    function = $10::BIGINT,
    why = $11::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_campaign_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, survey, about, touchpoint, unit, segment, way, function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, control, rest_days, reminders, remind_days, open_days
FROM rec_campaign WHERE id = $1::BIGINT;
-- rec_campaign_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, survey, about, touchpoint, unit, segment, way, function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, control, rest_days, reminders, remind_days, open_days
FROM rec_campaign;
-- rec_campaign_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_campaign WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_campaign_named(title) → i64: the first two records of that title
SELECT id FROM rec_campaign WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_campaign_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_campaign;
-- rec_campaign_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, survey, about, touchpoint, unit, segment, way, function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, control, rest_days, reminders, remind_days, open_days) → none: a new record
INSERT INTO rec_campaign (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, survey, about, touchpoint, unit, segment, way, function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, control, rest_days, reminders, remind_days, open_days)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::VARCHAR, $14::BIGINT, $15::BIGINT, $16::VARCHAR, $17::VARCHAR, $18::BIGINT, $19::DATE, $20::DATE, $21::DOUBLE PRECISION, $22::VARCHAR, $23::BIGINT, $24::DOUBLE PRECISION, $25::DOUBLE PRECISION, $26::DOUBLE PRECISION, $27::DOUBLE PRECISION, $28::DOUBLE PRECISION, $29::DOUBLE PRECISION, $30::DOUBLE PRECISION, $31::DOUBLE PRECISION, $32::DOUBLE PRECISION);
-- rec_campaign_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, survey, about, touchpoint, unit, segment, way, function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, control, rest_days, reminders, remind_days, open_days) → none: what follows on the version before
UPDATE rec_campaign
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    survey = $10::BIGINT,
    about = $11::VARCHAR,
    touchpoint = $12::BIGINT,
    unit = $13::BIGINT,
    segment = $14::VARCHAR,
    way = $15::VARCHAR,
    function = $16::BIGINT,
    begins = $17::DATE,
    ends = $18::DATE,
    delay_hours = $19::DOUBLE PRECISION,
    aim = $20::VARCHAR,
    metric = $21::BIGINT,
    quota = $22::DOUBLE PRECISION,
    most = $23::DOUBLE PRECISION,
    per_day = $24::DOUBLE PRECISION,
    share = $25::DOUBLE PRECISION,
    control = $26::DOUBLE PRECISION,
    rest_days = $27::DOUBLE PRECISION,
    reminders = $28::DOUBLE PRECISION,
    remind_days = $29::DOUBLE PRECISION,
    open_days = $30::DOUBLE PRECISION
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_cause_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, what
FROM rec_cause WHERE id = $1::BIGINT;
-- rec_cause_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, function, what
FROM rec_cause;
-- rec_cause_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_cause WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_cause_named(title) → i64: the first two records of that title
SELECT id FROM rec_cause WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_cause_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_cause;
-- rec_cause_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, what) → none: a new record
INSERT INTO rec_cause (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, what)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::VARCHAR);
-- rec_cause_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, function, what) → none: what follows on the version before
UPDATE rec_cause
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    function = $10::BIGINT,
    what = $11::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_pattern_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, cause, touchpoint, function, owner, metric, cost, scenario
FROM rec_pattern WHERE id = $1::BIGINT;
-- rec_pattern_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, cause, touchpoint, function, owner, metric, cost, scenario
FROM rec_pattern;
-- rec_pattern_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_pattern WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_pattern_named(title) → i64: the first two records of that title
SELECT id FROM rec_pattern WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_pattern_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_pattern;
-- rec_pattern_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, cause, touchpoint, function, owner, metric, cost, scenario) → none: a new record
INSERT INTO rec_pattern (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, cause, touchpoint, function, owner, metric, cost, scenario)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::BIGINT, $14::BIGINT, $15::BIGINT, $16::BIGINT, $17::DECIMAL(18, 4), $18::VARCHAR);
-- rec_pattern_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, cause, touchpoint, function, owner, metric, cost, scenario) → none: what follows on the version before
UPDATE rec_pattern
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    cause = $10::BIGINT,
    touchpoint = $11::BIGINT,
    function = $12::BIGINT,
    owner = $13::BIGINT,
    metric = $14::BIGINT,
    cost = $15::DECIMAL(18, 4),
    scenario = $16::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_decision_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, answer, what, why, function, owner, due, pattern, touchpoint, unit, metric, expected, told_en, told_fi, told_sv, is_public
FROM rec_decision WHERE id = $1::BIGINT;
-- rec_decision_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, answer, what, why, function, owner, due, pattern, touchpoint, unit, metric, expected, told_en, told_fi, told_sv, is_public
FROM rec_decision;
-- rec_decision_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_decision WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_decision_named(title) → i64: the first two records of that title
SELECT id FROM rec_decision WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_decision_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_decision;
-- rec_decision_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, answer, what, why, function, owner, due, pattern, touchpoint, unit, metric, expected, told_en, told_fi, told_sv, is_public) → none: a new record
INSERT INTO rec_decision (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, answer, what, why, function, owner, due, pattern, touchpoint, unit, metric, expected, told_en, told_fi, told_sv, is_public)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::VARCHAR, $15::BIGINT, $16::BIGINT, $17::DATE, $18::BIGINT, $19::BIGINT, $20::BIGINT, $21::BIGINT, $22::DOUBLE PRECISION, $23::VARCHAR, $24::VARCHAR, $25::VARCHAR, $26::BIGINT::INTEGER::BOOLEAN);
-- rec_decision_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, answer, what, why, function, owner, due, pattern, touchpoint, unit, metric, expected, told_en, told_fi, told_sv, is_public) → none: what follows on the version before
UPDATE rec_decision
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    answer = $10::VARCHAR,
    what = $11::VARCHAR,
    why = $12::VARCHAR,
    function = $13::BIGINT,
    owner = $14::BIGINT,
    due = $15::DATE,
    pattern = $16::BIGINT,
    touchpoint = $17::BIGINT,
    unit = $18::BIGINT,
    metric = $19::BIGINT,
    expected = $20::DOUBLE PRECISION,
    told_en = $21::VARCHAR,
    told_fi = $22::VARCHAR,
    told_sv = $23::VARCHAR,
    is_public = $24::BIGINT::INTEGER::BOOLEAN
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_case_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, subject, number, matter, severity, function, owner, touchpoint, unit, customer, way, found_by, answer_by, solve_by, answered_at, solved_at, escalated, cause, pattern, decision, merged_with, repeats
FROM rec_case WHERE id = $1::BIGINT;
-- rec_case_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, subject, number, matter, severity, function, owner, touchpoint, unit, customer, way, found_by, answer_by, solve_by, answered_at, solved_at, escalated, cause, pattern, decision, merged_with, repeats
FROM rec_case;
-- rec_case_titles(ids) → i64 str: titles of records
SELECT id, subject AS title FROM rec_case WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_case_named(title) → i64: the first two records of that title
SELECT id FROM rec_case WHERE subject = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_case_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_case;
-- rec_case_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, subject, number, matter, severity, function, owner, touchpoint, unit, customer, way, found_by, answer_by, solve_by, answered_at, solved_at, escalated, cause, pattern, decision, merged_with, repeats) → none: a new record
INSERT INTO rec_case (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, subject, number, matter, severity, function, owner, touchpoint, unit, customer, way, found_by, answer_by, solve_by, answered_at, solved_at, escalated, cause, pattern, decision, merged_with, repeats)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::VARCHAR, $15::BIGINT, $16::BIGINT, $17::BIGINT, $18::BIGINT, $19::BIGINT, $20::VARCHAR, $21::VARCHAR, $22::BIGINT, $23::BIGINT, $24::BIGINT, $25::BIGINT, $26::BIGINT::INTEGER::BOOLEAN, $27::BIGINT, $28::BIGINT, $29::BIGINT, $30::BIGINT, $31::BIGINT);
-- rec_case_change(id, version, state, archived, changed_ms, changed_by, sort, search, subject, number, matter, severity, function, owner, touchpoint, unit, customer, way, found_by, answer_by, solve_by, answered_at, solved_at, escalated, cause, pattern, decision, merged_with, repeats) → none: what follows on the version before
UPDATE rec_case
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    subject = $9::VARCHAR,
    number = $10::VARCHAR,
    matter = $11::VARCHAR,
    severity = $12::VARCHAR,
    function = $13::BIGINT,
    owner = $14::BIGINT,
    touchpoint = $15::BIGINT,
    unit = $16::BIGINT,
    customer = $17::BIGINT,
    way = $18::VARCHAR,
    found_by = $19::VARCHAR,
    answer_by = $20::BIGINT,
    solve_by = $21::BIGINT,
    answered_at = $22::BIGINT,
    solved_at = $23::BIGINT,
    escalated = $24::BIGINT::INTEGER::BOOLEAN,
    cause = $25::BIGINT,
    pattern = $26::BIGINT,
    decision = $27::BIGINT,
    merged_with = $28::BIGINT,
    repeats = $29::BIGINT
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_task_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, title, matter_of, function, owner, due, what
FROM rec_task WHERE id = $1::BIGINT;
-- rec_task_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, title, matter_of, function, owner, due, what
FROM rec_task;
-- rec_task_titles(ids) → i64 str: titles of records
SELECT id, title AS title FROM rec_task WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_task_named(title) → i64: the first two records of that title
SELECT id FROM rec_task WHERE title = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_task_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_task;
-- rec_task_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, title, matter_of, function, owner, due, what) → none: a new record
INSERT INTO rec_task (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, title, matter_of, function, owner, due, what)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::BIGINT, $13::BIGINT, $14::BIGINT, $15::DATE, $16::VARCHAR);
-- rec_task_change(id, version, state, archived, changed_ms, changed_by, sort, search, title, matter_of, function, owner, due, what) → none: what follows on the version before
UPDATE rec_task
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    title = $9::VARCHAR,
    matter_of = $10::BIGINT,
    function = $11::BIGINT,
    owner = $12::BIGINT,
    due = $13::DATE,
    what = $14::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_reply_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, occasion, text_en, text_fi, text_sv
FROM rec_reply WHERE id = $1::BIGINT;
-- rec_reply_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, occasion, text_en, text_fi, text_sv
FROM rec_reply;
-- rec_reply_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_reply WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_reply_named(title) → i64: the first two records of that title
SELECT id FROM rec_reply WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_reply_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_reply;
-- rec_reply_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, occasion, text_en, text_fi, text_sv) → none: a new record
INSERT INTO rec_reply (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, occasion, text_en, text_fi, text_sv)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::VARCHAR, $15::VARCHAR);
-- rec_reply_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, occasion, text_en, text_fi, text_sv) → none: what follows on the version before
UPDATE rec_reply
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    occasion = $10::VARCHAR,
    text_en = $11::VARCHAR,
    text_fi = $12::VARCHAR,
    text_sv = $13::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_case_rule_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, opens_by, metric, bound, words, touchpoint, function, severity
FROM rec_case_rule WHERE id = $1::BIGINT;
-- rec_case_rule_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, opens_by, metric, bound, words, touchpoint, function, severity
FROM rec_case_rule;
-- rec_case_rule_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_case_rule WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_case_rule_named(title) → i64: the first two records of that title
SELECT id FROM rec_case_rule WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_case_rule_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_case_rule;
-- rec_case_rule_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, opens_by, metric, bound, words, touchpoint, function, severity) → none: a new record
INSERT INTO rec_case_rule (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, opens_by, metric, bound, words, touchpoint, function, severity)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::BIGINT, $14::DOUBLE PRECISION, $15::VARCHAR, $16::BIGINT, $17::BIGINT, $18::VARCHAR);
-- rec_case_rule_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, opens_by, metric, bound, words, touchpoint, function, severity) → none: what follows on the version before
UPDATE rec_case_rule
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    opens_by = $10::VARCHAR,
    metric = $11::BIGINT,
    bound = $12::DOUBLE PRECISION,
    words = $13::VARCHAR,
    touchpoint = $14::BIGINT,
    function = $15::BIGINT,
    severity = $16::VARCHAR
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_closed_day_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, day
FROM rec_closed_day WHERE id = $1::BIGINT;
-- rec_closed_day_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, day
FROM rec_closed_day;
-- rec_closed_day_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_closed_day WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_closed_day_named(title) → i64: the first two records of that title
SELECT id FROM rec_closed_day WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_closed_day_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_closed_day;
-- rec_closed_day_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, day) → none: a new record
INSERT INTO rec_closed_day (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, day)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::DATE);
-- rec_closed_day_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, day) → none: what follows on the version before
UPDATE rec_closed_day
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    day = $10::DATE
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;

-- rec_theme_row(id) → rows: one record, as it stands
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, words_fi, words_en, words_sv, function
FROM rec_theme WHERE id = $1::BIGINT;
-- rec_theme_rows() → fragment: records, as they stand
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, '' AS search, name, words_fi, words_en, words_sv, function
FROM rec_theme;
-- rec_theme_titles(ids) → i64 str: titles of records
SELECT id, name AS title FROM rec_theme WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- rec_theme_named(title) → i64: the first two records of that title
SELECT id FROM rec_theme WHERE name = $1::VARCHAR ORDER BY id LIMIT 2;
-- rec_theme_next() → i64: the id of the next record
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_theme;
-- rec_theme_add(id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, words_fi, words_en, words_sv, function) → none: a new record
INSERT INTO rec_theme (id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, words_fi, words_en, words_sv, function)
VALUES ($1::BIGINT, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::VARCHAR, $15::BIGINT);
-- rec_theme_change(id, version, state, archived, changed_ms, changed_by, sort, search, name, words_fi, words_en, words_sv, function) → none: what follows on the version before
UPDATE rec_theme
SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT,
    changed_by = $6::BIGINT, sort = $7::VARCHAR, search = $8::VARCHAR,
    name = $9::VARCHAR,
    words_fi = $10::VARCHAR,
    words_en = $11::VARCHAR,
    words_sv = $12::VARCHAR,
    function = $13::BIGINT
WHERE id = $1::BIGINT AND version = $2::INTEGER - 1;
