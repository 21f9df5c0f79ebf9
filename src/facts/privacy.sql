-- privacy_find(value) → i64 str i64: keys of that value that are not erased: id, namespace, subject
SELECT k.id, n.name AS space, k.subject::BIGINT AS subject
FROM key k JOIN namespace n ON n.id = k.namespace
WHERE k.value = $1::VARCHAR AND NOT k.erased
ORDER BY n.name, k.subject;
-- privacy_customer(key) → i64: the customer that a key was merged into; no row when it is its own
SELECT customer FROM alias WHERE key = $1::BIGINT;
-- privacy_keys(customer) → i64: all keys of a customer
SELECT id FROM key WHERE id = $1::BIGINT
UNION SELECT key FROM alias WHERE customer = $1::BIGINT
ORDER BY 1;
-- privacy_subject(key) → i64: whose key it is, where it is not erased
SELECT subject::BIGINT FROM key WHERE id = $1::BIGINT AND NOT erased;

-- privacy_key_rows(keys) → rows: what is known of the keys themselves
SELECT n.name AS "namespace", k.value, k.subject::BIGINT AS subject, k.erased, k.batch
FROM key k JOIN namespace n ON n.id = k.namespace
WHERE k.id IN (SELECT unnest($1::BIGINT[]))
ORDER BY n.name, k.value;
-- privacy_attribute_rows(keys) → rows: everything that was ever said of them, oldest first
SELECT n.name AS attribute, a.value, a.at_ms, a.batch
FROM attribute a JOIN attribute_name n ON n.id = a.name
WHERE a.key IN (SELECT unnest($1::BIGINT[]))
ORDER BY n.name, a.at_ms, a.batch, a.value;
-- privacy_fact_rows(keys) → rows: their facts with their names, and those that were taken back
SELECT s.name AS source, f.external AS id, f.happened_ms, m.name AS metric, f.value, f.change::BIGINT AS change,
       coalesce(t.name, '') AS touchpoint, coalesce(h.name, '') AS channel, coalesce(u.name, '') AS unit,
       coalesce(g.name, '') AS segment, f.batch
FROM fact f
JOIN source s ON s.id = f.source
JOIN metric m ON m.id = f.metric AND m.version = 1
LEFT JOIN touchpoint t ON t.id = f.touchpoint
LEFT JOIN channel h ON h.id = f.channel
LEFT JOIN unit u ON u.id = f.unit
LEFT JOIN segment g ON g.id = f.segment
WHERE f.key IN (SELECT unnest($1::BIGINT[]))
ORDER BY f.happened_ms, s.name, f.external, m.name, f.batch, f.change;
-- privacy_remark_rows(keys) → rows: their words
SELECT s.name AS source, r.external AS id, r.happened_ms, r.text, r.batch
FROM remark r JOIN source s ON s.id = r.source
WHERE r.key IN (SELECT unnest($1::BIGINT[]))
ORDER BY r.happened_ms, s.name, r.external, r.batch;
-- privacy_merge_rows(keys) → rows: when their keys were merged and parted
SELECT id, key, customer_before, customer_after, at_ms, who, why
FROM merge WHERE key IN (SELECT unnest($1::BIGINT[])) ORDER BY id, at_ms, key;
-- privacy_batch_rows(keys) → rows: what all of this came in with
SELECT b.id, b.kind, b.who, b.file, b.began_ms
FROM batch b
WHERE b.id IN (SELECT batch FROM fact WHERE key IN (SELECT unnest($1::BIGINT[]))
               UNION SELECT batch FROM attribute WHERE key IN (SELECT unnest($1::BIGINT[]))
               UNION SELECT batch FROM key WHERE id IN (SELECT unnest($1::BIGINT[])))
ORDER BY b.id;

-- privacy_fact_count(keys) → i64: facts of theirs that count
SELECT coalesce(sum(change), 0)::BIGINT FROM fact WHERE key IN (SELECT unnest($1::BIGINT[]));
-- privacy_remark_count(keys) → i64: words of theirs
SELECT count(*)::BIGINT FROM remark WHERE key IN (SELECT unnest($1::BIGINT[]));
-- privacy_newest(keys) → i64 i64 str str i64: what is said of them now: key, number and name of the attribute, value, when
SELECT a.key, a.name::BIGINT AS number, n.name AS attribute, a.value, a.at_ms
FROM (SELECT key, name, value, at_ms,
             row_number() OVER (PARTITION BY key, name ORDER BY at_ms DESC, batch DESC, value) AS place
      FROM attribute WHERE key IN (SELECT unnest($1::BIGINT[]))) a
JOIN attribute_name n ON n.id = a.name
WHERE a.place = 1
ORDER BY n.name, a.key;
-- privacy_sharers(name, value) → i64: keys of which an attribute now says this
SELECT count(*)::BIGINT
FROM (SELECT value, row_number() OVER (PARTITION BY key ORDER BY at_ms DESC, batch DESC, value) AS place
      FROM attribute WHERE name = $1::INTEGER) ranked
