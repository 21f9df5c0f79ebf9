-- tally_newest() → i64: the newest batch that is tallied; no row or NULL before the first
SELECT max(batch) FROM tally_fold;
-- tally_waiting(after, most) → rows: batches that are not tallied whole, and about how much each brought
SELECT id, rows_taken + facts_taken AS weight FROM batch WHERE id > $1::BIGINT ORDER BY id LIMIT $2::BIGINT;
-- tally_part() → i64: up to which key the first of them is; no row when it was not begun
SELECT key FROM tally_part;
-- tally_part_clear() → none: no batch is tallied in part
DELETE FROM tally_part;
-- tally_part_note(batch, key) → none: this one is, up to this key
INSERT INTO tally_part (batch, key) VALUES ($1::BIGINT, $2::BIGINT);
-- tally_note(batch, at_ms) → none: how far it has come
INSERT INTO tally_fold (batch, at_ms) VALUES ($1::BIGINT, $2::BIGINT);

-- tally_span(after, up_to) → rows: first and last moment that new batches tell of
SELECT min(happened_ms) AS first_ms, max(happened_ms) AS last_ms FROM fact WHERE batch > $1::BIGINT AND batch <= $2::BIGINT;
-- tally_touch_corrected(after, up_to, from_key, to_key) → none: keys of whom new batches took something back
INSERT INTO tally_touched
SELECT DISTINCT f.key FROM fact f
WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.change = -1 AND f.subject = 1
  AND f.key > $3::BIGINT AND f.key <= $4::BIGINT;
-- tally_touch_told(after, up_to, from_key, to_key, from_ms, to_ms) → none: keys of whose earlier encounters new batches tell more
INSERT INTO tally_touched
SELECT DISTINCT n.key
FROM (SELECT DISTINCT f.key, f.source, f.external, f.happened_ms FROM fact f
      WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.subject = 1
        AND f.key > $3::BIGINT AND f.key <= $4::BIGINT) n
JOIN fact o ON o.key = n.key AND o.happened_ms = n.happened_ms AND o.source = n.source AND o.external = n.external
WHERE o.batch <= $1::BIGINT AND o.happened_ms BETWEEN $5::BIGINT AND $6::BIGINT
  AND n.key NOT IN (SELECT t.key FROM tally_touched t);
-- tally_touch_keys(keys) → none: these keys
INSERT INTO tally_touched SELECT unnest($1::BIGINT[]);
-- tally_touch_attributes(after, up_to, from_key, to_key) → none: keys of which new batches say something
INSERT INTO tally_touched
SELECT DISTINCT f.key FROM attribute f
WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.key > $3::BIGINT AND f.key <= $4::BIGINT;
-- tally_touched_count() → i64: keys that are counted anew
SELECT count(*)::BIGINT FROM tally_touched;
-- tally_touched_clear() → none: none any longer
DELETE FROM tally_touched;

-- tally_add@duck(after, up_to, from_key, to_key) → none: new encounters, by key and year
INSERT INTO tally_next
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN of_metric m ON m.id = f.metric
    WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.key NOT IN (SELECT t.key FROM tally_touched t)
      AND f.subject = 1 AND f.key > $3::BIGINT AND f.key <= $4::BIGINT
      AND NOT EXISTS (SELECT 1 FROM key k WHERE k.id = f.key AND k.erased)
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hash(f.external)
    HAVING sum(f.change) > 0
)
SELECT key, period, count(*)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT, min(happened_ms),
       max(happened_ms)
FROM met GROUP BY key, period;
-- tally_add@pg(after, up_to, from_key, to_key) → none: new encounters, by key and year
INSERT INTO tally_next
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN of_metric m ON m.id = f.metric
    WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.key NOT IN (SELECT t.key FROM tally_touched t)
      AND f.subject = 1 AND f.key > $3::BIGINT AND f.key <= $4::BIGINT
      AND NOT EXISTS (SELECT 1 FROM key k WHERE k.id = f.key AND k.erased)
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hashtextextended(f.external, 0)
    HAVING sum(f.change) > 0
)
SELECT key, period, count(*)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT, min(happened_ms),
       max(happened_ms)
FROM met GROUP BY key, period;
-- tally_again@duck(up_to) → none: all encounters of the keys that are counted anew
INSERT INTO tally_next
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN key k ON k.id = f.key JOIN of_metric m ON m.id = f.metric
    WHERE f.batch <= $1::BIGINT AND f.key IN (SELECT t.key FROM tally_touched t)
      AND f.subject = 1 AND f.key > 0 AND NOT k.erased
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hash(f.external)
    HAVING sum(f.change) > 0
)
SELECT key, period, count(*)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT, min(happened_ms),
       max(happened_ms)
