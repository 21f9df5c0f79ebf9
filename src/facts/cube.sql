-- cube_new_count() → i64: cells that wait to be folded
SELECT count(*)::BIGINT FROM cube_new;

-- cube_fold_pull() → none: takes the days of every month that has something new out of cube_day, into cube_new
INSERT INTO cube_new
SELECT d.* FROM cube_day d
WHERE date_trunc('month', d.day)::DATE IN (SELECT DISTINCT date_trunc('month', n.day)::DATE FROM cube_new n);

-- cube_fold_drop_days() → none: forgets what was taken out
DELETE FROM cube_day
WHERE date_trunc('month', day)::DATE IN (SELECT DISTINCT date_trunc('month', n.day)::DATE FROM cube_new n);

-- cube_fold_drop_months() → none: the same months of cube_month
DELETE FROM cube_month WHERE day IN (SELECT DISTINCT date_trunc('month', n.day)::DATE FROM cube_new n);

-- cube_fold_days() → none: puts the sums in, sorted by metric and day
INSERT INTO cube_day
SELECT metric, day, subject, touchpoint, channel, unit, segment, sum(n)::BIGINT, sum(total)::DECIMAL(18, 4),
       sum(squares)::DECIMAL(38, 8), sum(low)::BIGINT, sum(high)::BIGINT,
       bit_or(people)
FROM cube_new
GROUP BY metric, day, subject, touchpoint, channel, unit, segment
ORDER BY metric, day, touchpoint, channel, unit, segment, subject;

-- cube_fold_months() → none: the same by month
INSERT INTO cube_month
SELECT metric, date_trunc('month', day)::DATE AS month, subject, touchpoint, channel, unit, segment, sum(n)::BIGINT,
       sum(total)::DECIMAL(18, 4), sum(squares)::DECIMAL(38, 8), sum(low)::BIGINT, sum(high)::BIGINT,
       bit_or(people)
FROM cube_new
GROUP BY metric, date_trunc('month', day)::DATE, subject, touchpoint, channel, unit, segment
ORDER BY metric, month, touchpoint, channel, unit, segment, subject;

-- cube_fold_clear() → none: nothing waits any longer
DELETE FROM cube_new;

-- fold_batch() → i64: the newest batch whose facts are in presence
SELECT max(batch) FROM fold;
-- fold_ms() → i64: when presence was made
SELECT max(at_ms) FROM fold;
-- batch_newest() → i64: the newest batch
SELECT max(id) FROM batch;
-- fold_note(batch, at_ms) → none: how far it has come
INSERT INTO fold (batch, at_ms) VALUES ($1::BIGINT, $2::BIGINT);

-- presence_add(after, up_to) → none: where and when the customers of new batches were, from recorded facts
INSERT INTO presence
SELECT f.key, f.unit, f.segment, false, min(f.day), max(f.day)
FROM fact f
WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.subject = 1 AND f.change = 1 AND f.key > 0
  AND f.metric IN (SELECT m.id FROM metric m
                   WHERE NOT m.asked AND m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id))
GROUP BY f.key, f.unit, f.segment;

-- presence_corrected(after, up_to) → i64: 1 when new batches took facts back
SELECT count(*)::BIGINT
FROM (SELECT 1 FROM fact WHERE batch > $1::BIGINT AND batch <= $2::BIGINT AND change = -1 LIMIT 1) taken_back;
-- presence_forget(after, up_to) → none: drops what facts said of the customers of whom new batches took something back
DELETE FROM presence
WHERE NOT listed AND key IN (SELECT f.key FROM fact f
                             WHERE f.batch > $1::BIGINT AND f.batch <= $2::BIGINT AND f.change = -1 AND f.key > 0);
-- presence_again(after, up_to) → none: asks all their facts that still count
INSERT INTO presence
SELECT key, unit, segment, false, min(day), max(day)
FROM (SELECT f.key, f.unit, f.segment, f.day
      FROM fact f
      WHERE f.batch <= $2::BIGINT AND f.subject = 1
        AND f.key IN (SELECT b.key FROM fact b
                      WHERE b.batch > $1::BIGINT AND b.batch <= $2::BIGINT AND b.change = -1 AND b.key > 0)
        AND f.metric IN (SELECT m.id FROM metric m
                         WHERE NOT m.asked AND m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id))
      GROUP BY f.key, f.unit, f.segment, f.day, f.metric
      HAVING sum(f.change) > 0) there
