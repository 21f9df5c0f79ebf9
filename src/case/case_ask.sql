-- case_ask_add(answer, case_id, asked_ms) → none: the customer is asked
INSERT INTO case_ask (answer, case_id, asked_ms) VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT);
-- case_ask_row(answer) → rows: of which case, when, and the newest one of that case
SELECT a.case_id, a.asked_ms, (SELECT max(b.answer) FROM case_ask b WHERE b.case_id = a.case_id) AS newest
FROM case_ask a WHERE a.answer = $1::BIGINT;
-- case_ask_newest(case_id) → i64: the newest question about a case; no row when nobody was asked
SELECT answer FROM case_ask WHERE case_id = $1::BIGINT ORDER BY answer DESC LIMIT 1;
-- case_ask_of(answers) → rows: which of these answers judge a case, and which
SELECT a.answer, a.case_id FROM case_ask a WHERE a.answer IN (SELECT unnest($1::BIGINT[]))
ORDER BY a.answer;
-- case_ask_list(case_id) → rows: what became of asking, newest first
SELECT a.answer, a.asked_ms, coalesce(j.at_ms, 0)::BIGINT AS judged_ms, coalesce(j.has_value, 0)::BIGINT AS has_value,
       coalesce(j.value, 0)::BIGINT AS value, coalesce(j.is_unhappy, 0)::BIGINT AS is_unhappy
FROM case_ask a
LEFT JOIN (SELECT answer, at_ms, has_value, value, is_unhappy, row_number() OVER (PARTITION BY answer ORDER BY at_ms DESC) AS place
           FROM case_judged) j ON j.answer = a.answer AND j.place = 1
WHERE a.case_id = $1::BIGINT ORDER BY a.answer DESC;
-- case_ask_said(answer) → rows: what was noted of an answer, newest first
SELECT has_value, value FROM case_judged WHERE answer = $1::BIGINT ORDER BY at_ms DESC LIMIT 1;
-- case_ask_judge(answer, has_value, value, is_unhappy, at_ms) → none: what was said of it
INSERT INTO case_judged (answer, has_value, value, is_unhappy, at_ms)
VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT, $4::BIGINT, $5::BIGINT);
-- case_ask_names(touchpoint, unit, function, customer) → rows: names as facts know them
SELECT coalesce((SELECT name FROM all_touchpoint WHERE id = $1::BIGINT), '') AS touchpoint,
       coalesce((SELECT name FROM all_unit WHERE id = $2::BIGINT), '') AS unit,
       coalesce((SELECT name FROM rec_function WHERE id = $3::BIGINT), '') AS function,
       coalesce((SELECT n.name FROM key k JOIN namespace n ON n.id = k.namespace WHERE k.id = $4::BIGINT AND NOT k.erased), '') AS name_space,
       coalesce((SELECT value FROM key WHERE id = $4::BIGINT AND NOT erased), '') AS key_value;
