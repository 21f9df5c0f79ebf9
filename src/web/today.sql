-- today_batches() → i64: whether anything has come in
SELECT count(*)::BIGINT FROM (SELECT id FROM batch LIMIT 1) one;
-- today_accounts() → i64: accounts that have not ended
SELECT count(*)::BIGINT FROM account WHERE ended_ms = 0;
