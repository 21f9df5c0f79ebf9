-- invite_get(id) → rows: one invite
SELECT id, campaign, survey, plan, customer, key, touchpoint::BIGINT AS touchpoint, channel::BIGINT AS channel,
       unit::BIGINT AS unit, segment::BIGINT AS segment, happened_ms, address, lang, state, planned_ms, due_ms, sent_ms,
       opened_ms, ended_ms, closes_ms, reminders::BIGINT AS reminders,
       reminders_left::BIGINT AS reminders_left, tries::BIGINT AS tries, answer,
       counted::BIGINT AS counted, lease_ms, code, why
FROM invite WHERE id = $1::BIGINT;
-- invite_of(ids) → rows: the same of several
SELECT id, campaign, survey, plan, customer, key, touchpoint::BIGINT AS touchpoint, channel::BIGINT AS channel,
       unit::BIGINT AS unit, segment::BIGINT AS segment, happened_ms, address, lang, state, planned_ms, due_ms, sent_ms,
       opened_ms, ended_ms, closes_ms, reminders::BIGINT AS reminders,
       reminders_left::BIGINT AS reminders_left, tries::BIGINT AS tries, answer,
       counted::BIGINT AS counted, lease_ms, code, why
FROM invite WHERE id IN (SELECT unnest($1::BIGINT[])) ORDER BY id;
-- invite_next() → i64: the id of the next invite
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM invite;
-- invite_names(key, touchpoint, channel, unit, segment, campaign) → rows: names of what an invite is about
SELECT coalesce((SELECT n.name FROM key k JOIN namespace n ON n.id = k.namespace WHERE k.id = $1::BIGINT AND NOT k.erased), '') AS name_space,
       coalesce((SELECT k.value FROM key k WHERE k.id = $1::BIGINT AND NOT k.erased), '') AS value,
       coalesce((SELECT name FROM touchpoint WHERE id = $2::INTEGER), '') AS touchpoint,
       coalesce((SELECT name FROM channel WHERE id = $3::INTEGER), '') AS channel,
       coalesce((SELECT name FROM unit WHERE id = $4::INTEGER), '') AS unit,
       coalesce((SELECT name FROM segment WHERE id = $5::INTEGER), '') AS segment,
       coalesce((SELECT name FROM rec_campaign WHERE id = $6::BIGINT), '') AS campaign,
       coalesce((SELECT f.name FROM rec_campaign r JOIN rec_function f ON f.id = r.function WHERE r.id = $6::BIGINT), '') AS function;
-- invite_see(id, at_ms) → none: somebody looked at its page
UPDATE invite SET opened_ms = $2::BIGINT, state = CASE WHEN state = 'sent' THEN 'opened' ELSE state END
WHERE id = $1::BIGINT AND opened_ms = 0 AND sent_ms > 0;
-- invite_begin(id, answer, at_ms) → none: an answer began: no mail follows
UPDATE invite SET answer = $2::BIGINT, state = 'partly', due_ms = closes_ms,
                  opened_ms = CASE WHEN opened_ms = 0 THEN $3::BIGINT ELSE opened_ms END
