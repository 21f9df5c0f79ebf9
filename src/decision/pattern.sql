-- Cases that share a cause.

-- pattern_pairs(now_from_ms, before_from_ms, to_ms) → rows: cases by cause and touchpoint, now and before
SELECT cause, touchpoint,
       sum(CASE WHEN made_ms >= $1::BIGINT THEN 1 ELSE 0 END)::BIGINT AS now,
       sum(CASE WHEN made_ms < $1::BIGINT THEN 1 ELSE 0 END)::BIGINT AS before
FROM rec_case
WHERE cause <> 0 AND NOT archived AND state NOT IN ('suspected', 'discarded', 'merged')
  AND made_ms >= $2::BIGINT AND made_ms < $3::BIGINT
GROUP BY cause, touchpoint ORDER BY cause, touchpoint;
-- pattern_first_case() → i64: when the first case came
SELECT min(made_ms) FROM rec_case;
-- pattern_is_there(cause, touchpoint) → i64: patterns of that cause, there or anywhere
SELECT count(*)::BIGINT FROM rec_pattern
WHERE NOT archived AND cause = $1::BIGINT AND (touchpoint = $2::BIGINT OR touchpoint = 0);
-- pattern_names(cause, touchpoint) → rows: what they are called, and who answers for them
SELECT u.name AS cause, u.function AS cause_function,
       coalesce(CASE WHEN t.label = '' THEN t.name ELSE t.label END, '') AS touchpoint,
       coalesce(t.function, 0)::BIGINT AS touchpoint_function
FROM rec_cause u LEFT JOIN all_touchpoint t ON t.id = $2::BIGINT
WHERE u.id = $1::BIGINT;
-- pattern_name_taken(name) → i64: patterns of that name
SELECT count(*)::BIGINT FROM rec_pattern WHERE name = $1::VARCHAR;
-- pattern_counts(recent_ms) → rows: cases of each pattern
SELECT p.id, p.cost, count(k.id)::BIGINT AS cases,
       coalesce(sum(CASE WHEN k.made_ms >= $1::BIGINT THEN 1 ELSE 0 END), 0)::BIGINT AS recent,
       coalesce(sum(CASE WHEN k.id IS NOT NULL AND k.state <> 'closed' THEN 1 ELSE 0 END), 0)::BIGINT AS open_cases,
       coalesce(min(k.made_ms), 0)::BIGINT AS first_ms, coalesce(max(k.made_ms), 0)::BIGINT AS last_ms
FROM rec_pattern p
LEFT JOIN (SELECT k1.pattern AS of_pattern, k1.id, k1.made_ms, k1.state FROM rec_case k1
           WHERE k1.pattern <> 0 AND NOT k1.archived AND k1.state NOT IN ('suspected', 'discarded', 'merged')
           UNION ALL
           SELECT p2.id, k2.id, k2.made_ms, k2.state FROM rec_case k2 JOIN rec_pattern p2 ON p2.cause = k2.cause
           WHERE k2.pattern = 0 AND k2.cause <> 0 AND (p2.touchpoint = 0 OR p2.touchpoint = k2.touchpoint)
             AND NOT k2.archived AND k2.state NOT IN ('suspected', 'discarded', 'merged')) k ON k.of_pattern = p.id
WHERE NOT p.archived
GROUP BY p.id, p.cost ORDER BY 4 DESC, 3 DESC, p.id;
-- pattern_months(now_ms, month_ms, months) → rows: cases of each pattern by months back from now
SELECT k.of_pattern AS pattern, floor(($1::BIGINT - k.made_ms) / ($2::BIGINT * 1.0))::BIGINT AS back, count(*)::BIGINT AS cases
FROM (SELECT k1.pattern AS of_pattern, k1.made_ms FROM rec_case k1
      WHERE k1.pattern <> 0 AND NOT k1.archived AND k1.state NOT IN ('suspected', 'discarded', 'merged')
      UNION ALL
      SELECT p2.id, k2.made_ms FROM rec_case k2 JOIN rec_pattern p2 ON p2.cause = k2.cause
      WHERE k2.pattern = 0 AND k2.cause <> 0 AND (p2.touchpoint = 0 OR p2.touchpoint = k2.touchpoint)
        AND NOT k2.archived AND k2.state NOT IN ('suspected', 'discarded', 'merged')) k
WHERE k.made_ms <= $1::BIGINT AND k.made_ms > $1::BIGINT - $2::BIGINT * $3::BIGINT
GROUP BY 1, 2 ORDER BY 1, 2;
-- pattern_all_cases(from_ms) → i64: cases since a moment
SELECT count(*)::BIGINT FROM rec_case
WHERE made_ms >= $1::BIGINT AND NOT archived AND state NOT IN ('suspected', 'discarded', 'merged');
-- pattern_cases(pattern, limit) → rows: its cases, newest first
SELECT k.id FROM rec_case k
WHERE NOT k.archived AND k.state NOT IN ('suspected', 'discarded', 'merged')
  AND (k.pattern = $1::BIGINT
       OR (k.pattern = 0 AND k.cause <> 0
           AND EXISTS (SELECT 1 FROM rec_pattern p WHERE p.id = $1::BIGINT AND p.cause = k.cause
                       AND (p.touchpoint = 0 OR p.touchpoint = k.touchpoint))))
ORDER BY k.made_ms DESC, k.id DESC LIMIT $2::BIGINT;
