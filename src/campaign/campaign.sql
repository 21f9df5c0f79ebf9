-- campaign_rows(id, state) → rows: campaigns that are not put away; 0: any number, empty: any state
SELECT c.id, c.name, c.state, c.survey, c.function, CASE WHEN c.about = 'encounter' THEN 1 ELSE 0 END AS of_encounters,
       CASE WHEN c.way = 'email' THEN 1 ELSE 0 END AS is_by_email, c.begins, c.ends,
       CASE WHEN c.aim = 'hunches' THEN 1 ELSE 0 END AS aims_at_hunches, c.touchpoint, c.unit,
       CASE WHEN c.segment = '' THEN 0 ELSE coalesce((SELECT s.id FROM segment s WHERE s.name = c.segment), -1) END::BIGINT AS segment,
       c.metric, coalesce(c.delay_hours, 0) AS delay_hours, coalesce(c.rest_days, 0) AS rest_days,
       coalesce(c.remind_days, 3) AS remind_days, coalesce(c.open_days, 30) AS open_days, coalesce(c.quota, 0) AS quota,
       coalesce(c.most, 0) AS most, coalesce(c.per_day, 0) AS per_day, coalesce(c.share, 100) AS share,
       coalesce(c.control, 0) AS control, coalesce(c.reminders, 0) AS reminders
FROM rec_campaign c
WHERE ($1::BIGINT = 0 OR c.id = $1::BIGINT) AND ($2::VARCHAR = '' OR c.state = $2::VARCHAR) AND (NOT c.archived OR $1::BIGINT > 0)
ORDER BY c.id DESC;