FROM met GROUP BY key, period;
-- tally_again@pg(up_to) → none: all encounters of the keys that are counted anew
INSERT INTO tally_next
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN key k ON k.id = f.key JOIN of_metric m ON m.id = f.metric
    WHERE f.batch <= $1::BIGINT AND f.key IN (SELECT t.key FROM tally_touched t)
      AND f.subject = 1 AND f.key > 0 AND NOT k.erased
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hashtextextended(f.external, 0)
    HAVING sum(f.change) > 0
)
SELECT key, period, count(*)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT, min(happened_ms),
       max(happened_ms)
FROM met GROUP BY key, period;
-- tally_ever() → none: the years add up to ever
INSERT INTO tally_next
SELECT key, 0, sum(encounters)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT, min(first_ms),
       max(last_ms)
FROM tally_next GROUP BY key;
-- tally_add_keys(after, up_to, from_key, to_key) → none: keys that are new, whether they met us or not
INSERT INTO tally_next
SELECT k.id, 0, 0, 0, 0, 0, 0, 0 FROM key k
WHERE k.batch > $1::BIGINT AND k.batch <= $2::BIGINT AND k.subject = 1 AND NOT k.erased
  AND k.id > $3::BIGINT AND k.id <= $4::BIGINT;
-- tally_again_keys(after) → none: keys that are counted anew and not new
INSERT INTO tally_next
SELECT k.id, 0, 0, 0, 0, 0, 0, 0 FROM key k
WHERE k.batch <= $1::BIGINT AND k.subject = 1 AND NOT k.erased AND k.id IN (SELECT t.key FROM tally_touched t);
-- tally_drop_touched() → none: forgets what is counted anew
DELETE FROM tally WHERE key IN (SELECT key FROM tally_touched);
-- tally_pull() → none: takes out what stands of the keys that there is something new of, in years of which there is
INSERT INTO tally_next
SELECT t.key, t.period, t.encounters, t.purchases, t.value, t.answers, t.first_ms, t.last_ms FROM tally t
WHERE t.key <> 0 AND t.key IN (SELECT n.key FROM tally_next n) AND t.period IN (SELECT DISTINCT n.period FROM tally_next n);
-- tally_drop_pulled() → none: forgets what was taken out
DELETE FROM tally
WHERE key IN (SELECT n.key FROM tally_next n) AND period IN (SELECT DISTINCT n.period FROM tally_next n);
-- tally_put() → none: puts the sums in
INSERT INTO tally
SELECT n.key, coalesce(a.customer, n.key), a.key IS NULL AND n.key NOT IN (SELECT m.customer FROM alias m), n.period, n.encounters,
       n.purchases, n.value, n.answers, n.first_ms, n.last_ms
FROM (SELECT key, period, sum(encounters)::BIGINT AS encounters, sum(purchases)::BIGINT AS purchases,
             sum(value)::DECIMAL(18, 4) AS value, sum(answers)::BIGINT AS answers,
             coalesce(min(CASE WHEN encounters > 0 THEN first_ms END), 0) AS first_ms,
             coalesce(max(CASE WHEN encounters > 0 THEN last_ms END), 0) AS last_ms
      FROM tally_next GROUP BY key, period) n
LEFT JOIN alias a ON a.key = n.key
ORDER BY n.period, n.key;
-- tally_next_clear() → none: nothing is set aside any longer
DELETE FROM tally_next;

-- tally_sums_clear() → none: the sums of customers with several keys are made anew
DELETE FROM tally WHERE key = 0;
-- tally_sums() → none: makes them
INSERT INTO tally
SELECT 0, customer, true, period, sum(encounters)::BIGINT, sum(purchases)::BIGINT, sum(value)::DECIMAL(18, 4), sum(answers)::BIGINT,
       coalesce(min(CASE WHEN encounters > 0 THEN first_ms END), 0), coalesce(max(CASE WHEN encounters > 0 THEN last_ms END), 0)
FROM tally WHERE NOT shown
GROUP BY customer, period;

