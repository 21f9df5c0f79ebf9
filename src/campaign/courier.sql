-- courier_due(now_ms) → i64: whether mails of running campaigns are due
SELECT count(*)::BIGINT
FROM (SELECT i.id FROM invite i JOIN rec_campaign c ON c.id = i.campaign
      WHERE i.due_ms <= $1::BIGINT AND i.lease_ms <= $1::BIGINT AND i.closes_ms > $1::BIGINT AND c.state = 'running'
        AND (i.state = 'planned' OR i.state IN ('sent', 'opened') AND i.reminders_left > 0)
      LIMIT 1) due;
-- courier_first(now_ms, most) → rows: the ones that are due first: invites before reminders
SELECT i.id, i.campaign, i.survey, i.plan, i.customer, i.key, i.touchpoint::BIGINT AS touchpoint, i.channel::BIGINT AS channel,
       i.unit::BIGINT AS unit, i.segment::BIGINT AS segment, i.happened_ms, i.address, i.lang, i.state, i.planned_ms, i.due_ms,
       i.sent_ms, i.opened_ms, i.ended_ms, i.closes_ms, i.reminders::BIGINT AS reminders,
       i.reminders_left::BIGINT AS reminders_left, i.tries::BIGINT AS tries, i.answer, i.counted::BIGINT AS counted, i.lease_ms,
       i.code, i.why
FROM invite i JOIN rec_campaign c ON c.id = i.campaign
WHERE i.due_ms <= $1::BIGINT AND i.lease_ms <= $1::BIGINT AND i.closes_ms > $1::BIGINT AND c.state = 'running'
  AND (i.state = 'planned' OR i.state IN ('sent', 'opened') AND i.reminders_left > 0)
ORDER BY i.due_ms, i.id LIMIT $2::BIGINT;
-- courier_claim(ids, lease_ms) → none: they are being sent
UPDATE invite SET lease_ms = $2::BIGINT, tries = tries + 1 WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_drop(ids, now_ms, why) → none: those never sent are not; those sent are not reminded
UPDATE invite
SET state = CASE WHEN state = 'planned' THEN 'dropped' ELSE state END,
    ended_ms = CASE WHEN state = 'planned' THEN $2::BIGINT ELSE ended_ms END, reminders_left = 0, due_ms = closes_ms, why = $3::VARCHAR
WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_sent(ids, now_ms) → none: the server took the first mail
UPDATE invite
SET state = CASE WHEN state = 'planned' THEN 'sent' ELSE state END, sent_ms = $2::BIGINT, tries = 0, lease_ms = 0, why = '',
    due_ms = CASE WHEN reminders_left > 0 AND state = 'planned'
                  THEN $2::BIGINT + (SELECT coalesce(c.remind_days, 3) * 86400000 FROM rec_campaign c WHERE c.id = campaign)::BIGINT
                  ELSE closes_ms END
WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_reminded(ids, now_ms) → none: the server took a reminder
UPDATE invite
SET reminders = reminders + 1, reminders_left = greatest(reminders_left - 1, 0), tries = 0, lease_ms = 0, why = '',
    due_ms = CASE WHEN reminders_left > 1 AND state IN ('sent', 'opened')
                  THEN $2::BIGINT + (SELECT coalesce(c.remind_days, 3) * 86400000 FROM rec_campaign c WHERE c.id = campaign)::BIGINT
                  ELSE closes_ms END
WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_later(ids, due_ms, why) → none: they are tried again
UPDATE invite SET due_ms = $2::BIGINT, why = $3::VARCHAR, lease_ms = 0 WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_untried(ids) → none: nobody came to try them
UPDATE invite SET lease_ms = 0, tries = tries - 1 WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_give_up(ids, now_ms, why) → none: no server took them; a reminder alone is left out
UPDATE invite
SET state = CASE WHEN state = 'planned' THEN 'given_up' ELSE state END,
    ended_ms = CASE WHEN state = 'planned' THEN $2::BIGINT ELSE ended_ms END, reminders_left = 0, due_ms = closes_ms,
    lease_ms = 0, why = $3::VARCHAR
WHERE id IN (SELECT unnest($1::BIGINT[]));
-- courier_start() → none: what was being sent is nobody's any more
UPDATE invite SET lease_ms = 0 WHERE lease_ms > 0;
