-- What waits for somebody; pieces of the question are put together by waiting.c.

-- waiting_head() → fragment: records of a kind
SELECT id, $c AS title, state, changed_ms;
-- waiting_own_head() → fragment: and whether they are somebody's by name
, (false;
-- waiting_from() → fragment: where they are
) AS own FROM $c WHERE NOT archived AND ((false;
-- waiting_is(person) → fragment: a field names this person
OR $c = $n::BIGINT;
-- waiting_among(ids) → fragment: a field names one of these
OR $c IN (SELECT unnest($n::BIGINT[]));
-- waiting_states(states) → fragment: in one of these states
) AND state IN (SELECT unnest($n::VARCHAR[])) ;
-- waiting_or() → fragment: the other reason
OR (false;
-- waiting_tail(most) → fragment: the oldest of them
) ORDER BY changed_ms, id LIMIT $n::BIGINT;

-- waiting_named(person, most) → rows: comments that name somebody who has not seen them
SELECT k.id, k.kind, k.record, k.figure, k.text, k.made_ms, k.made_by
FROM rec_mention m JOIN rec_comment k ON k.id = m.comment
WHERE m.person = $1::BIGINT AND k.removed_ms = 0 AND k.made_by <> $1::BIGINT
  AND NOT EXISTS (SELECT 1 FROM rec_seen s WHERE s.person = m.person AND s.comment = m.comment)
ORDER BY k.id LIMIT $2::BIGINT;
-- waiting_unseen(person, kind, record, figure) → i64: the last comment there that names them and that they have not seen
SELECT coalesce(max(k.id), 0)::BIGINT FROM rec_mention m JOIN rec_comment k ON k.id = m.comment
WHERE m.person = $1::BIGINT AND k.kind = $2::VARCHAR AND k.record = $3::BIGINT AND k.figure = $4::VARCHAR
  AND NOT EXISTS (SELECT 1 FROM rec_seen s WHERE s.person = m.person AND s.comment = m.comment);
-- waiting_see(person, kind, record, figure, last) → none: they have seen what was said there so far
INSERT INTO rec_seen (person, comment)
SELECT m.person, m.comment FROM rec_mention m JOIN rec_comment k ON k.id = m.comment
WHERE m.person = $1::BIGINT AND k.kind = $2::VARCHAR AND k.record = $3::BIGINT AND k.figure = $4::VARCHAR
  AND k.id <= $5::BIGINT
  AND NOT EXISTS (SELECT 1 FROM rec_seen s WHERE s.person = m.person AND s.comment = m.comment);
