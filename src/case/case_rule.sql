-- case_rule_list() → rows: rules in use
SELECT id, name, opens_by, metric, bound, words, touchpoint, function, severity FROM rec_case_rule
WHERE state = 'in_use' AND NOT archived ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'ordinary' THEN 2 ELSE 3 END, id;
-- case_rule_newest() → i64: the newest batch
SELECT coalesce(max(id), 0)::BIGINT FROM batch;
-- case_rule_place_of() → i64: the last batch that was looked at; no row before the first
SELECT batch FROM case_rule_place;
-- case_rule_place_add(batch) → none: looking begins after it
INSERT INTO case_rule_place (batch) VALUES ($1::BIGINT);
-- case_rule_place_move(batch) → none: all up to it is looked at
UPDATE case_rule_place SET batch = $1::BIGINT;
-- case_rule_metrics() → rows: metrics by name
SELECT DISTINCT id::BIGINT AS id, name FROM metric ORDER BY name;
-- case_rule_facts(from_batch, to_batch, since_ms, metrics, most_e4, touchpoint, limit) → rows: facts that may open a case, with the words of their encounter
SELECT s.name AS source, f.external, f.happened_ms, f.key, f.touchpoint::BIGINT AS touchpoint, f.unit::BIGINT AS unit,
       coalesce(b.kind, '') AS kind, coalesce(r.text, '') AS text
FROM fact f JOIN source s ON s.id = f.source
LEFT JOIN batch b ON b.id = f.batch
LEFT JOIN remark r ON r.source = f.source AND r.external = f.external AND r.happened_ms = f.happened_ms
WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.happened_ms >= $3::BIGINT AND f.change > 0
  AND f.metric IN (SELECT unnest($4::BIGINT[])) AND f.value <= $5::DECIMAL(18, 4)
  AND ($6::BIGINT = 0 OR f.touchpoint = $6::BIGINT)
ORDER BY f.happened_ms DESC, f.external LIMIT $7::BIGINT;
-- case_rule_contact(key) → rows: how a customer is called and reached
SELECT n.name, a.value FROM attribute a JOIN attribute_name n ON n.id = a.name
WHERE a.key = $1::BIGINT AND n.name IN ('name', 'email', 'phone', 'language') ORDER BY a.at_ms, a.batch;
-- case_rule_real(key) → i64: one when it is a key that is not erased
SELECT count(*)::BIGINT FROM key WHERE id = $1::BIGINT AND NOT erased;
