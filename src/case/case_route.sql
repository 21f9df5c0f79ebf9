-- case_lesson_add(case_id, function, at_ms) → none: that function is the right one
INSERT INTO case_lesson (case_id, function, at_ms) VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT);
-- case_lesson_drop(case_id) → none: what was said before does not count
DELETE FROM case_lesson WHERE case_id = $1::BIGINT;
-- case_lessons(limit) → rows: the newest lessons with the customer's first words
SELECT s.function, l.text
FROM (SELECT case_id, function, at_ms FROM case_lesson ORDER BY at_ms DESC, case_id DESC LIMIT $1::BIGINT) s
JOIN (SELECT case_id, min(id) AS id FROM case_letter WHERE who = 'customer' AND text <> '' GROUP BY case_id) f
  ON f.case_id = s.case_id
JOIN case_letter l ON l.id = f.id
ORDER BY s.function, s.at_ms, s.case_id;
-- case_lessons_since(at_ms) → rows: how many there are, and how many came since
SELECT count(*)::BIGINT AS total, coalesce(sum(CASE WHEN at_ms > $1::BIGINT THEN 1 ELSE 0 END), 0)::BIGINT AS newer FROM case_lesson;
-- case_router_row() → rows: what was learnt
SELECT trained_ms, lessons, hits, model FROM case_router;
-- case_router_drop() → none: it is learnt anew
DELETE FROM case_router;
-- case_router_add(trained_ms, lessons, hits, model) → none: what was learnt
INSERT INTO case_router (trained_ms, lessons, hits, model) VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT, $4::VARCHAR);
