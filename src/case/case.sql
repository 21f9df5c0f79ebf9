-- case_by_number(number) → i64: a case by its number
SELECT id FROM rec_case WHERE number = $1::VARCHAR LIMIT 1;
-- case_by_message(message_id) → i64: the case in whose thread that mail lies
SELECT case_id FROM case_letter WHERE message_id = $1::VARCHAR ORDER BY id LIMIT 1;
-- case_by_origin(source, external, happened_ms) → i64: the case that was opened for it
SELECT case_id FROM case_origin
WHERE source = $1::VARCHAR AND external = $2::VARCHAR AND happened_ms = $3::BIGINT ORDER BY case_id LIMIT 1;
-- case_by_email(email, since_ms) → i64: the newest open case of an address that got a letter since
SELECT c.id FROM case_contact k JOIN rec_case c ON c.id = k.case_id
WHERE k.email = $1::VARCHAR AND c.state NOT IN ('closed', 'merged', 'suspected', 'discarded')
  AND EXISTS (SELECT 1 FROM case_letter l WHERE l.case_id = c.id AND l.at_ms >= $2::BIGINT)
ORDER BY c.id DESC LIMIT 1;
-- case_origin_add(case_id, rule, source, external, happened_ms) → none: what it was opened for
INSERT INTO case_origin (case_id, rule, source, external, happened_ms)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::VARCHAR, $5::BIGINT);
-- case_origin_of(case_id) → rows: what it was opened for
SELECT rule, source, external, happened_ms FROM case_origin WHERE case_id = $1::BIGINT;
-- case_earlier(customer, touchpoint, since_ms, id) → i64: the newest earlier case of the same customer at the same touchpoint
SELECT id FROM rec_case
WHERE customer = $1::BIGINT AND touchpoint = $2::BIGINT AND made_ms >= $3::BIGINT AND id <> $4::BIGINT
  AND state NOT IN ('suspected', 'discarded')
ORDER BY made_ms DESC, id DESC LIMIT 1;
-- case_earlier_words(customer, email, since_ms, id) → rows: earlier cases of the same customer or address, with their first words
SELECT c.id, coalesce((SELECT l.text FROM case_letter l WHERE l.case_id = c.id AND l.who = 'customer' AND l.text <> ''
                       ORDER BY l.id LIMIT 1), '') AS text,
       c.touchpoint
FROM rec_case c LEFT JOIN case_contact k ON k.case_id = c.id
WHERE (($1::BIGINT <> 0 AND c.customer = $1::BIGINT) OR ($2::VARCHAR <> '' AND k.email = $2::VARCHAR))
  AND c.made_ms >= $3::BIGINT AND c.id <> $4::BIGINT AND c.state NOT IN ('suspected', 'discarded')
ORDER BY c.made_ms DESC, c.id DESC LIMIT 20;
-- case_mark_has(case_id, what) → i64: when it was done; no row when it was not
SELECT at_ms FROM case_mark WHERE case_id = $1::BIGINT AND what = $2::VARCHAR ORDER BY at_ms DESC LIMIT 1;
-- case_mark_add(case_id, what, at_ms) → none: it is done
INSERT INTO case_mark (case_id, what, at_ms) VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT);
-- case_mark_clear(case_id, what) → none: it may be done again
DELETE FROM case_mark WHERE case_id = $1::BIGINT AND what = $2::VARCHAR;
-- case_function_name(id) → str: a function's name
SELECT name FROM rec_function WHERE id = $1::BIGINT;
-- case_function_lead(id) → i64: who answers for a function
SELECT lead FROM rec_function WHERE id = $1::BIGINT;
-- case_touchpoint_of(id) → rows: a touchpoint's words and function
SELECT CASE WHEN label <> '' THEN label ELSE name END AS words, function FROM all_touchpoint WHERE id = $1::BIGINT;
-- case_cause_named(name) → i64: a cause by its name
SELECT id FROM rec_cause WHERE name = $1::VARCHAR ORDER BY id LIMIT 1;
