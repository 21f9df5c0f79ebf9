-- What follows decisions.

-- decision_telling_add(decision, made_ms, made_by) → none: it is told from now on
INSERT INTO decision_telling (decision, made_ms, made_by) VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT);
-- decision_telling_since(decision) → i64: from when on it is told; no row: it is not
SELECT made_ms FROM decision_telling WHERE decision = $1::BIGINT;
-- decision_told_add(decision, what, about, address, customer, why, at_ms) → none: somebody was told, or could not be
INSERT INTO decision_told (decision, what, about, address, customer, why, at_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::VARCHAR, $5::BIGINT, $6::VARCHAR, $7::BIGINT);
-- decision_told_before(decision, address, customer) → rows: whether a person was told of it, and whether they were counted as one who could not be
SELECT coalesce(sum(CASE WHEN why = 'sent' THEN 1 ELSE 0 END), 0)::BIGINT AS told, count(*)::BIGINT AS known
FROM decision_told
WHERE decision = $1::BIGINT
  AND (($2::VARCHAR <> '' AND address = $2::VARCHAR) OR ($3::BIGINT <> 0 AND customer = $3::BIGINT));
-- decision_told_counts(decision) → rows: what became of telling
SELECT what, why, count(*)::BIGINT AS n FROM decision_told WHERE decision = $1::BIGINT GROUP BY what, why ORDER BY what, why;
-- decision_told_author(remark) → rows: whose words a remark is, as facts know it; no row where they were erased
SELECT r.key FROM remark_tone t
JOIN remark r ON r.batch = t.batch AND r.source = t.source AND r.happened_ms = t.happened_ms AND r.external = t.external
JOIN key k ON k.id = r.key AND NOT k.erased
WHERE t.id = $1::BIGINT LIMIT 1;
-- decision_asked(decision) → i64: cases and remarks of those who asked
SELECT ((SELECT count(*)
FROM rec_case k JOIN rec_decision d ON d.id = $1::BIGINT
WHERE NOT k.archived AND k.state NOT IN ('suspected', 'discarded', 'merged')
  AND (k.decision = d.id
       OR (k.decision = 0 AND d.pattern <> 0
           AND (k.pattern = d.pattern
                OR (k.pattern = 0 AND k.cause <> 0
                    AND EXISTS (SELECT 1 FROM rec_pattern p WHERE p.id = d.pattern AND p.cause = k.cause
                                AND (p.touchpoint = 0 OR p.touchpoint = k.touchpoint)))))))
+ (SELECT count(DISTINCT e.remark) FROM remark_evidence e JOIN rec_decision d ON d.id = $1::BIGINT
   WHERE e.removed_ms = 0
     AND ((e.kind = 'decision' AND e.record = d.id) OR (e.kind = 'pattern' AND d.pattern <> 0 AND e.record = d.pattern))))::BIGINT;
-- decision_tell_next(limit) → rows: cases and remarks whose customers wait to be told of a decision
SELECT d.id AS decision, 'case' AS what, k.id AS about, k.number, k.customer
FROM decision_telling t
JOIN rec_decision d ON d.id = t.decision AND NOT d.archived AND d.state IN ('decided', 'done')
JOIN rec_case k ON NOT k.archived AND k.state NOT IN ('suspected', 'discarded', 'merged')
  AND (k.decision = d.id
       OR (k.decision = 0 AND d.pattern <> 0
           AND (k.pattern = d.pattern
                OR (k.pattern = 0 AND k.cause <> 0
                    AND EXISTS (SELECT 1 FROM rec_pattern p WHERE p.id = d.pattern AND p.cause = k.cause
                                AND (p.touchpoint = 0 OR p.touchpoint = k.touchpoint))))))
WHERE NOT EXISTS (SELECT 1 FROM decision_told x WHERE x.decision = d.id AND x.what = 'case' AND x.about = k.id)
UNION ALL
SELECT DISTINCT d.id AS decision, 'remark' AS what, e.remark AS about, '' AS number, 0::BIGINT AS customer
FROM decision_telling t
JOIN rec_decision d ON d.id = t.decision AND NOT d.archived AND d.state IN ('decided', 'done')
JOIN remark_evidence e ON e.removed_ms = 0
  AND ((e.kind = 'decision' AND e.record = d.id) OR (e.kind = 'pattern' AND d.pattern <> 0 AND e.record = d.pattern))
