-- company_setting(name) → str: a setting's newest value
SELECT value FROM setting WHERE name = $1::VARCHAR ORDER BY set_ms DESC LIMIT 1;

-- company_set(name, value, set_ms) → none: a setting's new value, newer than the one before even within a millisecond
INSERT INTO setting (name, value, set_ms)
SELECT $1::VARCHAR, $2::VARCHAR, greatest($3::BIGINT, coalesce(max(set_ms), 0) + 1)
FROM setting WHERE name = $1::VARCHAR;

-- company_names() → i64 i64 str: every name of the small tables: dictionary (enum dict), id, name
SELECT 0::BIGINT AS dict, id::BIGINT AS id, name FROM source
UNION ALL SELECT 2::BIGINT, id::BIGINT, name FROM touchpoint
UNION ALL SELECT 3::BIGINT, id::BIGINT, name FROM channel
UNION ALL SELECT 4::BIGINT, id::BIGINT, name FROM unit
UNION ALL SELECT 5::BIGINT, id::BIGINT, name FROM segment
UNION ALL SELECT 6::BIGINT, id::BIGINT, name FROM namespace
UNION ALL SELECT 7::BIGINT, id::BIGINT, name FROM attribute_name
ORDER BY 1, 2;

-- source_add(id, name) → none: a new source
INSERT INTO source (id, name) VALUES ($1::INTEGER, $2::VARCHAR);
-- touchpoint_add(id, name) → none: a new touchpoint of which only the name is known
INSERT INTO touchpoint (id, name, label, stage, owner) VALUES ($1::INTEGER, $2::VARCHAR, '', '', '');
-- channel_add(id, name) → none: a new channel
INSERT INTO channel (id, name) VALUES ($1::INTEGER, $2::VARCHAR);
-- unit_add(id, name) → none: a new unit of ours
INSERT INTO unit (id, name, organisation) VALUES ($1::INTEGER, $2::VARCHAR, 0);
-- segment_add(id, name) → none: a new segment
INSERT INTO segment (id, name) VALUES ($1::INTEGER, $2::VARCHAR);
-- namespace_add(id, name) → none: a new namespace of keys
INSERT INTO namespace (id, name) VALUES ($1::INTEGER, $2::VARCHAR);
-- attribute_name_add(id, name) → none: a new attribute
INSERT INTO attribute_name (id, name) VALUES ($1::INTEGER, $2::VARCHAR);

-- organisation_id(name) → i64: an organisation by its name
SELECT id::BIGINT FROM organisation WHERE name = $1::VARCHAR;
-- organisation_next() → i64: the id of the next organisation
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM organisation;
-- organisation_add(id, name, ours) → none: a new organisation
INSERT INTO organisation (id, name, ours) VALUES ($1::INTEGER, $2::VARCHAR, $3::BIGINT::INTEGER::BOOLEAN);
-- organisation_set(id, ours) → none: whether it is ours
UPDATE organisation SET ours = $2::BIGINT::INTEGER::BOOLEAN WHERE id = $1::INTEGER;

-- unit_set(id, organisation) → none: whose unit it is
UPDATE unit SET organisation = $2::INTEGER WHERE id = $1::INTEGER;
-- touchpoint_set(id, label, stage, owner) → none: what is said of it; an empty word leaves what was
UPDATE touchpoint
SET label = CASE WHEN $2::VARCHAR = '' THEN label ELSE $2::VARCHAR END,
    stage = CASE WHEN $3::VARCHAR = '' THEN stage ELSE $3::VARCHAR END,
    owner = CASE WHEN $4::VARCHAR = '' THEN owner ELSE $4::VARCHAR END
WHERE id = $1::INTEGER;

-- mapping_add(name, text, set_ms) → none: a mapping's new text, newer than the one before
INSERT INTO mapping (name, text, set_ms)
SELECT $1::VARCHAR, $2::VARCHAR, greatest($3::BIGINT, coalesce(max(set_ms), 0) + 1)
FROM mapping WHERE name = $1::VARCHAR;
-- mapping_text(name) → str: a mapping's newest text
SELECT text FROM mapping WHERE name = $1::VARCHAR ORDER BY set_ms DESC LIMIT 1;
-- mapping_names() → str: the mappings kept
SELECT DISTINCT name FROM mapping ORDER BY name;

-- scale_known(source, metric) → i64: 1 when this source's scale is noted already
SELECT count(*)::BIGINT FROM source_scale WHERE source = $1::INTEGER AND metric = $2::INTEGER;
-- scale_add(source, metric, low, high, rule) → none: a source's own scale
INSERT INTO source_scale (source, metric, low, high, rule)
VALUES ($1::INTEGER, $2::INTEGER, $3::DECIMAL(18, 4), $4::DECIMAL(18, 4), $5::VARCHAR);
