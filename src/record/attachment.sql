-- Files with records and comments.

-- attachment_next() → i64: the id of the next one
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_attachment;
-- attachment_add(id, kind, record, comment, name, type, size, checksum, made_ms, made_by) → none: a file
INSERT INTO rec_attachment (id, kind, record, comment, name, type, size, checksum, made_ms, made_by, removed_ms, removed_by)
VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::BIGINT, $5::VARCHAR, $6::VARCHAR, $7::BIGINT, $8::VARCHAR, $9::BIGINT,
        $10::BIGINT, 0, 0);
-- attachment_whole(id, size, checksum) → none: all its bytes came
UPDATE rec_attachment SET size = $2::BIGINT, checksum = $3::VARCHAR WHERE id = $1::BIGINT;
-- attachment_there(kind, record, comment) → i64 i64: how many files are there, and their bytes
SELECT count(*)::BIGINT AS files, coalesce(sum(size), 0)::BIGINT AS bytes FROM rec_attachment
WHERE kind = $1::VARCHAR AND record = $2::BIGINT AND comment = $3::BIGINT AND removed_ms = 0;
-- attachment_get(id) → rows: one
SELECT id, kind, record, comment, name, type, size, checksum, made_ms, made_by, removed_ms, removed_by
FROM rec_attachment WHERE id = $1::BIGINT;
-- attachment_of_record(kind, record) → rows: those of a record
SELECT id, kind, record, comment, name, type, size, checksum, made_ms, made_by, removed_ms, removed_by
FROM rec_attachment WHERE kind = $1::VARCHAR AND record = $2::BIGINT AND comment = 0 ORDER BY id LIMIT 1000;
-- attachment_of_comments(comments) → rows: those of comments
SELECT id, kind, record, comment, name, type, size, checksum, made_ms, made_by, removed_ms, removed_by
FROM rec_attachment WHERE comment <> 0 AND comment IN (SELECT unnest($1::BIGINT[])) ORDER BY id LIMIT 1000;
-- attachment_bytes(id, from, to) → str: pieces from one to before another
SELECT bytes FROM rec_piece
WHERE attachment = $1::BIGINT AND piece >= $2::INTEGER AND piece < $3::INTEGER ORDER BY piece;
-- attachment_empty(id) → none: its bytes go
DELETE FROM rec_piece WHERE attachment = $1::BIGINT;
-- attachment_removed(id, removed_ms, removed_by) → none: that it is not there any more
UPDATE rec_attachment SET removed_ms = $2::BIGINT, removed_by = $3::BIGINT WHERE id = $1::BIGINT AND removed_ms = 0;
-- attachment_fits(id, kind, record) → i64: 1 when it is there, and of this record or of none yet
SELECT count(*)::BIGINT AS fits FROM rec_attachment
WHERE id = $1::BIGINT AND kind = $2::VARCHAR AND comment = 0 AND removed_ms = 0 AND record IN (0, $3::BIGINT);
-- attachment_place(id, kind, record, who) → none: it belongs to this record
UPDATE rec_attachment SET record = $3::BIGINT
WHERE id = $1::BIGINT AND kind = $2::VARCHAR AND record = 0 AND comment = 0 AND made_by = $4::BIGINT;
