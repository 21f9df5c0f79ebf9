-- answer_get(id) → rows: one answer, with what its key stands for
SELECT a.id, a.survey, a.version::BIGINT AS version, a.campaign, a.invite, a.key,
       CASE WHEN k.erased THEN '' ELSE coalesce(n.name, '') END AS name_space,
       CASE WHEN k.erased THEN '' ELSE coalesce(k.value, '') END AS key_value,
       a.source, a.way, a.lang, a.touchpoint, a.channel, a.unit, a.segment, a.attributes, a.began_ms
FROM answer a LEFT JOIN key k ON k.id = a.key AND a.key <> 0 LEFT JOIN namespace n ON n.id = k.namespace
WHERE a.id = $1::BIGINT;
-- answer_parts(answer) → rows: what was given, in the order that it came
SELECT question, value, at_ms FROM answer_part WHERE answer = $1::BIGINT ORDER BY id;
-- answer_state(answer) → str: what became of it, the newest
SELECT state FROM answer_end WHERE answer = $1::BIGINT ORDER BY id DESC LIMIT 1;
-- answer_begun(ids, lowest, highest) → i64: which of these answers there are
SELECT id FROM answer WHERE id BETWEEN $2::BIGINT AND $3::BIGINT AND id IN (SELECT unnest($1::BIGINT[]));
-- answer_last() → i64: the newest row's number
SELECT greatest((SELECT coalesce(max(id), 0) FROM answer_part), (SELECT coalesce(max(id), 0) FROM answer_end))::BIGINT;
-- answer_silent(before_ms, after_ms, most) → i64: open answers that nothing came to since, and that were begun after a moment
SELECT p.answer
FROM answer_part p
WHERE p.at_ms > $2::BIGINT
GROUP BY p.answer
HAVING max(p.at_ms) <= $1::BIGINT
   AND max(p.id) > coalesce((SELECT max(e.id) FROM answer_end e WHERE e.answer = p.answer), 0)
ORDER BY p.answer LIMIT $3::BIGINT;
-- answer_count(campaign) → str i64: answers of a campaign by what became of them
SELECT coalesce(e.state, '') AS state, count(*)::BIGINT
FROM answer a
LEFT JOIN (SELECT answer, state FROM (SELECT answer, state, row_number() OVER (PARTITION BY answer ORDER BY id DESC) AS place
           FROM answer_end) ranked WHERE place = 1) e ON e.answer = a.id
WHERE a.campaign = $1::BIGINT GROUP BY 1 ORDER BY 1;
-- answer_versions(survey) → rows: answers of a survey by version and what became of them
SELECT a.version::BIGINT AS version, coalesce(e.state, '') AS state, count(*)::BIGINT AS answers
FROM answer a
LEFT JOIN (SELECT answer, state FROM (SELECT answer, state, row_number() OVER (PARTITION BY answer ORDER BY id DESC) AS place
           FROM answer_end) ranked WHERE place = 1) e ON e.answer = a.id
WHERE a.survey = $1::BIGINT GROUP BY 1, 2 ORDER BY 1, 2;
-- answer_export(keys) → rows: a person's answers, for the person
SELECT a.id, a.source, a.version::BIGINT AS version, a.way, a.lang, a.touchpoint, a.channel, a.unit, a.segment, a.attributes, a.began_ms,
       p.question, p.value, p.at_ms
FROM answer a LEFT JOIN answer_part p ON p.answer = a.id
WHERE a.key IN (SELECT unnest($1::BIGINT[])) ORDER BY a.id, p.id;
-- answer_erase(keys) → none: the words of a person go; what was chosen stays as nobody's
DELETE FROM answer_part WHERE is_words AND answer IN (SELECT id FROM answer WHERE key IN (SELECT unnest($1::BIGINT[])));
-- answer_words_before(before_ms, source) → none: words of answers that began before, of a source; empty: of any
DELETE FROM answer_part
WHERE is_words AND answer IN (SELECT id FROM answer WHERE began_ms < $1::BIGINT AND ($2::VARCHAR = '' OR source = $2::VARCHAR));
-- answer_counted() → i64: up to which row of ends facts were made; no row when none were
SELECT answer_end FROM answer_counted;
-- answer_counted_add(answer_end) → none: the first time
INSERT INTO answer_counted (answer_end) VALUES ($1::BIGINT);
-- answer_counted_move(answer_end) → none: up to this one
UPDATE answer_counted SET answer_end = $1::BIGINT;
-- answer_ends(after, most) → rows: what ended and has something to count
SELECT id, answer FROM answer_end
WHERE id > $1::BIGINT AND state IN ('partly', 'complete') ORDER BY id LIMIT $2::BIGINT;
-- answer_list(ids, lowest, highest) → rows: these answers, as answer_get
SELECT a.id, a.survey, a.version::BIGINT AS version, a.campaign, a.invite, a.key,
       CASE WHEN k.erased THEN '' ELSE coalesce(n.name, '') END AS name_space,
       CASE WHEN k.erased THEN '' ELSE coalesce(k.value, '') END AS key_value,
       a.source, a.way, a.lang, a.touchpoint, a.channel, a.unit, a.segment, a.attributes, a.began_ms
FROM answer a LEFT JOIN key k ON k.id = a.key AND a.key <> 0 LEFT JOIN namespace n ON n.id = k.namespace
WHERE a.id BETWEEN $2::BIGINT AND $3::BIGINT AND a.id IN (SELECT unnest($1::BIGINT[])) ORDER BY a.id;
-- answer_list_parts(ids, lowest, highest) → rows: what was given for them, in the order that it came
SELECT answer, question, value, at_ms FROM answer_part
WHERE answer BETWEEN $2::BIGINT AND $3::BIGINT AND answer IN (SELECT unnest($1::BIGINT[])) ORDER BY answer, id;
