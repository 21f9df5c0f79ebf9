-- What people say of records and figures, and links between records.

-- comment_next() → i64: the id of the next comment
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_comment;
-- comment_add(id, kind, record, figure, answers, challenges, text, made_ms, made_by) → none: a comment
INSERT INTO rec_comment (id, kind, record, figure, answers, challenges, text, made_ms, made_by, removed_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::VARCHAR, $5::BIGINT, $6::BIGINT::INTEGER::BOOLEAN, $7::VARCHAR,
        $8::BIGINT, $9::BIGINT, 0);
-- comment_mention(comment, person) → none: somebody is named in it
INSERT INTO rec_mention (comment, person) VALUES ($1::BIGINT, $2::BIGINT);
-- comment_known(id, kind, record, figure) → i64: 1 when it is there, of this
SELECT count(*)::BIGINT AS known FROM rec_comment
WHERE id = $1::BIGINT AND kind = $2::VARCHAR AND record = $3::BIGINT AND figure = $4::VARCHAR;
-- comment_by(id) → i64: who made it; no row when it is not there
SELECT made_by FROM rec_comment WHERE id = $1::BIGINT;
-- comment_remove(id, removed_ms) → none: its words go
UPDATE rec_comment SET text = '', removed_ms = $2::BIGINT WHERE id = $1::BIGINT AND removed_ms = 0;
-- comment_list(kind, record, figure) → rows: what was said of this
SELECT id, answers, challenges, text, made_ms, made_by, removed_ms FROM rec_comment
WHERE kind = $1::VARCHAR AND record = $2::BIGINT AND figure = $3::VARCHAR ORDER BY id LIMIT 1000;
-- comment_mentions(comments) → i64 i64: who is named in comments
SELECT comment, person FROM rec_mention WHERE comment IN (SELECT unnest($1::BIGINT[])) ORDER BY comment, person;

-- link_next() → i64: the id of the next link
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_link;
-- link_add(id, from_kind, from_record, to_kind, to_record, why, made_ms, made_by) → none: a link
INSERT INTO rec_link (id, from_kind, from_record, to_kind, to_record, why, made_ms, made_by, removed_ms, removed_by)
VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::VARCHAR, $5::BIGINT, $6::VARCHAR, $7::BIGINT, $8::BIGINT, 0, 0);
-- link_stands(id) → i64: 1 when it is there and was not taken away
SELECT count(*)::BIGINT AS stands FROM rec_link WHERE id = $1::BIGINT AND removed_ms = 0;
-- link_remove(id, removed_ms, removed_by) → none: it stands no more
UPDATE rec_link SET removed_ms = $2::BIGINT, removed_by = $3::BIGINT WHERE id = $1::BIGINT AND removed_ms = 0;
-- link_list(kind, record) → rows: links of a record, from both ends
SELECT id, from_kind, from_record, to_kind, to_record, why, made_ms, made_by FROM rec_link
WHERE removed_ms = 0 AND ((from_kind = $1::VARCHAR AND from_record = $2::BIGINT)
                          OR (to_kind = $1::VARCHAR AND to_record = $2::BIGINT))
ORDER BY id;