-- tally_unit_drop() → none: forgets where keys were that are counted anew
DELETE FROM tally_unit WHERE key IN (SELECT key FROM tally_touched);
-- tally_unit_add(after, up_to, from_key, to_key) → none: where the others were, by new batches
INSERT INTO tally_unit
SELECT n.key, coalesce(a.customer, n.key), n.unit
FROM (SELECT DISTINCT f.key, f.unit FROM fact f
      WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.subject = 1 AND f.unit > 0
        AND f.key > $3::BIGINT AND f.key <= $4::BIGINT
        AND NOT EXISTS (SELECT 1 FROM key k WHERE k.id = f.key AND k.erased)
        AND f.key NOT IN (SELECT t.key FROM tally_touched t)) n
LEFT JOIN alias a ON a.key = n.key
WHERE NOT EXISTS (SELECT 1 FROM tally_unit u WHERE u.key = n.key AND u.unit = n.unit)
ORDER BY n.unit, n.key;
-- tally_unit_again(up_to) → none: where those were that are counted anew
INSERT INTO tally_unit
SELECT n.key, coalesce(a.customer, n.key), n.unit
FROM (SELECT f.key, f.unit FROM fact f JOIN key k ON k.id = f.key
      WHERE f.batch <= $1::BIGINT AND f.subject = 1 AND f.key > 0 AND f.unit > 0 AND NOT k.erased
        AND f.key IN (SELECT t.key FROM tally_touched t)
      GROUP BY f.key, f.unit HAVING sum(f.change) > 0) n
LEFT JOIN alias a ON a.key = n.key
ORDER BY n.unit, n.key;

-- tally_metric_drop() → none: forgets what was measured of keys that are counted anew
DELETE FROM tally_metric WHERE key IN (SELECT key FROM tally_touched);
-- tally_metric_add(after, up_to, from_key, to_key) → none: what new batches measured of the others
INSERT INTO tally_metric_next
SELECT f.key, f.metric, sum(f.change)::BIGINT, sum(f.change * f.value)::DECIMAL(18, 4)
FROM fact f
WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.subject = 1 AND f.key > $3::BIGINT AND f.key <= $4::BIGINT
  AND NOT EXISTS (SELECT 1 FROM key k WHERE k.id = f.key AND k.erased)
  AND f.key NOT IN (SELECT t.key FROM tally_touched t)
GROUP BY f.key, f.metric;
-- tally_metric_again(up_to) → none: all that was measured of those that are counted anew
INSERT INTO tally_metric_next
SELECT f.key, f.metric, sum(f.change)::BIGINT, sum(f.change * f.value)::DECIMAL(18, 4)
FROM fact f JOIN key k ON k.id = f.key
WHERE f.batch <= $1::BIGINT AND f.subject = 1 AND f.key > 0 AND NOT k.erased AND f.key IN (SELECT t.key FROM tally_touched t)
GROUP BY f.key, f.metric HAVING sum(f.change) > 0;
-- tally_metric_pull() → none: takes out what stands of the keys that there is something new of
INSERT INTO tally_metric_next
SELECT t.key, t.metric, t.n, t.total FROM tally_metric t WHERE t.key IN (SELECT n.key FROM tally_metric_next n);
-- tally_metric_drop_pulled() → none: forgets what was taken out
DELETE FROM tally_metric WHERE key IN (SELECT n.key FROM tally_metric_next n);
-- tally_metric_put() → none: puts the sums in
INSERT INTO tally_metric
SELECT key, metric, sum(n)::BIGINT, sum(total)::DECIMAL(18, 4) FROM tally_metric_next GROUP BY key, metric ORDER BY key, metric;
-- tally_metric_next_clear() → none: nothing is set aside any longer
DELETE FROM tally_metric_next;

-- tally_attribute_drop() → none: forgets what is said of keys that are asked anew
DELETE FROM tally_attribute WHERE key IN (SELECT key FROM tally_touched);
-- tally_attribute_put() → none: what is said of them now
INSERT INTO tally_attribute
SELECT a.key, coalesce(m.customer, a.key), a.name, a.value, lower(a.value)
FROM (SELECT key, name, value, row_number() OVER (PARTITION BY key, name ORDER BY at_ms DESC, batch DESC, value) AS place
      FROM attribute
      WHERE key IN (SELECT t.key FROM tally_touched t)
        AND (batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
             OR (batch <= (SELECT p.batch FROM tally_part p) AND key <= (SELECT p.key FROM tally_part p)))) a
JOIN key k ON k.id = a.key
LEFT JOIN alias m ON m.key = a.key
WHERE a.place = 1 AND k.subject = 1 AND NOT k.erased
ORDER BY a.name, a.key;

