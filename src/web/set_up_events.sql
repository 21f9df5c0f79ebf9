-- set_up_events_seen(family, since) → rows: metrics of a family by how often they came since a day, folded or not
SELECT m.name, sum(d.n)::BIGINT AS n, max(d.day) AS last_day
FROM (SELECT metric, day, n FROM cube_day WHERE day >= $2::DATE
      UNION ALL SELECT metric, day, n FROM cube_new WHERE day >= $2::DATE) d
JOIN metric m ON m.id = d.metric AND m.version = (SELECT max(v.version) FROM metric v WHERE v.id = m.id)
WHERE starts_with(m.name, $1::VARCHAR)
GROUP BY m.name HAVING sum(d.n) > 0 ORDER BY n DESC, m.name LIMIT 50;
