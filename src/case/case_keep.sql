-- case_export(keys) → rows: a person's cases
SELECT number, state, subject, matter, severity, way, made_ms, answered_at AS answered_ms, solved_at AS solved_ms
FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[])) ORDER BY made_ms, number;
-- case_export_letters(keys) → rows: what was written in them, but for notes of ours
SELECT c.number, l.at_ms, l.who, l.way, l.subject, l.text
FROM rec_case c JOIN case_letter l ON l.case_id = c.id
WHERE c.customer IN (SELECT unnest($1::BIGINT[])) AND l.who <> 'note' ORDER BY l.id;
-- case_export_contacts(keys) → rows: who they said they are
SELECT c.number, k.name, k.email, k.phone, k.lang
FROM rec_case c JOIN case_contact k ON k.case_id = c.id
WHERE c.customer IN (SELECT unnest($1::BIGINT[])) ORDER BY c.number;
-- case_export_files(keys) → rows: files that came along
SELECT c.number, a.name, a.type, a.size, a.made_ms
FROM rec_case c JOIN rec_attachment a ON a.kind = 'case' AND a.record = c.id AND a.removed_ms = 0
WHERE c.customer IN (SELECT unnest($1::BIGINT[])) ORDER BY a.id;
-- case_erase_letters(keys) → none: their words
UPDATE case_letter SET text = '', subject = '', message_id = '', in_reply_to = '', erased = true
WHERE case_id IN (SELECT id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[])));
-- case_erase_contacts(keys) → none: who they said they are
DELETE FROM case_contact WHERE case_id IN (SELECT id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[])));
-- case_erase_pieces(keys) → none: bytes of files that came along
DELETE FROM rec_piece WHERE attachment IN
    (SELECT a.id FROM rec_attachment a WHERE a.kind = 'case'
     AND a.record IN (SELECT id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[]))));
-- case_erase_files(keys) → none: their names
UPDATE rec_attachment SET name = 'erased', removed_ms = made_ms
WHERE kind = 'case' AND removed_ms = 0
  AND record IN (SELECT id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[])));
-- case_keep_old(before_ms, limit) → i64: cases that ended before, and still have words or names
SELECT c.id FROM rec_case c
WHERE c.state IN ('closed', 'discarded') AND c.changed_ms < $1::BIGINT
  AND (EXISTS (SELECT 1 FROM case_letter l WHERE l.case_id = c.id AND NOT l.erased)
       OR EXISTS (SELECT 1 FROM case_contact k WHERE k.case_id = c.id))
ORDER BY c.id LIMIT $2::BIGINT;
-- case_keep_letters(cases) → none: their words go
UPDATE case_letter SET text = '', subject = '', message_id = '', in_reply_to = '', erased = true
WHERE case_id IN (SELECT unnest($1::BIGINT[]));
-- case_keep_contacts(cases) → none: who they were goes
DELETE FROM case_contact WHERE case_id IN (SELECT unnest($1::BIGINT[]));
-- case_keep_pieces(cases) → none: bytes of their files go
DELETE FROM rec_piece WHERE attachment IN
    (SELECT a.id FROM rec_attachment a WHERE a.kind = 'case' AND a.record IN (SELECT unnest($1::BIGINT[])));
-- case_keep_files(cases) → none: their names go
UPDATE rec_attachment SET name = 'erased', removed_ms = made_ms
WHERE kind = 'case' AND removed_ms = 0 AND record IN (SELECT unnest($1::BIGINT[]));
-- case_keep_said(cases) → none: what their customers said in words of how it was handled
DELETE FROM answer_part
WHERE is_words AND answer IN (SELECT answer FROM case_ask WHERE case_id IN (SELECT unnest($1::BIGINT[])));
