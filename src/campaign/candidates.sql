-- candidates_met(from_ms, to_ms, touchpoint, unit, segment, addresses, languages, survey) → rows: the newest encounter of each customer, and what decides whether they may be asked; 0: any
WITH of_metric AS (
    SELECT m.id FROM metric m
    WHERE NOT m.asked AND m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
), counted AS (
    SELECT f.key, f.touchpoint, f.channel, f.unit, f.segment, f.happened_ms
    FROM fact f JOIN of_metric m ON m.id = f.metric
    WHERE f.happened_ms > $1::BIGINT AND f.happened_ms <= $2::BIGINT AND f.subject = 1 AND f.key > 0 AND f.touchpoint > 0
      AND ($3::INTEGER = 0 OR f.touchpoint = $3::INTEGER) AND ($4::INTEGER = 0 OR f.unit = $4::INTEGER)
      AND ($5::INTEGER = 0 OR f.segment = $5::INTEGER)
    GROUP BY f.key, f.touchpoint, f.channel, f.unit, f.segment, f.happened_ms
    HAVING sum(f.change) > 0
), met AS (
    SELECT coalesce(a.customer, f.key) AS customer, f.key, f.touchpoint, f.channel, f.unit, f.segment, f.happened_ms,
           row_number() OVER (PARTITION BY coalesce(a.customer, f.key)
                              ORDER BY f.happened_ms DESC, f.key, f.touchpoint, f.unit, f.channel, f.segment) AS place
    FROM counted f JOIN key k ON k.id = f.key LEFT JOIN alias a ON a.key = f.key
    WHERE NOT k.erased
), said AS (
    SELECT coalesce(a.customer, t.key) AS customer, t.value,
           CASE WHEN t.name IN (SELECT unnest($6::BIGINT[])) THEN 1 ELSE 0 END AS is_address,
           row_number() OVER (PARTITION BY coalesce(a.customer, t.key), CASE WHEN t.name IN (SELECT unnest($6::BIGINT[])) THEN 1 ELSE 0 END
                              ORDER BY t.at_ms DESC, t.batch DESC, t.value) AS place
    FROM attribute t LEFT JOIN alias a ON a.key = t.key
    WHERE t.name IN (SELECT unnest($6::BIGINT[])) OR t.name IN (SELECT unnest($7::BIGINT[]))
), before AS (
    SELECT coalesce(a.customer, i.customer) AS customer, max(greatest(i.planned_ms, i.sent_ms)) AS asked_ms,
           max(CASE WHEN i.survey = $8::BIGINT THEN greatest(i.planned_ms, i.sent_ms) ELSE 0 END) AS asked_survey_ms
    FROM invite i LEFT JOIN alias a ON a.key = i.customer
    WHERE i.state NOT IN ('dropped', 'given_up')
    GROUP BY coalesce(a.customer, i.customer)
), about AS (
    SELECT DISTINCT coalesce(a.customer, i.customer) AS customer, i.happened_ms, i.touchpoint
    FROM invite i LEFT JOIN alias a ON a.key = i.customer
    WHERE i.happened_ms > $1::BIGINT AND i.happened_ms <= $2::BIGINT
), bounced AS (
    SELECT DISTINCT address FROM invite WHERE state = 'bounced' AND address <> ''
)
SELECT m.customer, m.key, m.happened_ms, m.touchpoint::BIGINT AS touchpoint, m.channel::BIGINT AS channel, m.unit::BIGINT AS unit,
       m.segment::BIGINT AS segment, coalesce(d.value, '') AS address, coalesce(l.value, '') AS lang,
       coalesce(b.asked_ms, 0)::BIGINT AS asked_ms, coalesce(b.asked_survey_ms, 0)::BIGINT AS asked_survey_ms,
       CASE WHEN o.customer IS NULL THEN 0 ELSE 1 END AS was_asked, CASE WHEN x.address IS NULL THEN 0 ELSE 1 END AS has_bounced
FROM met m
LEFT JOIN said d ON d.customer = m.customer AND d.is_address = 1 AND d.place = 1
LEFT JOIN said l ON l.customer = m.customer AND l.is_address = 0 AND l.place = 1
LEFT JOIN before b ON b.customer = m.customer
LEFT JOIN about o ON o.customer = m.customer AND o.happened_ms = m.happened_ms AND o.touchpoint = m.touchpoint
LEFT JOIN bounced x ON x.address = lower(trim(d.value))
WHERE m.place = 1
ORDER BY m.customer;
-- candidates_known(unit, segment, addresses, languages, survey, campaign) → rows: the same of all customers, where they were last
WITH met AS (
    SELECT coalesce(a.customer, p.key) AS customer, p.key, p.unit, p.segment,
           row_number() OVER (PARTITION BY coalesce(a.customer, p.key) ORDER BY p.day_last DESC, p.key, p.unit, p.segment) AS place
    FROM presence p JOIN key k ON k.id = p.key LEFT JOIN alias a ON a.key = p.key
    WHERE NOT k.erased AND k.subject = 1
), said AS (
    SELECT coalesce(a.customer, t.key) AS customer, t.value,
           CASE WHEN t.name IN (SELECT unnest($3::BIGINT[])) THEN 1 ELSE 0 END AS is_address,
           row_number() OVER (PARTITION BY coalesce(a.customer, t.key), CASE WHEN t.name IN (SELECT unnest($3::BIGINT[])) THEN 1 ELSE 0 END
                              ORDER BY t.at_ms DESC, t.batch DESC, t.value) AS place
    FROM attribute t LEFT JOIN alias a ON a.key = t.key
    WHERE t.name IN (SELECT unnest($3::BIGINT[])) OR t.name IN (SELECT unnest($4::BIGINT[]))
), before AS (
    SELECT coalesce(a.customer, i.customer) AS customer, max(greatest(i.planned_ms, i.sent_ms)) AS asked_ms,
           max(CASE WHEN i.survey = $5::BIGINT THEN greatest(i.planned_ms, i.sent_ms) ELSE 0 END) AS asked_survey_ms,
           max(CASE WHEN i.campaign = $6::BIGINT THEN 1 ELSE 0 END) AS by_this
    FROM invite i LEFT JOIN alias a ON a.key = i.customer
    WHERE i.state NOT IN ('dropped', 'given_up')
    GROUP BY coalesce(a.customer, i.customer)
), bounced AS (
    SELECT DISTINCT address FROM invite WHERE state = 'bounced' AND address <> ''
)
SELECT m.customer, m.key, 0::BIGINT AS happened_ms, 0::BIGINT AS touchpoint, 0::BIGINT AS channel, m.unit::BIGINT AS unit,
       m.segment::BIGINT AS segment, coalesce(d.value, '') AS address, coalesce(l.value, '') AS lang,
       coalesce(b.asked_ms, 0)::BIGINT AS asked_ms, coalesce(b.asked_survey_ms, 0)::BIGINT AS asked_survey_ms,
       coalesce(b.by_this, 0) AS was_asked, CASE WHEN x.address IS NULL THEN 0 ELSE 1 END AS has_bounced
FROM met m
LEFT JOIN said d ON d.customer = m.customer AND d.is_address = 1 AND d.place = 1
LEFT JOIN said l ON l.customer = m.customer AND l.is_address = 0 AND l.place = 1
LEFT JOIN before b ON b.customer = m.customer
LEFT JOIN bounced x ON x.address = lower(trim(d.value))
WHERE m.place = 1 AND ($1::INTEGER = 0 OR m.unit = $1::INTEGER) AND ($2::INTEGER = 0 OR m.segment = $2::INTEGER)
ORDER BY m.customer;
