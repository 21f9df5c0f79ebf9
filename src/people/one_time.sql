-- one_time_insert(hash, purpose, account, made_ms, ends_ms) → none: a new link
INSERT INTO one_time (hash, purpose, account, made_ms, ends_ms, used_ms)
VALUES ($1::VARCHAR, $2::VARCHAR, $3::BIGINT, $4::BIGINT, $5::BIGINT, 0);
-- one_time_by_hash(hash, now_ms) → rows: the link, while it is good
SELECT purpose, account, ends_ms FROM one_time
WHERE hash = $1::VARCHAR AND used_ms = 0 AND ends_ms > $2::BIGINT;
-- one_time_used(hash, used_ms) → none: it was used
UPDATE one_time SET used_ms = $2::BIGINT WHERE hash = $1::VARCHAR;
-- one_time_end_account(account, now_ms) → none: what the account has open is over
UPDATE one_time SET ends_ms = $2::BIGINT WHERE account = $1::BIGINT AND used_ms = 0 AND ends_ms > $2::BIGINT;
-- one_time_delete_old(ended_before_ms) → none: over for long
DELETE FROM one_time WHERE ends_ms < $1::BIGINT;