-- tally_move(keys) → none: whose these keys are now
UPDATE tally SET customer = coalesce((SELECT a.customer FROM alias a WHERE a.key = tally.key), tally.key),
                 shown = NOT EXISTS (SELECT 1 FROM alias a WHERE a.key = tally.key)
                     AND NOT EXISTS (SELECT 1 FROM alias b WHERE b.customer = tally.key)
WHERE key <> 0 AND key IN (SELECT unnest($1::BIGINT[]));
-- tally_unit_move(keys) → none: and where they were
UPDATE tally_unit SET customer = coalesce((SELECT a.customer FROM alias a WHERE a.key = tally_unit.key), tally_unit.key)
WHERE key IN (SELECT unnest($1::BIGINT[]));
-- tally_attribute_move(keys) → none: and what is said of them
UPDATE tally_attribute SET customer = coalesce((SELECT a.customer FROM alias a WHERE a.key = tally_attribute.key), tally_attribute.key)
WHERE key IN (SELECT unnest($1::BIGINT[]));

-- tally_erase(keys) → none: nothing of these keys, nor of the customer they were
DELETE FROM tally WHERE customer IN (SELECT unnest($1::BIGINT[]));
-- tally_unit_erase(keys) → none: where they were
DELETE FROM tally_unit WHERE key IN (SELECT unnest($1::BIGINT[]));
-- tally_metric_erase(keys) → none: what was measured of them
DELETE FROM tally_metric WHERE key IN (SELECT unnest($1::BIGINT[]));
-- tally_attribute_erase(keys) → none: what is said of them
DELETE FROM tally_attribute WHERE key IN (SELECT unnest($1::BIGINT[]));

-- check_tally@duck(parts, part) → str: of one part of the keys, those and years that are not tallied as the facts say
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN key k ON k.id = f.key JOIN of_metric m ON m.id = f.metric
    WHERE f.subject = 1 AND f.key > 0 AND f.key % $1::BIGINT = $2::BIGINT AND NOT k.erased
      AND (f.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
           OR (f.batch <= (SELECT p.batch FROM tally_part p) AND f.key <= (SELECT p.key FROM tally_part p)))
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hash(f.external)
    HAVING sum(f.change) > 0
), years AS (
    SELECT key, period, count(*)::BIGINT AS encounters, sum(purchases)::BIGINT AS purchases, sum(value)::DECIMAL(18, 4) AS value,
           sum(answers)::BIGINT AS answers, min(happened_ms) AS first_ms, max(happened_ms) AS last_ms
    FROM met GROUP BY key, period
), counted AS (
    SELECT * FROM years
    UNION ALL
    SELECT k.id, 0, coalesce(sum(y.encounters), 0)::BIGINT, coalesce(sum(y.purchases), 0)::BIGINT,
           coalesce(sum(y.value), 0)::DECIMAL(18, 4), coalesce(sum(y.answers), 0)::BIGINT, coalesce(min(y.first_ms), 0),
           coalesce(max(y.last_ms), 0)
    FROM key k LEFT JOIN years y ON y.key = k.id
    WHERE k.subject = 1 AND abs(k.id) % $1::BIGINT = $2::BIGINT AND NOT k.erased
      AND (k.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
           OR (k.batch <= (SELECT p.batch FROM tally_part p) AND k.id <= (SELECT p.key FROM tally_part p)))
    GROUP BY k.id
)
SELECT 'key ' || CAST(coalesce(c.key, t.key) AS VARCHAR) || ', period ' || CAST(coalesce(c.period, t.period) AS VARCHAR) ||
       ': facts ' || CAST(coalesce(c.encounters, -1) AS VARCHAR) || ', tally ' || CAST(coalesce(t.encounters, -1) AS VARCHAR) AS place
FROM counted c
FULL JOIN (SELECT * FROM tally WHERE key <> 0 AND abs(key) % $1::BIGINT = $2::BIGINT) t ON t.key = c.key AND t.period = c.period
WHERE coalesce(c.encounters, -1) <> coalesce(t.encounters, -1) OR coalesce(c.purchases, -1) <> coalesce(t.purchases, -1)
   OR coalesce(c.value, 0) <> coalesce(t.value, 0) OR coalesce(c.answers, -1) <> coalesce(t.answers, -1)
   OR coalesce(c.first_ms, 0) <> coalesce(t.first_ms, 0) OR coalesce(c.last_ms, 0) <> coalesce(t.last_ms, 0)
