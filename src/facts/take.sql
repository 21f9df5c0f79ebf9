-- key_count() → i64: how many keys there are
SELECT count(*)::BIGINT FROM key;
-- key_all() → i64 i64 i64 str i64: all keys: id, subject, namespace, value, erased
SELECT id, subject::BIGINT, namespace::BIGINT, value, erased FROM key;
-- key_known(ids) → i64 i64 i64 str i64: those of the keys that are known: id, subject, namespace, value, erased
SELECT id, subject::BIGINT, namespace::BIGINT, value, erased FROM key WHERE id IN (SELECT unnest($1::BIGINT[]));

-- attribute_newest(name) → i64 str: the newest value of one attribute for every key that has it
SELECT key, value
FROM (SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY at_ms DESC, batch DESC, value) AS place
      FROM attribute WHERE name = $1::INTEGER) ranked
WHERE place = 1;
-- attribute_known(keys) → i64 i64 str i64: what is known of the keys: key, name, newest value, when
SELECT key, name::BIGINT, value, at_ms
FROM (SELECT key, name, value, at_ms,
             row_number() OVER (PARTITION BY key, name ORDER BY at_ms DESC, batch DESC, value) AS place
      FROM attribute WHERE key IN (SELECT unnest($1::BIGINT[]))) ranked
WHERE place = 1;

-- fact_count_between(from_ms, to_ms) → i64: facts that happened in a span of time
SELECT count(*)::BIGINT FROM fact WHERE happened_ms BETWEEN $1::BIGINT AND $2::BIGINT;
-- fact_between(from_ms, to_ms) → rows: facts of a span of time, as take compares them
SELECT source, external, happened_ms, day, metric, key, subject, touchpoint, channel, unit, segment, value, change
FROM fact
WHERE happened_ms BETWEEN $1::BIGINT AND $2::BIGINT;
-- fact_at(times) → rows: facts of single moments
SELECT source, external, happened_ms, day, metric, key, subject, touchpoint, channel, unit, segment, value, change
FROM fact
WHERE happened_ms IN (SELECT unnest($1::BIGINT[]));

-- remark_at(times, externals) → i64 str i64 str: the words of encounters, oldest first: source, external, happened_ms, text
SELECT source::BIGINT, external, happened_ms, text FROM remark
WHERE happened_ms IN (SELECT unnest($1::BIGINT[])) AND external IN (SELECT unnest($2::VARCHAR[]))
ORDER BY batch;

-- batch_add(id, kind, who, file, checksum, mapping, began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, facts_taken) → none: the log row of a batch
INSERT INTO batch (id, kind, who, file, checksum, mapping, began_ms, ended_ms, rows_taken, rows_repeated, rows_refused,
                   facts_taken)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::VARCHAR, $7::BIGINT, $8::BIGINT, $9::BIGINT,
        $10::BIGINT, $11::BIGINT, $12::BIGINT);

-- batch_list(most, skip) → rows: the log of what came in, newest first
SELECT id, kind, who, file, checksum, mapping, began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, facts_taken
FROM batch ORDER BY id DESC LIMIT $1::BIGINT OFFSET $2::BIGINT;
