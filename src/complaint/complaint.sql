-- complaint_pace_of(subject) → rows: since when so many came
SELECT began_ms, count FROM complaint_pace WHERE subject = $1::VARCHAR;
-- complaint_pace_add(subject, began_ms) → none: the first one
INSERT INTO complaint_pace (subject, began_ms, count) VALUES ($1::VARCHAR, $2::BIGINT, 1);
-- complaint_pace_set(subject, began_ms, count) → none: one more, or the first again
UPDATE complaint_pace SET began_ms = $2::BIGINT, count = $3::BIGINT WHERE subject = $1::VARCHAR;
-- complaint_pace_old(before_ms) → none: no longer of interest
DELETE FROM complaint_pace WHERE began_ms < $1::BIGINT;
-- complaint_hold(matter, external, happened_ms, words_at) → none: its fact waits
INSERT INTO complaint_held (matter, external, happened_ms, words_at) VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::BIGINT);
-- complaint_held_any() → i64: one that is not held, or was closed as it was; no row when there is none
SELECT h.matter FROM complaint_held h JOIN rec_case r ON r.id = h.matter
WHERE r.state <> 'suspected' OR r.archived ORDER BY h.matter LIMIT 1;
-- complaint_held_ready() → rows: those, with what their facts need
SELECT h.matter, h.external, h.happened_ms, r.touchpoint, r.unit, r.customer, r.matter AS kind, r.way,
    (CASE WHEN r.archived OR r.state IN ('suspected', 'discarded') THEN 1 ELSE 0 END)::BIGINT AS is_over, h.words_at
FROM complaint_held h JOIN rec_case r ON r.id = h.matter
WHERE r.state <> 'suspected' OR r.archived ORDER BY h.matter LIMIT 100;
-- complaint_held_end(matter) → none: its fact is there, or never will be
DELETE FROM complaint_held WHERE matter = $1::BIGINT;
-- complaint_touchpoints() → rows: touchpoints in use, by their words
SELECT t.id::BIGINT AS id, t.name, CASE WHEN t.label = '' THEN t.name ELSE t.label END AS label
FROM touchpoint t LEFT JOIN rec_touchpoint r ON r.id = t.id
WHERE t.id > 0 AND NOT coalesce(r.archived, false) ORDER BY lower(CASE WHEN t.label = '' THEN t.name ELSE t.label END), t.id LIMIT 500;
-- complaint_units() → rows: our own units in use, by their words
SELECT u.id::BIGINT AS id, u.name, coalesce(nullif(r.label, ''), u.name) AS label
FROM unit u LEFT JOIN rec_unit r ON r.id = u.id LEFT JOIN organisation o ON o.id = u.organisation
WHERE u.id > 0 AND coalesce(o.ours, true) AND NOT coalesce(r.archived, false)
ORDER BY lower(coalesce(nullif(r.label, ''), u.name)), u.id LIMIT 2000;
-- complaint_names(touchpoint, unit) → rows: by what names facts call them
SELECT coalesce((SELECT name FROM touchpoint WHERE id = $1::BIGINT), '') AS touchpoint,
    coalesce((SELECT name FROM unit WHERE id = $2::BIGINT), '') AS unit;
-- complaint_key(customer) → rows: what that key stands for; nothing when it is erased
SELECT n.name, k.value FROM key k JOIN namespace n ON n.id = k.namespace WHERE k.id = $1::BIGINT AND NOT k.erased;
