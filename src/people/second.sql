-- second_set(account, totp, totp_step) → none: one-time codes of that secret, after that step
UPDATE account SET totp = $2::VARCHAR, totp_step = $3::BIGINT WHERE id = $1::BIGINT;
-- second_clear(account) → none: no recovery codes any longer
DELETE FROM recovery_code WHERE account = $1::BIGINT;
-- second_add(account, hash) → none: one more recovery code
INSERT INTO recovery_code (account, hash, used_ms) VALUES ($1::BIGINT, $2::VARCHAR, 0);
-- second_recovery(account, hash) → i64: 1 when it is a recovery code that was not used
SELECT count(*)::BIGINT FROM recovery_code WHERE account = $1::BIGINT AND hash = $2::VARCHAR AND used_ms = 0;
-- second_recovered(account, hash, used_ms) → none: it was used
UPDATE recovery_code SET used_ms = $3::BIGINT WHERE account = $1::BIGINT AND hash = $2::VARCHAR;
-- second_left(account) → i64: recovery codes that were not used
SELECT count(*)::BIGINT FROM recovery_code WHERE account = $1::BIGINT AND used_ms = 0;