ORDER BY 1 LIMIT 200;
-- check_tally@pg(parts, part) → str: of one part of the keys, those and years that are not tallied as the facts say
WITH of_metric AS (
    SELECT m.id, m.asked, m.name = 'purchase' AS bought FROM metric m
    WHERE m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), met AS (
    SELECT f.key, extract(YEAR FROM f.day)::INTEGER AS period, f.happened_ms,
           sum(CASE WHEN m.bought THEN f.change ELSE 0 END)::BIGINT AS purchases,
           sum(CASE WHEN m.bought THEN f.change * f.value ELSE 0 END)::DECIMAL(18, 4) AS value,
           sum(CASE WHEN m.asked THEN f.change ELSE 0 END)::BIGINT AS answers
    FROM fact f JOIN key k ON k.id = f.key JOIN of_metric m ON m.id = f.metric
    WHERE f.subject = 1 AND f.key > 0 AND f.key % $1::BIGINT = $2::BIGINT AND NOT k.erased
      AND (f.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
           OR (f.batch <= (SELECT p.batch FROM tally_part p) AND f.key <= (SELECT p.key FROM tally_part p)))
    GROUP BY f.key, extract(YEAR FROM f.day)::INTEGER, f.happened_ms, f.source, hashtextextended(f.external, 0)
    HAVING sum(f.change) > 0
), years AS (
    SELECT key, period, count(*)::BIGINT AS encounters, sum(purchases)::BIGINT AS purchases, sum(value)::DECIMAL(18, 4) AS value,
           sum(answers)::BIGINT AS answers, min(happened_ms) AS first_ms, max(happened_ms) AS last_ms
    FROM met GROUP BY key, period
), counted AS (
    SELECT * FROM years
    UNION ALL
    SELECT k.id, 0, coalesce(sum(y.encounters), 0)::BIGINT, coalesce(sum(y.purchases), 0)::BIGINT,
           coalesce(sum(y.value), 0)::DECIMAL(18, 4), coalesce(sum(y.answers), 0)::BIGINT, coalesce(min(y.first_ms), 0),
           coalesce(max(y.last_ms), 0)
    FROM key k LEFT JOIN years y ON y.key = k.id
    WHERE k.subject = 1 AND abs(k.id) % $1::BIGINT = $2::BIGINT AND NOT k.erased
      AND (k.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
           OR (k.batch <= (SELECT p.batch FROM tally_part p) AND k.id <= (SELECT p.key FROM tally_part p)))
    GROUP BY k.id
)
SELECT 'key ' || CAST(coalesce(c.key, t.key) AS VARCHAR) || ', period ' || CAST(coalesce(c.period, t.period) AS VARCHAR) ||
       ': facts ' || CAST(coalesce(c.encounters, -1) AS VARCHAR) || ', tally ' || CAST(coalesce(t.encounters, -1) AS VARCHAR) AS place
FROM counted c
FULL JOIN (SELECT * FROM tally WHERE key <> 0 AND abs(key) % $1::BIGINT = $2::BIGINT) t ON t.key = c.key AND t.period = c.period
WHERE coalesce(c.encounters, -1) <> coalesce(t.encounters, -1) OR coalesce(c.purchases, -1) <> coalesce(t.purchases, -1)
   OR coalesce(c.value, 0) <> coalesce(t.value, 0) OR coalesce(c.answers, -1) <> coalesce(t.answers, -1)
   OR coalesce(c.first_ms, 0) <> coalesce(t.first_ms, 0) OR coalesce(c.last_ms, 0) <> coalesce(t.last_ms, 0)
ORDER BY 1 LIMIT 200;
-- check_tally_shown() → str: customers whose shown row is not the sum of their keys'
SELECT 'customer ' || CAST(coalesce(p.customer, s.customer) AS VARCHAR) || ', period ' ||
       CAST(coalesce(p.period, s.period) AS VARCHAR) AS place
FROM (SELECT coalesce(a.customer, t.key) AS customer, t.period, sum(t.encounters)::BIGINT AS encounters,
             sum(t.value)::DECIMAL(18, 4) AS value, max(t.last_ms) AS last_ms
      FROM tally t LEFT JOIN alias a ON a.key = t.key
      WHERE t.key <> 0
      GROUP BY coalesce(a.customer, t.key), t.period) p
