-- case_letter_next() → i64: the next letter's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM case_letter;
-- case_letter_insert(id, case_id, at_ms, who, person, way, occasion, subject, text, message_id, in_reply_to) → none: one more letter
INSERT INTO case_letter (id, case_id, at_ms, who, person, way, occasion, subject, text, message_id, in_reply_to, erased)
VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT, $4::VARCHAR, $5::BIGINT, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR, $9::VARCHAR,
        $10::VARCHAR, $11::VARCHAR, false);
-- case_letter_same(message_id) → i64: the letter that this mail is already
SELECT id FROM case_letter WHERE message_id = $1::VARCHAR ORDER BY id LIMIT 1;
-- case_letter_list(cases, with_notes) → rows: the thread of a case and of those that became part of it, oldest first
SELECT id, at_ms, who, person, way, occasion, subject, text, message_id, erased, case_id
FROM case_letter WHERE case_id IN (SELECT unnest($1::BIGINT[])) AND ($2::BIGINT <> 0 OR who <> 'note')
ORDER BY id;
-- case_letter_files(cases) → rows: files of those letters
SELECT f.letter, a.id, a.name, a.type, a.size
FROM case_letter l JOIN case_file f ON f.letter = l.id JOIN rec_attachment a ON a.id = f.attachment
WHERE l.case_id IN (SELECT unnest($1::BIGINT[])) AND a.removed_ms = 0
ORDER BY a.id;
-- case_letter_last_id(case_id) → str: the Message-ID of the thread's last mail
SELECT message_id FROM case_letter WHERE case_id = $1::BIGINT AND message_id <> '' ORDER BY id DESC LIMIT 1;
-- case_letter_ids(case_id) → rows: Message-IDs of the thread, oldest first
SELECT message_id FROM case_letter WHERE case_id = $1::BIGINT AND message_id <> '' ORDER BY id LIMIT 20;
-- case_letter_first(cases) → rows: the first words of customers, of each case
SELECT l.case_id, l.text FROM case_letter l
JOIN (SELECT min(id) AS id FROM case_letter
      WHERE case_id IN (SELECT unnest($1::BIGINT[])) AND who = 'customer' AND text <> '' GROUP BY case_id) f ON f.id = l.id
ORDER BY l.case_id;
-- case_letter_by_us(case_id) → i64: letters that somebody of ours wrote
SELECT count(*)::BIGINT FROM case_letter WHERE case_id = $1::BIGINT AND who = 'us' AND person <> 0;
-- case_file_add(letter, attachment) → none: a file of a letter
INSERT INTO case_file (letter, attachment) VALUES ($1::BIGINT, $2::BIGINT);
-- case_parts(id) → i64: a case and those that became part of it, or of its parts
WITH RECURSIVE part AS (
    SELECT id FROM rec_case WHERE id = $1::BIGINT
    UNION
    SELECT c.id FROM part p JOIN rec_case c ON c.merged_with = p.id WHERE c.state = 'merged'
)
SELECT id FROM part ORDER BY id;
-- case_contact_row(case_id) → rows: whoever it is about
SELECT name, email, phone, lang FROM case_contact WHERE case_id = $1::BIGINT;
-- case_contact_add(case_id, name, email, phone, lang) → none: who they are
INSERT INTO case_contact (case_id, name, email, phone, lang)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR);
-- case_contact_change(case_id, name, email, phone, lang) → none: who they are from now on
UPDATE case_contact SET name = $2::VARCHAR, email = $3::VARCHAR, phone = $4::VARCHAR, lang = $5::VARCHAR
WHERE case_id = $1::BIGINT;
