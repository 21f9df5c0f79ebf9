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
