-- api_token_next() → i64: the next token's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM api_token;
-- api_token_insert(id, name, hash, scopes, account, made_ms, ends_ms) → none: a new token
INSERT INTO api_token (id, name, hash, scopes, account, made_ms, ends_ms, revoked_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::BIGINT, $5::BIGINT, $6::BIGINT, $7::BIGINT, 0);
-- api_token_in_use(name, now_ms) → i64: tokens of that name that are good
SELECT count(*)::BIGINT FROM api_token WHERE name = $1::VARCHAR AND revoked_ms = 0 AND ends_ms > $2::BIGINT;
-- api_token_all() → rows: every token, the newest first
SELECT id, name, scopes, account, made_ms, ends_ms, revoked_ms FROM api_token ORDER BY id DESC;
-- api_token_by_hash(hash, now_ms) → rows: the token, while it is good and its account may come in
SELECT t.id, t.name, t.scopes, t.account, t.made_ms, t.ends_ms, t.revoked_ms
FROM api_token t LEFT JOIN account a ON a.id = t.account
WHERE t.hash = $1::VARCHAR AND t.revoked_ms = 0 AND t.ends_ms > $2::BIGINT
  AND (t.account = 0 OR a.ended_ms = 0);
-- api_token_end(name, revoked_ms) → none: revoked
UPDATE api_token SET revoked_ms = $2::BIGINT WHERE name = $1::VARCHAR AND revoked_ms = 0;
-- api_token_end_account(account, revoked_ms) → none: all that the account made are revoked
UPDATE api_token SET revoked_ms = $2::BIGINT WHERE account = $1::BIGINT AND revoked_ms = 0;
-- api_token_end_scopes(account, revoked_ms, scopes) → none: those that may any of these are revoked
UPDATE api_token SET revoked_ms = $2::BIGINT
WHERE account = $1::BIGINT AND revoked_ms = 0 AND (scopes & $3::BIGINT) <> 0;
