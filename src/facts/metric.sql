-- metric_newest() → i64 i64 str str: id, version, name, definition of every metric's newest version, by id
SELECT m.id, m.version, m.name, m.definition
FROM metric m
WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
ORDER BY m.id;

-- metric_add(id, version, name, asked, definition, set_ms) → none: a new version of a metric
INSERT INTO metric (id, version, name, asked, definition, set_ms)
VALUES ($1::INTEGER, $2::INTEGER, $3::VARCHAR, $4::BIGINT::INTEGER::BOOLEAN, $5::VARCHAR, $6::BIGINT);

-- metric_facts(metric) → i64: 1 when there is a fact of this metric
SELECT count(*)::BIGINT FROM (SELECT 1 FROM fact WHERE metric = $1::INTEGER LIMIT 1) some_fact;
