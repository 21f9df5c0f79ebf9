-- consent_next() → i64: the number of the next line
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM consent;
-- consent_add(id, key, purpose, channel, said, since_ms, source, note, who, noted_ms) → none: one more line
INSERT INTO consent (id, key, purpose, channel, said, since_ms, source, note, who, noted_ms)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::BIGINT, $7::VARCHAR, $8::VARCHAR, $9::VARCHAR,
        $10::BIGINT);
-- consent_rows(keys) → rows: what was said, newest first
SELECT id, key, purpose, channel, said, since_ms, source, note, who, noted_ms
FROM consent WHERE key IN (SELECT unnest($1::BIGINT[]))
ORDER BY since_ms DESC, id DESC;
-- consent_export(keys) → rows: the same for the person, oldest first
SELECT purpose, channel, said, since_ms, source, note, who, noted_ms
FROM consent WHERE key IN (SELECT unnest($1::BIGINT[]))
ORDER BY since_ms, id;
-- consent_key(key) → rows: whether a key is there, and erased
SELECT erased FROM key WHERE id = $1::BIGINT;
-- consent_erase_given(keys) → none: what was given ends with the person
DELETE FROM consent WHERE key IN (SELECT unnest($1::BIGINT[])) AND said IN ('given', 'objection_ended');
-- consent_erase_words(keys) → none: a bare no is left
UPDATE consent SET source = '', note = '', who = '' WHERE key IN (SELECT unnest($1::BIGINT[]));
-- consent_decided(purpose, channel) → i64 i64: customers of whom something counts for a purpose and channel, and whether it may be done: as consent_now_allows, for all at once
WITH said AS (
    SELECT coalesce(a.customer, n.key) AS customer, n.id, n.purpose, n.channel, n.said, n.since_ms
    FROM consent n LEFT JOIN alias a ON a.key = n.key
    WHERE n.purpose IN ($1::VARCHAR, 'all')
), objection AS (
    SELECT customer, said, row_number() OVER (PARTITION BY customer, purpose ORDER BY since_ms DESC, id DESC) AS place
    FROM said WHERE said IN ('objected', 'objection_ended')
), word AS (
    SELECT customer, said, row_number() OVER (PARTITION BY customer ORDER BY since_ms DESC, id DESC) AS place
    FROM said
    WHERE said IN ('given', 'refused', 'withdrawn') AND purpose = $1::VARCHAR AND channel IN ('any', $2::VARCHAR)
)
SELECT customer, min(may)::BIGINT AS may
FROM (SELECT customer, 0 AS may FROM objection WHERE place = 1 AND said = 'objected'
      UNION ALL
      SELECT customer, CASE WHEN said = 'given' THEN 1 ELSE 0 END FROM word WHERE place = 1) decided
GROUP BY customer ORDER BY customer;