WHERE place = 1 AND value = $2::VARCHAR;

-- privacy_theme_erase(keys) → none: what their words spoke of (src/voice)
DELETE FROM remark_theme WHERE remark IN (
    SELECT t.id FROM remark_tone t
    JOIN remark r ON r.batch = t.batch AND r.source = t.source AND r.external = t.external AND r.happened_ms = t.happened_ms
    WHERE r.key IN (SELECT unnest($1::BIGINT[])));
-- privacy_tone_erase(keys) → none: what their words told
DELETE FROM remark_tone WHERE EXISTS (
    SELECT 1 FROM remark r WHERE r.batch = remark_tone.batch AND r.source = remark_tone.source
    AND r.external = remark_tone.external AND r.happened_ms = remark_tone.happened_ms
    AND r.key IN (SELECT unnest($1::BIGINT[])));
-- privacy_remark_erase(keys) → none: their words
DELETE FROM remark WHERE key IN (SELECT unnest($1::BIGINT[]));
-- privacy_attribute_erase(keys) → none: what was said of them
DELETE FROM attribute WHERE key IN (SELECT unnest($1::BIGINT[]));
-- privacy_key_erase(keys) → none: who they are; the number stays, so that nobody comes back under it
UPDATE key SET value = '', erased = true WHERE id IN (SELECT unnest($1::BIGINT[]));
-- privacy_merge_erase(keys) → none: why somebody merged them
UPDATE merge SET why = '' WHERE key IN (SELECT unnest($1::BIGINT[]));

-- privacy_attribute_id(name) → i64: an attribute by its name
SELECT id::BIGINT FROM attribute_name WHERE name = $1::VARCHAR;
-- privacy_segment_id(name) → i64: a segment by its name
SELECT id::BIGINT FROM segment WHERE name = $1::VARCHAR;
-- privacy_attribute_last(key, name) → i64: when an attribute was last said
SELECT max(at_ms) FROM attribute WHERE key = $1::BIGINT AND name = $2::INTEGER;

-- privacy_merge_next() → i64: the number of the next merge
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM merge;
-- privacy_merge_open(key) → i64: the newest merge of a key that was not undone: an undoing bears the number of its merge
SELECT max(id) FROM (SELECT id FROM merge WHERE key = $1::BIGINT GROUP BY id HAVING count(*) = 1) done;
-- privacy_merge_moves(id) → i64 i64 i64: what a merge moved: key, from, to
SELECT key, customer_before, customer_after FROM merge WHERE id = $1::BIGINT ORDER BY key;
-- privacy_merge_note(id, key, before, after, at_ms, who, why) → none: one key moved
INSERT INTO merge (id, key, customer_before, customer_after, at_ms, who, why)
VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT, $4::BIGINT, $5::BIGINT, $6::VARCHAR, $7::VARCHAR);
-- privacy_alias_drop(key) → none: the key is its own customer
DELETE FROM alias WHERE key = $1::BIGINT;
-- privacy_alias_add(key, customer) → none: the key is another's
INSERT INTO alias (key, customer) VALUES ($1::BIGINT, $2::BIGINT);

-- privacy_source_id(name) → i64: a source by its name
SELECT id::BIGINT FROM source WHERE name = $1::VARCHAR;
-- privacy_rules(prefix) → str str: settings of retention, their newest values
SELECT name, value
FROM (SELECT name, value, row_number() OVER (PARTITION BY name ORDER BY set_ms DESC) AS place
      FROM setting WHERE starts_with(name, $1::VARCHAR)) newest
WHERE place = 1 AND value <> ''
ORDER BY name;
-- privacy_old_count(before_ms, source, subject) → i64: words that a rule of retention means; 0: any source, any subject
SELECT count(*)::BIGINT FROM remark r
WHERE r.happened_ms < $1::BIGINT AND ($2::INTEGER = 0 OR r.source = $2::INTEGER)
  AND ($3::SMALLINT = 0 OR EXISTS (SELECT 1 FROM fact f WHERE f.batch = r.batch AND f.source = r.source
                                   AND f.external = r.external AND f.happened_ms = r.happened_ms AND f.subject = $3::SMALLINT));
-- privacy_old_erase(before_ms, source, subject) → none: erases them
DELETE FROM remark
WHERE happened_ms < $1::BIGINT AND ($2::INTEGER = 0 OR source = $2::INTEGER)
  AND ($3::SMALLINT = 0 OR EXISTS (SELECT 1 FROM fact f WHERE f.batch = remark.batch AND f.source = remark.source
                                   AND f.external = remark.external AND f.happened_ms = remark.happened_ms
                                   AND f.subject = $3::SMALLINT));
