-- throttle_of(subject) → rows: what is held against it
SELECT failures, last_ms, next_ms FROM throttle WHERE subject = $1::VARCHAR;
-- throttle_insert(subject, failures, last_ms, next_ms) → none: the first failure
INSERT INTO throttle (subject, failures, last_ms, next_ms) VALUES ($1::VARCHAR, $2::BIGINT, $3::BIGINT, $4::BIGINT);
-- throttle_set(subject, failures, last_ms, next_ms) → none: another count
UPDATE throttle SET failures = $2::BIGINT, last_ms = $3::BIGINT, next_ms = $4::BIGINT WHERE subject = $1::VARCHAR;
-- throttle_delete_old(last_before_ms) → none: long ago
DELETE FROM throttle WHERE last_ms < $1::BIGINT;
