-- upload_next_id() → i64: the next upload's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM upload;
-- upload_add(id, file, name, size, checksum, who, made_ms, look, mapping) → none: a file that somebody brought
INSERT INTO upload (id, file, name, size, checksum, who, made_ms, state, look, mapping, trial, good_rows, asked_by, lang,
                    asked_ms, began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, rows_empty, facts_taken, batch,
                    error, hint)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::BIGINT, $5::VARCHAR, $6::VARCHAR, $7::BIGINT, 'new', $8::VARCHAR,
        $9::VARCHAR, '', false, '', 'en', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '');
-- upload_list(most) → rows: uploads, newest first, without what is in them
SELECT id, file, name, size, checksum, who, made_ms, state, '' AS look, '' AS mapping, '' AS trial, good_rows, asked_by,
       lang, asked_ms, began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, rows_empty, facts_taken, batch, error,
       hint
FROM upload ORDER BY id DESC LIMIT $1::BIGINT;
-- upload_get(id) → rows: one upload
SELECT id, file, name, size, checksum, who, made_ms, state, look, mapping, trial, good_rows, asked_by, lang, asked_ms,
       began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, rows_empty, facts_taken, batch, error, hint
FROM upload WHERE id = $1::BIGINT;
-- upload_asked() → rows: the upload that waits longest for its dry run or its import
SELECT id, file, name, size, checksum, who, made_ms, state, look, mapping, trial, good_rows, asked_by, lang, asked_ms,
       began_ms, ended_ms, rows_taken, rows_repeated, rows_refused, rows_empty, facts_taken, batch, error, hint
FROM upload WHERE state IN ('asked_try', 'asked_import') ORDER BY asked_ms, id LIMIT 1;
-- upload_map(id, look, mapping) → none: another mapping, of which nothing is known yet
UPDATE upload SET look = $2::VARCHAR, mapping = $3::VARCHAR, trial = '', state = 'new', error = '', hint = ''
WHERE id = $1::BIGINT;
-- upload_ask(id, state, good_rows, asked_by, lang, asked_ms) → none: somebody asked for a dry run or the import
UPDATE upload SET state = $2::VARCHAR, good_rows = $3::BIGINT::INTEGER::BOOLEAN, asked_by = $4::VARCHAR,
       lang = $5::VARCHAR, asked_ms = $6::BIGINT, error = '', hint = ''
WHERE id = $1::BIGINT;
-- upload_begin(id, state, began_ms) → none: it runs
UPDATE upload SET state = $2::VARCHAR, began_ms = $3::BIGINT, ended_ms = 0 WHERE id = $1::BIGINT;
-- upload_tried(id, trial, ended_ms) → none: what the dry run found
UPDATE upload SET state = 'tried', trial = $2::VARCHAR, ended_ms = $3::BIGINT WHERE id = $1::BIGINT;
-- upload_done(id, batch, taken, repeated, refused, empty, facts, ended_ms) → none: it is imported
UPDATE upload SET state = 'done', batch = $2::BIGINT, rows_taken = $3::BIGINT, rows_repeated = $4::BIGINT,
       rows_refused = $5::BIGINT, rows_empty = $6::BIGINT, facts_taken = $7::BIGINT, ended_ms = $8::BIGINT
WHERE id = $1::BIGINT;
-- upload_unlogged() → i64: imports that are done and not in the log yet
SELECT id FROM upload
WHERE state = 'done' AND NOT EXISTS (SELECT 1 FROM audit
                                     WHERE what = 'import.take' AND about = 'upload ' || upload.id AND at_ms >= made_ms)
ORDER BY id;
-- upload_end(id, state, error, hint, ended_ms) → none: it came to nothing
UPDATE upload SET state = $2::VARCHAR, error = $3::VARCHAR, hint = $4::VARCHAR, ended_ms = $5::BIGINT
WHERE id = $1::BIGINT;
-- upload_break(ended_ms) → none: imports that ran when the server ended
UPDATE upload SET state = 'interrupted', ended_ms = $1::BIGINT WHERE state = 'importing';
-- upload_try_again() → none: dry runs that ran when the server ended are asked for again
UPDATE upload SET state = 'asked_try' WHERE state = 'trying';
-- upload_delete(id) → none: forgotten
DELETE FROM upload WHERE id = $1::BIGINT;
-- upload_old(before_ms) → i64: uploads from before, that nothing is going on with
SELECT id FROM upload
WHERE made_ms < $1::BIGINT AND state NOT IN ('asked_try', 'trying', 'asked_import', 'importing') ORDER BY id;
-- upload_same(checksum) → i64: when a file with this checksum was imported last
SELECT ended_ms FROM batch WHERE checksum = $1::VARCHAR AND kind = 'import' ORDER BY id DESC LIMIT 1;
-- upload_mappings(most) → str i64: the mappings kept, the newest first, and since when
SELECT name, max(set_ms)::BIGINT AS set_ms FROM mapping GROUP BY name ORDER BY 2 DESC, 1 LIMIT $1::BIGINT;
