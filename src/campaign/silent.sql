-- silent_asked(campaign, metric) → rows: those that were asked: where, how active but for this answer, worth how much, whether they answered, and with what
SELECT i.touchpoint::BIGINT AS touchpoint, i.unit::BIGINT AS unit, i.segment::BIGINT AS segment,
       CASE WHEN i.state = 'answered' OR i.counted = 1 THEN 1 ELSE 0 END AS answered,
       greatest(coalesce(t.encounters, 0) - CASE WHEN i.state = 'answered' AND i.answer > 0 THEN 1 ELSE 0 END, 0)::BIGINT AS encounters, coalesce(t.value, 0)::DOUBLE PRECISION AS worth,
       coalesce(v.value, 0)::DOUBLE PRECISION AS value, CASE WHEN v.external IS NULL THEN 0 ELSE 1 END AS has_value
FROM invite i
LEFT JOIN (SELECT key, max(encounters) AS encounters, max(value) AS value FROM tally WHERE period = 0 AND key <> 0 GROUP BY key) t
       ON t.key = i.key
LEFT JOIN (SELECT external, max(CASE WHEN change = 1 THEN value END) AS value FROM fact
           WHERE metric = $2::INTEGER AND external LIKE 'answer-%' GROUP BY external HAVING sum(change) > 0) v
       ON v.external = 'answer-' || i.answer::VARCHAR AND i.answer > 0
WHERE i.campaign = $1::BIGINT AND i.sent_ms > 0 AND i.state <> 'bounced'
ORDER BY i.id;