WHERE NOT EXISTS (SELECT 1 FROM decision_told x WHERE x.decision = d.id AND x.what = 'remark' AND x.about = e.remark)
ORDER BY decision, what, about LIMIT $1::BIGINT;

-- decision_heard(touchpoint) → rows: decisions on the public page, newest first; 0: at any touchpoint
SELECT d.id, v.at_ms, d.answer, d.state, d.due, d.told_en, d.told_fi, d.told_sv, d.touchpoint,
       coalesce(CASE WHEN t.label = '' THEN t.name ELSE t.label END, '') AS label,
       (SELECT max(f.day) FROM rec_version f WHERE f.kind = 'decision' AND f.record = d.id AND f.did = 'finish') AS done
FROM rec_decision d
JOIN (SELECT record, max(at_ms) AS at_ms FROM rec_version WHERE kind = 'decision' AND did = 'decide' GROUP BY record) v
  ON v.record = d.id
LEFT JOIN all_touchpoint t ON t.id = d.touchpoint
WHERE d.is_public AND NOT d.archived AND d.state IN ('decided', 'done')
  AND (d.told_en <> '' OR d.told_fi <> '' OR d.told_sv <> '')
  AND ($1::BIGINT = 0 OR d.touchpoint = $1::BIGINT)
ORDER BY v.at_ms DESC, d.id DESC LIMIT 200;
-- decision_done_day(decision) → rows: the day that it was done
SELECT max(day) AS day FROM rec_version WHERE kind = 'decision' AND record = $1::BIGINT AND did = 'finish';
-- decision_names(touchpoint, unit, metric) → rows: names as figures know them
SELECT coalesce((SELECT name FROM all_touchpoint WHERE id = $1::BIGINT), '') AS touchpoint,
       coalesce((SELECT name FROM all_unit WHERE id = $2::BIGINT), '') AS unit,
       coalesce((SELECT name FROM all_metric WHERE id = $3::BIGINT), '') AS metric;
-- decision_to_look(person, today, days) → i64: decisions whose figure it is time to look at; person 0: anybody's
SELECT d.id FROM rec_decision d
WHERE NOT d.archived AND d.state IN ('decided', 'done') AND d.metric <> 0
  AND ($1::BIGINT = 0 OR d.owner = $1::BIGINT)
  AND coalesce((SELECT max(f.day) FROM rec_version f WHERE f.kind = 'decision' AND f.record = d.id AND f.did = 'finish'), d.due)
      + $3::INTEGER <= $2::DATE
  AND NOT EXISTS (SELECT 1 FROM decision_looked l WHERE l.decision = d.id)
ORDER BY d.id LIMIT 20;
-- decision_to_tell(person) → i64: decided, to be read by customers, asked of, and not told; person 0: anybody's
SELECT d.id FROM rec_decision d
WHERE NOT d.archived AND d.state IN ('decided', 'done') AND ($1::BIGINT = 0 OR d.owner = $1::BIGINT)
  AND NOT EXISTS (SELECT 1 FROM decision_telling t WHERE t.decision = d.id)
  AND (EXISTS (SELECT 1 FROM rec_case k WHERE k.decision = d.id OR (d.pattern <> 0 AND k.pattern = d.pattern))
       OR EXISTS (SELECT 1 FROM remark_evidence e WHERE e.removed_ms = 0 AND e.kind = 'decision' AND e.record = d.id))
ORDER BY d.id LIMIT 20;
-- decision_looked_add(decision, at_ms, who) → none: somebody looked
INSERT INTO decision_looked (decision, at_ms, who) VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT);
-- decision_language() → str: the language of the house
SELECT value FROM setting WHERE name = 'company.language' ORDER BY set_ms DESC LIMIT 1;
