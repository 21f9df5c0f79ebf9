-- incoming_of(message) → rows: what became of that mail
SELECT outcome, about, tries FROM mailbox_mail WHERE message = $1::VARCHAR;
-- incoming_add(message, came_ms, outcome, about, tries) → none: it came
INSERT INTO mailbox_mail (message, came_ms, outcome, about, tries)
VALUES ($1::VARCHAR, $2::BIGINT, $3::VARCHAR, $4::BIGINT, $5::BIGINT);
-- incoming_set(message, outcome, about, tries) → none: something else became of it
UPDATE mailbox_mail SET outcome = $2::VARCHAR, about = $3::BIGINT, tries = $4::BIGINT WHERE message = $1::VARCHAR;
-- mailbox_place_of(folder) → rows: up to where it was read
SELECT validity, uid FROM mailbox_place WHERE folder = $1::VARCHAR;
-- mailbox_place_add(folder, validity, uid) → none: the first time
INSERT INTO mailbox_place (folder, validity, uid) VALUES ($1::VARCHAR, $2::BIGINT, $3::BIGINT);
-- mailbox_place_set(folder, validity, uid) → none: further
UPDATE mailbox_place SET validity = $2::BIGINT, uid = $3::BIGINT WHERE folder = $1::VARCHAR;
-- mailbox_counts(since_ms) → rows: what became of how many
SELECT outcome, count(*) AS count, max(came_ms) AS newest_ms FROM mailbox_mail WHERE came_ms >= $1::BIGINT GROUP BY outcome ORDER BY outcome;