FULL JOIN (SELECT customer, period, sum(encounters)::BIGINT AS encounters, sum(value)::DECIMAL(18, 4) AS value,
                  max(last_ms) AS last_ms, count(*) AS shown_rows
           FROM tally WHERE shown GROUP BY customer, period) s ON s.customer = p.customer AND s.period = p.period
WHERE coalesce(s.shown_rows, 0) <> 1 OR coalesce(p.encounters, -1) <> coalesce(s.encounters, -1)
   OR coalesce(p.value, 0) <> coalesce(s.value, 0) OR coalesce(p.last_ms, 0) <> coalesce(s.last_ms, 0)
ORDER BY 1 LIMIT 200;
-- check_tally_unit(parts, part) → str: of one part of the keys, those and units that are not tallied as the facts say
SELECT 'key ' || CAST(coalesce(f.key, u.key) AS VARCHAR) || ', unit ' || CAST(coalesce(f.unit, u.unit) AS VARCHAR) AS place
FROM (SELECT q.key, q.unit FROM fact q JOIN key k ON k.id = q.key
      WHERE q.subject = 1 AND q.key > 0 AND q.key % $1::BIGINT = $2::BIGINT AND q.unit > 0 AND NOT k.erased
        AND (q.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
             OR (q.batch <= (SELECT p.batch FROM tally_part p) AND q.key <= (SELECT p.key FROM tally_part p)))
      GROUP BY q.key, q.unit HAVING sum(q.change) > 0) f
FULL JOIN (SELECT t.key, t.unit, count(*) AS times,
                  sum(CASE WHEN t.customer = coalesce(a.customer, t.key) THEN 0 ELSE 1 END) AS wrong
           FROM tally_unit t LEFT JOIN alias a ON a.key = t.key
           WHERE abs(t.key) % $1::BIGINT = $2::BIGINT GROUP BY t.key, t.unit) u ON u.key = f.key AND u.unit = f.unit
WHERE f.key IS NULL OR u.key IS NULL OR u.times <> 1 OR u.wrong > 0
ORDER BY 1 LIMIT 200;
-- check_tally_metric(parts, part) → str: of one part of the keys, those and metrics that are not tallied as the facts say
SELECT 'key ' || CAST(coalesce(f.key, t.key) AS VARCHAR) || ', metric ' || CAST(coalesce(f.metric, t.metric) AS VARCHAR) AS place
FROM (SELECT q.key, q.metric, sum(q.change)::BIGINT AS n, sum(q.change * q.value)::DECIMAL(18, 4) AS total
      FROM fact q JOIN key k ON k.id = q.key
      WHERE q.subject = 1 AND q.key > 0 AND q.key % $1::BIGINT = $2::BIGINT AND NOT k.erased
        AND (q.batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
             OR (q.batch <= (SELECT p.batch FROM tally_part p) AND q.key <= (SELECT p.key FROM tally_part p)))
      GROUP BY q.key, q.metric HAVING sum(q.change) > 0) f
FULL JOIN (SELECT * FROM tally_metric WHERE abs(key) % $1::BIGINT = $2::BIGINT) t ON t.key = f.key AND t.metric = f.metric
WHERE coalesce(f.n, 0) <> coalesce(t.n, 0) OR coalesce(f.total, 0) <> coalesce(t.total, 0)
ORDER BY 1 LIMIT 200;
-- check_tally_attribute() → str: keys of which an attribute now says something else than is tallied
SELECT 'key ' || CAST(coalesce(n.key, t.key) AS VARCHAR) || ', attribute ' || CAST(coalesce(n.name, t.name) AS VARCHAR) AS place
FROM (SELECT a.key, a.name, a.value, coalesce(m.customer, a.key) AS customer
      FROM (SELECT key, name, value, row_number() OVER (PARTITION BY key, name ORDER BY at_ms DESC, batch DESC, value) AS place
            FROM attribute WHERE (batch <= (SELECT coalesce(max(d.batch), 0) FROM tally_fold d)
                                  OR (batch <= (SELECT p.batch FROM tally_part p) AND key <= (SELECT p.key FROM tally_part p)))) a
      JOIN key k ON k.id = a.key
      LEFT JOIN alias m ON m.key = a.key
      WHERE a.place = 1 AND k.subject = 1 AND NOT k.erased) n
FULL JOIN tally_attribute t ON t.key = n.key AND t.name = n.name
WHERE n.key IS NULL OR t.key IS NULL OR n.value <> t.value OR n.customer <> t.customer OR t.folded <> lower(t.value)
ORDER BY 1 LIMIT 200;