GROUP BY key, unit, segment;

-- presence_merge() → none: one row for each key, unit and segment, set aside
INSERT INTO presence_next
SELECT key, unit, segment, listed, min(day_first), max(day_last) FROM presence GROUP BY key, unit, segment, listed;
-- presence_clear() → none: makes room
DELETE FROM presence;
-- presence_put() → none: the merged rows
INSERT INTO presence SELECT * FROM presence_next;
-- presence_next_clear() → none: nothing is set aside any longer
DELETE FROM presence_next;

-- presence_count() → i64: places where customers are known to have been
SELECT count(*)::BIGINT FROM presence;
-- alias_count() → i64: keys that were merged
SELECT count(*)::BIGINT FROM alias;
-- presence_as_is() → none: sets aside where customers were active, when no keys were merged
INSERT INTO presence_next SELECT * FROM presence WHERE NOT listed;
-- presence_customers() → none: sets aside where customers were active; keys that were merged count as their customer
INSERT INTO presence_next
SELECT coalesce(a.customer, p.key), p.unit, p.segment, false, min(p.day_first), max(p.day_last)
FROM presence p LEFT JOIN alias a ON a.key = p.key
WHERE NOT p.listed
GROUP BY coalesce(a.customer, p.key), p.unit, p.segment;
-- presence_listed() → none: and customers of lists, where no fact knows them
INSERT INTO presence_next
SELECT coalesce(a.customer, p.key), p.unit, p.segment, true, min(p.day_first), max(p.day_last)
FROM presence p LEFT JOIN alias a ON a.key = p.key
WHERE p.listed AND NOT EXISTS (SELECT 1 FROM presence_next n WHERE NOT n.listed AND n.key = coalesce(a.customer, p.key))
GROUP BY coalesce(a.customer, p.key), p.unit, p.segment;

-- scope_clear() → none: scope is made anew
DELETE FROM scope;
-- scope_cells() → none: customers arriving and departing by unit and segment
INSERT INTO scope
SELECT day, unit, segment, sum(arrived)::BIGINT, sum(departed)::BIGINT
FROM (SELECT day_first AS day, unit, segment, 1 AS arrived, 0 AS departed FROM presence_next
      UNION ALL SELECT day_last, unit, segment, 0, 1 FROM presence_next) edge
GROUP BY day, unit, segment;
-- scope_units() → none: the same by unit, segments aside
INSERT INTO scope
WITH stay AS MATERIALIZED (
    SELECT unit, min(day_first) AS day_first, max(day_last) AS day_last FROM presence_next GROUP BY key, unit
)
SELECT day, unit, -1, sum(arrived)::BIGINT, sum(departed)::BIGINT
FROM (SELECT day_first AS day, unit, 1 AS arrived, 0 AS departed FROM stay
      UNION ALL SELECT day_last, unit, 0, 1 FROM stay) edge
GROUP BY day, unit;
-- scope_segments() → none: the same by segment, units aside
INSERT INTO scope
WITH stay AS MATERIALIZED (
    SELECT segment, min(day_first) AS day_first, max(day_last) AS day_last FROM presence_next GROUP BY key, segment
)
SELECT day, -1, segment, sum(arrived)::BIGINT, sum(departed)::BIGINT
FROM (SELECT day_first AS day, segment, 1 AS arrived, 0 AS departed FROM stay
      UNION ALL SELECT day_last, segment, 0, 1 FROM stay) edge
GROUP BY day, segment;
-- scope_all() → none: the same for the company
INSERT INTO scope
WITH stay AS MATERIALIZED (
    SELECT min(day_first) AS day_first, max(day_last) AS day_last FROM presence_next GROUP BY key
)
SELECT day, -1, -1, sum(arrived)::BIGINT, sum(departed)::BIGINT
FROM (SELECT day_first AS day, 1 AS arrived, 0 AS departed FROM stay
      UNION ALL SELECT day_last, 0, 1 FROM stay) edge
GROUP BY day;
