-- today_mentions(person, since_ms) → rows: comments that name somebody who has not spoken there since
SELECT c.id, c.kind, c.record, c.figure, c.text, c.made_ms, c.made_by
FROM rec_mention m JOIN rec_comment c ON c.id = m.comment
WHERE m.person = $1::BIGINT AND c.removed_ms = 0 AND c.made_ms >= $2::BIGINT AND c.made_by <> $1::BIGINT
  AND NOT EXISTS (SELECT 1 FROM rec_comment a
                  WHERE a.kind = c.kind AND a.record = c.record AND a.figure = c.figure
                    AND a.made_by = $1::BIGINT AND a.id > c.id)
ORDER BY c.id DESC LIMIT 20;
-- today_batches() → i64: whether anything has come in
SELECT count(*)::BIGINT FROM (SELECT id FROM batch LIMIT 1) one;
-- today_accounts() → i64: accounts that have not ended
SELECT count(*)::BIGINT FROM account WHERE ended_ms = 0;
