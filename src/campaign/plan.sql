-- plan_newest(campaign) → rows: the newest plan of a campaign: its number, the campaign's chance, and when the first was made
SELECT p.id, p.seed, (SELECT min(f.at_ms) FROM campaign_plan f WHERE f.campaign = $1::BIGINT) AS first_ms
FROM campaign_plan p WHERE p.campaign = $1::BIGINT ORDER BY p.id DESC LIMIT 1;
-- plan_next() → i64: the id of the next plan
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM campaign_plan;
-- plan_add(id, campaign, at_ms, seed, considered, planned, reasons) → none: one more plan
INSERT INTO campaign_plan (id, campaign, at_ms, seed, considered, planned, reasons)
VALUES ($1::BIGINT, $2::BIGINT, $3::BIGINT, $4::BIGINT, $5::BIGINT, $6::BIGINT, $7::VARCHAR);
-- plan_cells(campaign, ripe_ms) → rows: what became of a campaign's invites, by cell; ripe: asked so long ago that they would have answered
SELECT touchpoint::BIGINT AS touchpoint, unit::BIGINT AS unit, segment::BIGINT AS segment,
       sum(CASE WHEN sent_ms > 0 THEN 1 ELSE 0 END)::BIGINT AS asked,
       sum(CASE WHEN state IN ('planned', 'sent', 'opened', 'partly') THEN 1 ELSE 0 END)::BIGINT AS waits,
       sum(CASE WHEN state = 'answered' THEN 1 ELSE 0 END)::BIGINT AS answered,
       sum(CASE WHEN sent_ms > 0 AND (sent_ms <= $2::BIGINT OR state IN ('answered', 'declined', 'silent', 'bounced')) THEN 1 ELSE 0 END)::BIGINT AS ripe
FROM invite WHERE campaign = $1::BIGINT
GROUP BY touchpoint, unit, segment ORDER BY 1, 2, 3;
-- plan_used(campaign, from_ms) → rows: invites of a campaign since a moment, and ever
SELECT coalesce(sum(CASE WHEN planned_ms >= $2::BIGINT THEN 1 ELSE 0 END), 0)::BIGINT AS today, count(*)::BIGINT AS ever
FROM invite WHERE campaign = $1::BIGINT AND state <> 'dropped';
