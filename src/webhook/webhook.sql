-- webhook_all() → rows: webhooks, by name, with how many deliveries wait
SELECT w.id, w.name, w.address, w.events, w.is_full, w.made_ms, w.failing_since_ms, w.delivered_ms, w.stopped_ms, w.why,
       (SELECT count(*)::BIGINT FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'waiting') AS waiting
FROM webhook w WHERE w.ended_ms = 0 ORDER BY w.name, w.id;
-- webhook_next() → i64: the next webhook's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM webhook;
-- webhook_active() → i64: webhooks that are told what happens
SELECT count(*)::BIGINT FROM webhook WHERE ended_ms = 0 AND stopped_ms = 0;
-- webhook_insert(id, name, address, events, is_full, secret, made_ms) → none: a new one
INSERT INTO webhook (id, name, address, events, is_full, secret, old_secret, old_until_ms, made_ms, failing_since_ms,
                     delivered_ms, stopped_ms, why, ended_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::BIGINT, $6::VARCHAR, '', 0, $7::BIGINT, 0, 0, 0, '', 0);
-- webhook_update(id, name, address, events, is_full) → none: it is asked otherwise
UPDATE webhook SET name = $2::VARCHAR, address = $3::VARCHAR, events = $4::VARCHAR, is_full = $5::BIGINT WHERE id = $1::BIGINT;
-- webhook_new_secret(id, secret, old_until_ms) → none: the old one signs a while longer
UPDATE webhook SET old_secret = secret, secret = $2::VARCHAR, old_until_ms = $3::BIGINT WHERE id = $1::BIGINT;
-- webhook_go_on(id) → none: it is told again
UPDATE webhook SET stopped_ms = 0, failing_since_ms = 0, why = '' WHERE id = $1::BIGINT;
-- webhook_stop(id, at_ms, why) → none: nothing is sent any longer
UPDATE webhook SET stopped_ms = $2::BIGINT, why = $3::VARCHAR WHERE id = $1::BIGINT;
-- webhook_remove(id, at_ms) → none: it is no more, nor are its secrets
UPDATE webhook SET ended_ms = $2::BIGINT, secret = '', old_secret = '' WHERE id = $1::BIGINT;
-- webhook_well(id, at_ms) → none: it took something
UPDATE webhook SET failing_since_ms = 0, delivered_ms = $2::BIGINT WHERE id = $1::BIGINT;
-- webhook_fails(id, at_ms) → none: it did not
UPDATE webhook SET failing_since_ms = $2::BIGINT WHERE id = $1::BIGINT AND failing_since_ms = 0;

-- webhook_delivery_next() → i64: the next delivery's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM webhook_delivery;
-- webhook_delivery_list(webhook, limit) → rows: the newest first
SELECT id, webhook, message, what, body, made_ms, state, due_ms, tries, tried_ms, status, why FROM webhook_delivery
WHERE webhook = $1::BIGINT ORDER BY id DESC LIMIT $2::BIGINT;
-- webhook_delivery_known(webhook, id) → i64: whether there is one
SELECT count(*)::BIGINT FROM webhook_delivery WHERE webhook = $1::BIGINT AND id = $2::BIGINT;
-- webhook_delivery_due(now_ms, limit) → rows: what is to be sent now, the earliest first
SELECT d.id, d.webhook, d.message, d.what, d.body, d.made_ms, d.state, d.due_ms, d.tries, d.tried_ms, d.status, d.why,
       w.address, w.secret, CASE WHEN w.old_until_ms > $1::BIGINT THEN w.old_secret ELSE '' END AS old_secret,
       w.failing_since_ms
FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
WHERE d.state = 'waiting' AND d.due_ms <= $1::BIGINT AND w.ended_ms = 0 AND w.stopped_ms = 0
ORDER BY d.due_ms, d.id LIMIT $2::BIGINT;
-- webhook_delivery_due_count(now_ms) → i64: how many there are
SELECT count(*)::BIGINT FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
WHERE d.state = 'waiting' AND d.due_ms <= $1::BIGINT AND w.ended_ms = 0 AND w.stopped_ms = 0;
-- webhook_delivery_settle(id, state, due_ms, tries, tried_ms, status, why) → none: how a try went
UPDATE webhook_delivery
SET state = $2::VARCHAR, due_ms = $3::BIGINT, tries = $4::BIGINT, tried_ms = $5::BIGINT, status = $6::BIGINT, why = $7::VARCHAR
WHERE id = $1::BIGINT;
-- webhook_delivery_again(id, due_ms) → none: from the beginning
UPDATE webhook_delivery SET state = 'waiting', due_ms = $2::BIGINT, tries = 0 WHERE id = $1::BIGINT;
-- webhook_delivery_drop(webhook) → none: what waits is given up
UPDATE webhook_delivery SET state = 'given_up' WHERE webhook = $1::BIGINT AND state = 'waiting';
-- webhook_delivery_old(before_ms) → i64: deliveries that ended before
SELECT count(*)::BIGINT FROM webhook_delivery WHERE state <> 'waiting' AND greatest(made_ms, tried_ms) < $1::BIGINT;
-- webhook_delivery_forget(before_ms) → none: they go
DELETE FROM webhook_delivery WHERE state <> 'waiting' AND greatest(made_ms, tried_ms) < $1::BIGINT;

-- Whose a message is, stands in its body: the kind and the id of what it is about, first in its data.
-- webhook_export(keys) → rows: what other systems were told of a person
WITH theirs AS (
    SELECT 'answer' AS kind, id FROM answer WHERE key IN (SELECT unnest($1::BIGINT[]))
    UNION ALL SELECT 'case' AS kind, id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[]))
    UNION ALL SELECT 'invite' AS kind, id FROM invite
    WHERE key IN (SELECT unnest($1::BIGINT[])) OR customer IN (SELECT unnest($1::BIGINT[]))
)
SELECT w.name AS told, d.what, d.made_ms, d.state, d.body
FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
JOIN theirs t ON strpos(d.body, '"data":{"kind":"' || t.kind || '","id":"' || CAST(t.id AS VARCHAR) || '"') > 0
ORDER BY d.id;
-- webhook_erase(keys) → none: of messages about a person which kind and which number is left, sent or not
UPDATE webhook_delivery
SET body = substr(body, 1, strpos(body, t.mark) - 1) || t.mark || '}}'
FROM (
    SELECT '"data":{"kind":"' || a.kind || '","id":"' || CAST(a.id AS VARCHAR) || '"' AS mark
    FROM (
        SELECT 'answer' AS kind, id FROM answer WHERE key IN (SELECT unnest($1::BIGINT[]))
        UNION ALL SELECT 'case' AS kind, id FROM rec_case WHERE customer IN (SELECT unnest($1::BIGINT[]))
        UNION ALL SELECT 'invite' AS kind, id FROM invite
        WHERE key IN (SELECT unnest($1::BIGINT[])) OR customer IN (SELECT unnest($1::BIGINT[]))
    ) a
) t
WHERE strpos(webhook_delivery.body, t.mark) > 0;
