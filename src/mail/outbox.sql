-- outbox_next() → i64: the next mail's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM outbox;
-- outbox_insert(id, what, address, name, lang, subject, text, link, link_words, code, made_ms) → none: one more mail
INSERT INTO outbox (id, what, address, name, lang, subject, text, link, link_words, code, state, made_ms, due_ms, tries, lease,
                    lease_ends_ms, ended_ms, why)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR, $9::VARCHAR,
        $10::VARCHAR, 'waiting', $11::BIGINT, $11::BIGINT, 0, '', 0, 0, '');
-- outbox_due(now_ms) → i64: mails to be sent now, and those whose sender is gone
SELECT count(*)::BIGINT FROM outbox
WHERE state = 'waiting' AND due_ms <= $1::BIGINT OR state = 'sending' AND lease_ends_ms <= $1::BIGINT;
-- outbox_first(now_ms) → rows: the mail to be sent first
SELECT id, address, name, lang, subject, text, link, link_words, code, tries, what FROM outbox
WHERE state = 'waiting' AND due_ms <= $1::BIGINT ORDER BY due_ms, id LIMIT 1;
-- outbox_claim(id, lease, lease_ends_ms) → none: it is being sent
UPDATE outbox SET state = 'sending', lease = $2::VARCHAR, lease_ends_ms = $3::BIGINT, tries = tries + 1 WHERE id = $1::BIGINT;
-- outbox_lost(now_ms) → i64: mails whose sender is gone
SELECT count(*)::BIGINT FROM outbox WHERE state = 'sending' AND lease_ends_ms <= $1::BIGINT;
-- outbox_lose(now_ms, why, tries) → none: they are given up after so many tries
UPDATE outbox SET state = 'given_up', ended_ms = $1::BIGINT, why = $2::VARCHAR, lease = '', text = '', link = ''
WHERE state = 'sending' AND lease_ends_ms <= $1::BIGINT AND tries > $3::BIGINT;
-- outbox_again(now_ms, why) → none: the others go again, as the same message
UPDATE outbox SET state = 'waiting', due_ms = $1::BIGINT, why = $2::VARCHAR, lease = ''
WHERE state = 'sending' AND lease_ends_ms <= $1::BIGINT;
-- outbox_free() → none: nobody sends any
UPDATE outbox SET lease_ends_ms = 0 WHERE state = 'sending';
-- outbox_later(id, lease, due_ms, why) → none: it is tried again
UPDATE outbox SET state = 'waiting', due_ms = $3::BIGINT, why = $4::VARCHAR, lease = ''
WHERE id = $1::BIGINT AND lease = $2::VARCHAR AND state = 'sending';
-- outbox_end(id, lease, state, ended_ms, why) → none: it is over, and its words go
UPDATE outbox SET state = $3::VARCHAR, ended_ms = $4::BIGINT, why = $5::VARCHAR, lease = '', text = '', link = ''
WHERE id = $1::BIGINT AND lease = $2::VARCHAR AND state = 'sending';
-- outbox_list(limit) → rows: the newest first
SELECT id, made_ms, due_ms, ended_ms, tries, what, address, name, subject, why, state FROM outbox
ORDER BY id DESC LIMIT $1::BIGINT;
-- outbox_old(before_ms) → i64: mails that ended before
SELECT count(*)::BIGINT FROM outbox WHERE ended_ms > 0 AND ended_ms < $1::BIGINT;
-- outbox_forget(before_ms) → none: nothing of them stays
DELETE FROM outbox WHERE ended_ms > 0 AND ended_ms < $1::BIGINT;