WHERE id = $1::BIGINT AND state IN ('planned', 'sent', 'opened', 'silent', 'bounced', 'given_up');
-- invite_counted(ids) → none: they are told among those who answered
UPDATE invite SET counted = 1 WHERE id IN (SELECT unnest($1::BIGINT[]));
-- invite_end(id, state, at_ms) → none: it ended with what the customer did
UPDATE invite SET state = $2::VARCHAR, ended_ms = $3::BIGINT
WHERE id = $1::BIGINT AND state NOT IN ('answered', 'declined', 'dropped');
-- invite_silent_due(now_ms) → i64: those whose link is over, and who never answered
SELECT count(*)::BIGINT FROM invite
WHERE closes_ms <= $1::BIGINT AND closes_ms > 0 AND state IN ('sent', 'opened');
-- invite_silence(now_ms) → none: they are silent
UPDATE invite SET state = 'silent', ended_ms = $1::BIGINT
WHERE closes_ms <= $1::BIGINT AND closes_ms > 0 AND state IN ('sent', 'opened');
-- invite_drop_campaign(campaign, now_ms) → none: what was never sent is not
UPDATE invite SET state = 'dropped', ended_ms = $2::BIGINT WHERE campaign = $1::BIGINT AND state = 'planned';
-- invite_calm_campaign(campaign) → none: nobody is reminded
UPDATE invite SET reminders_left = 0, due_ms = closes_ms WHERE campaign = $1::BIGINT AND state IN ('sent', 'opened');
-- invite_by_code(code) → i64: the invite whose mails bear this
SELECT id FROM invite WHERE code = $1::VARCHAR ORDER BY id DESC LIMIT 1;
-- invite_by_address(address) → i64: the newest that was sent there
SELECT id FROM invite WHERE address = $1::VARCHAR AND sent_ms > 0 ORDER BY sent_ms DESC, id DESC LIMIT 1;
-- invite_bounce(id, now_ms, why) → none: its address takes nothing
UPDATE invite SET state = 'bounced', ended_ms = $2::BIGINT, why = $3::VARCHAR
WHERE id = $1::BIGINT AND state IN ('planned', 'sent', 'opened', 'silent');
-- invite_why(id, why) → none: what a mail server said
UPDATE invite SET why = $2::VARCHAR WHERE id = $1::BIGINT;
-- invite_customer_waits(customer) → i64: invites of a customer that are not over
SELECT id FROM invite WHERE customer = $1::BIGINT AND state IN ('planned', 'sent', 'opened') ORDER BY id;
-- invite_decline_customer(customer, now_ms) → none: those that were sent are declined
UPDATE invite SET state = 'declined', ended_ms = $2::BIGINT
WHERE customer = $1::BIGINT AND state IN ('sent', 'opened', 'partly');
-- invite_drop_customer(customer, now_ms) → none: those that were not are dropped
UPDATE invite SET state = 'dropped', ended_ms = $2::BIGINT WHERE customer = $1::BIGINT AND state = 'planned';
-- invite_old(before_ms) → i64: ended ones of which an address is kept
SELECT count(*)::BIGINT FROM invite
WHERE ended_ms > 0 AND ended_ms < $1::BIGINT AND address <> '' AND state <> 'bounced';
-- invite_forget(before_ms) → none: it goes
UPDATE invite SET address = '', code = ''
WHERE ended_ms > 0 AND ended_ms < $1::BIGINT AND address <> '' AND state <> 'bounced';
-- invite_states(campaign) → rows: how many are in each state, and what became of them
SELECT state, count(*)::BIGINT AS n,
       sum(CASE WHEN sent_ms > 0 THEN 1 ELSE 0 END)::BIGINT AS asked,
       sum(CASE WHEN opened_ms > 0 OR answer > 0 THEN 1 ELSE 0 END)::BIGINT AS opened,
       sum(reminders)::BIGINT AS reminded,
       sum(CASE WHEN tries > 0 AND state IN ('planned', 'sent', 'opened') THEN 1 ELSE 0 END)::BIGINT AS waits
FROM invite WHERE campaign = $1::BIGINT GROUP BY state ORDER BY state;
-- invite_export(keys) → rows: what a customer was asked, for the person
SELECT coalesce(c.name, '') AS campaign, i.address, i.lang AS language, i.state, i.happened_ms, i.planned_ms, i.sent_ms, i.opened_ms,
       i.ended_ms, i.reminders::BIGINT AS reminders
FROM invite i LEFT JOIN rec_campaign c ON c.id = i.campaign
WHERE i.key IN (SELECT unnest($1::BIGINT[])) OR i.customer IN (SELECT unnest($1::BIGINT[]))
ORDER BY i.id;
-- invite_erase(keys) → none: where they were asked, and under what name; what was not sent is not
UPDATE invite
SET address = '', code = '', why = '',
    ended_ms = CASE WHEN state IN ('planned', 'sent', 'opened') THEN greatest(planned_ms, sent_ms) ELSE ended_ms END,
    state = CASE WHEN state = 'planned' THEN 'dropped' WHEN state IN ('sent', 'opened') THEN 'silent' ELSE state END
WHERE key IN (SELECT unnest($1::BIGINT[])) OR customer IN (SELECT unnest($1::BIGINT[]));
-- invite_job_due(now_ms) → i64: 1 when a link is over, or an ended campaign has invites that wait
SELECT count(*)::BIGINT
FROM (SELECT i.id FROM invite i
      WHERE i.state IN ('sent', 'opened') AND i.closes_ms <= $1::BIGINT AND i.closes_ms > 0
         OR (i.state = 'planned' OR i.state IN ('sent', 'opened') AND i.reminders_left > 0)
            AND i.campaign IN (SELECT c.id FROM rec_campaign c WHERE c.state = 'ended')
      LIMIT 1) due;
