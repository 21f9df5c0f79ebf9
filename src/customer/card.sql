-- customer_whose(key) → rows: whose key it is: customer, subject, erased
SELECT coalesce(a.customer, k.id) AS customer, k.subject::BIGINT AS subject, k.erased
FROM key k LEFT JOIN alias a ON a.key = k.id WHERE k.id = $1::BIGINT;
-- customer_key_rows(keys) → rows: the keys of a customer
SELECT k.id, n.name, k.value FROM key k JOIN namespace n ON n.id = k.namespace
WHERE k.id IN (SELECT unnest($1::BIGINT[]))
ORDER BY n.name, k.value;
-- customer_sum(customer) → rows: what they add up to, ever and by year
SELECT period::BIGINT AS period, encounters, purchases, value, answers, first_ms, last_ms FROM tally
WHERE shown AND customer = $1::BIGINT ORDER BY period;
-- customer_units(customer) → i64: units where they had encounters
SELECT DISTINCT unit::BIGINT AS unit FROM tally_unit WHERE customer = $1::BIGINT ORDER BY 1;
-- customer_metrics(keys) → rows: what was measured of them, all told
SELECT metric::BIGINT AS metric, sum(n)::BIGINT AS n, sum(total)::DECIMAL(18, 4) AS total FROM tally_metric
WHERE key IN (SELECT unnest($1::BIGINT[]))
GROUP BY metric HAVING sum(n) > 0 ORDER BY 1;
-- customer_said(keys) → rows: what is said of each key now, and of how many keys the same is said
SELECT t.key, n.name, t.value, s.n
FROM tally_attribute t
JOIN attribute_name n ON n.id = t.name
JOIN (SELECT o.name, o.value, count(*)::BIGINT AS n FROM tally_attribute o
      WHERE EXISTS (SELECT 1 FROM tally_attribute q
                    WHERE q.key IN (SELECT unnest($1::BIGINT[])) AND q.name = o.name AND q.value = o.value)
      GROUP BY o.name, o.value) s ON s.name = t.name AND s.value = t.value
WHERE t.key IN (SELECT unnest($1::BIGINT[]))
ORDER BY n.name, t.key;

-- customer_encounters(keys, from_ms, to_ms, most) → rows: encounters of a time, newest first
SELECT f.source::BIGINT AS source, f.external, f.happened_ms FROM fact f
WHERE f.key IN (SELECT unnest($1::BIGINT[])) AND f.happened_ms >= $2::BIGINT AND f.happened_ms <= $3::BIGINT
GROUP BY f.source, f.external, f.happened_ms HAVING sum(f.change) > 0
ORDER BY f.happened_ms DESC, f.source DESC, f.external DESC LIMIT $4::BIGINT;
-- customer_readings(keys, from_ms, to_ms, most) → rows: what was measured in a time, and where
SELECT f.source::BIGINT AS source, f.external, f.happened_ms, f.metric::BIGINT AS metric, f.value,
       f.touchpoint::BIGINT AS touchpoint, f.channel::BIGINT AS channel, f.unit::BIGINT AS unit
FROM fact f
WHERE f.key IN (SELECT unnest($1::BIGINT[])) AND f.happened_ms >= $2::BIGINT AND f.happened_ms <= $3::BIGINT
GROUP BY f.source, f.external, f.happened_ms, f.metric, f.value, f.touchpoint, f.channel, f.unit HAVING sum(f.change) > 0
ORDER BY f.happened_ms DESC, f.source DESC, f.external DESC, f.metric LIMIT $4::BIGINT;
-- customer_remarks(keys, from_ms, to_ms, most) → rows: their words in a time
SELECT r.source::BIGINT AS source, r.external, r.happened_ms, r.text FROM remark r
WHERE r.key IN (SELECT unnest($1::BIGINT[])) AND r.happened_ms >= $2::BIGINT AND r.happened_ms <= $3::BIGINT
ORDER BY r.happened_ms DESC, r.source DESC, r.external DESC, r.batch DESC LIMIT $4::BIGINT;
-- customer_looks(keys, most) → rows: who did what with their data, newest first
SELECT number, at_ms, who, what FROM audit WHERE customer IN (SELECT unnest($1::BIGINT[]))
ORDER BY number DESC LIMIT $2::BIGINT;
-- customer_merges(keys) → rows: keys whose newest merge is in force, with the customer that they were
SELECT m.key, m.customer_before, m.at_ms, m.who, m.why FROM merge m
WHERE m.key IN (SELECT unnest($1::BIGINT[]))
  AND m.id = (SELECT max(d.id) FROM (SELECT o.id, o.key FROM merge o GROUP BY o.id, o.key HAVING count(*) = 1) d
              WHERE d.key = m.key)
ORDER BY m.at_ms DESC, m.key;
