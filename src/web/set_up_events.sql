-- set_up_events_seen(name_from, name_to, since) → rows: metrics of events by how often they came since a day; names from the one up to the other
SELECT m.name, sum(d.n)::BIGINT AS n, max(d.day) AS last_day
FROM cube_day d JOIN metric m ON m.id = d.metric AND m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
WHERE m.name >= $1::VARCHAR AND m.name < $2::VARCHAR AND d.day >= $3::DATE
GROUP BY m.name HAVING sum(d.n) > 0 ORDER BY n DESC, m.name LIMIT 50;
