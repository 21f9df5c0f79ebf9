-- intake_key_in_use(name, now_ms) → i64: keys of that name that are good
SELECT count(*)::BIGINT FROM api_token
WHERE name = $1::VARCHAR AND scopes % 2 = 1 AND revoked_ms = 0 AND ends_ms > $2::BIGINT;
-- intake_key_list() → rows: every key, the newest first
SELECT id, name, made_ms, revoked_ms FROM api_token WHERE scopes % 2 = 1 ORDER BY id DESC;
-- intake_key_hashes(now_ms) → rows: names and hashes of the keys in use, whose accounts may come in
SELECT t.name, t.hash FROM api_token t LEFT JOIN account a ON a.id = t.account
WHERE t.scopes % 2 = 1 AND t.revoked_ms = 0 AND t.ends_ms > $1::BIGINT AND (t.account = 0 OR a.ended_ms = 0);
