-- Titles in the order of the alphabet, å ä ö after z: made by src/record/schema.c (text_sort in value.c).

UPDATE rec_function SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
UPDATE rec_unit SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
DROP VIEW all_unit;
-- With the names that have no record yet, as version 0.
CREATE VIEW all_unit AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, part_of, lead, opened, closed, about
FROM rec_unit
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0,
       (CASE WHEN octet_length(b.name) = length(b.name) THEN lower(b.name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(b.name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END) COLLATE "C",
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
UPDATE rec_channel SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
DROP VIEW all_channel;
-- With the names that have no record yet, as version 0.
CREATE VIEW all_channel AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, function, about
FROM rec_channel
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0,
       (CASE WHEN octet_length(b.name) = length(b.name) THEN lower(b.name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(b.name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
       ''::VARCHAR,
       0::BIGINT,
       ''::VARCHAR
FROM channel b
WHERE NOT EXISTS (SELECT 1 FROM rec_channel r WHERE r.id = b.id);
UPDATE rec_journey SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
UPDATE rec_stage SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
UPDATE rec_touchpoint SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
DROP VIEW all_touchpoint;
-- With the names that have no record yet, as version 0.
CREATE VIEW all_touchpoint AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, label, stage, function, importance, feelings, practices, room
FROM rec_touchpoint
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0,
       (CASE WHEN octet_length(b.name) = length(b.name) THEN lower(b.name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(b.name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END) COLLATE "C",
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
UPDATE rec_metric SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
DROP VIEW all_metric;
-- With the names that have no record yet, as version 0.
CREATE VIEW all_metric AS
SELECT id, version, state, archived, made_ms, made_by, changed_ms, changed_by, sort, search, name, function, why, looked_at, target
FROM rec_metric
UNION ALL
SELECT b.id::BIGINT, 0, 'in_use', false, 0, 0, 0, 0,
       (CASE WHEN octet_length(b.name) = length(b.name) THEN lower(b.name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(b.name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END) COLLATE "C",
       trim(regexp_replace(lower(b.name), '[[:space:][:punct:]]+', ' ', 'g')) COLLATE "C",
       b.name COLLATE "C",
       0::BIGINT,
       ''::VARCHAR,
       ''::VARCHAR,
       CAST(NULL AS DOUBLE PRECISION)
FROM (SELECT DISTINCT id, name FROM metric) b
WHERE NOT EXISTS (SELECT 1 FROM rec_metric r WHERE r.id = b.id);
UPDATE rec_person SET sort = CASE WHEN octet_length(name) = length(name) THEN lower(name)
            ELSE replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'Å', '{'), 'ä', '|'), 'Ä', '|'), 'ö', '}'), 'Ö', '}'), 'ü', 'y'), 'Ü', 'y') END;
