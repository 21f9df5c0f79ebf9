-- intake_key_in_use(name) → i64: 1 when a key of that name is in use
SELECT count(*)::BIGINT FROM intake_key WHERE name = $1::VARCHAR AND revoked_ms = 0;
-- intake_key_next() → i64: the next key's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM intake_key;
-- intake_key_add(id, name, hash, made_ms) → none: a new key
INSERT INTO intake_key (id, name, hash, made_ms, revoked_ms) VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::BIGINT, 0);
-- intake_key_list() → rows: every key, the newest first
SELECT id, name, made_ms, revoked_ms FROM intake_key ORDER BY id DESC;
-- intake_key_end(name, revoked_ms) → none: the key is not in use any longer
UPDATE intake_key SET revoked_ms = $2::BIGINT WHERE name = $1::VARCHAR AND revoked_ms = 0;
-- intake_key_hashes() → rows: names and hashes of the keys in use
SELECT name, hash FROM intake_key WHERE revoked_ms = 0;
