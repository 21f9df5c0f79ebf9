-- session_insert(hash, account, made_ms, seen_ms, ends_ms, strong, address) → none: signed in
INSERT INTO session (hash, account, made_ms, seen_ms, ends_ms, strong, address)
VALUES ($1::VARCHAR, $2::BIGINT, $3::BIGINT, $4::BIGINT, $5::BIGINT, $6::BIGINT <> 0, $7::VARCHAR);
-- session_by_hash(hash) → rows: the session, while its account may come in
SELECT s.hash, s.account, s.made_ms, s.seen_ms, s.ends_ms, s.strong, s.address
FROM session s JOIN account a ON a.id = s.account
WHERE s.hash = $1::VARCHAR AND a.ended_ms = 0;
-- session_of_account(account, now_ms, seen_after_ms) → rows: those that are not over
SELECT hash, account, made_ms, seen_ms, ends_ms, strong, address FROM session
WHERE account = $1::BIGINT AND ends_ms > $2::BIGINT AND seen_ms > $3::BIGINT ORDER BY made_ms DESC, hash;
-- session_seen(hash, seen_ms) → none: it was used
UPDATE session SET seen_ms = $2::BIGINT WHERE hash = $1::VARCHAR AND seen_ms < $2::BIGINT;
-- session_delete(hash) → none: signed out
DELETE FROM session WHERE hash = $1::VARCHAR;
-- session_is_of(hash, account) → i64: 1 when it is a session of the account
SELECT count(*)::BIGINT FROM session WHERE hash = $1::VARCHAR AND account = $2::BIGINT;
-- session_delete_all(account) → none: signed out everywhere
DELETE FROM session WHERE account = $1::BIGINT;
-- session_delete_old(now_ms, seen_after_ms) → none: those that are over
DELETE FROM session WHERE ends_ms <= $1::BIGINT OR seen_ms <= $2::BIGINT;
