-- figure_places() → rows: every touchpoint (1 in the first column), its label and stage; every unit (0), its organisation's name and "ours" or nothing
SELECT 0::BIGINT AS is_touchpoint, u.id::BIGINT AS id, coalesce(o.name, '') AS name,
       CASE WHEN coalesce(o.ours, true) THEN 'ours' ELSE '' END AS detail
FROM unit u LEFT JOIN organisation o ON o.id = u.organisation
UNION ALL
SELECT 1::BIGINT, id::BIGINT, label, stage FROM touchpoint
ORDER BY 1, 2;

-- figure_sizes@duck() → i64 i64: keys that were merged, and roughly how many facts there are
SELECT (SELECT count(*) FROM alias)::BIGINT AS merged,
       (SELECT coalesce(max(estimated_size), 0) FROM duckdb_tables() WHERE table_name = 'fact')::BIGINT AS facts;
-- figure_sizes@pg() → i64 i64: keys that were merged, and roughly how many facts there are
SELECT (SELECT count(*) FROM alias)::BIGINT AS merged, (pg_relation_size('fact') / 150)::BIGINT AS facts;

-- figure_scales(metric) → rows: sources whose answers came on a scale of their own
SELECT s.name, x.low, x.high, x.rule
FROM source_scale x JOIN source s ON s.id = x.source WHERE x.metric = $1::INTEGER ORDER BY s.name;

-- figure_scope(from_day, to_day) → rows: customers who arrived by the last day, and departed before the first, by unit and segment (-1: any); all on a day before all
SELECT unit::BIGINT AS unit, segment::BIGINT AS segment, DATE '1700-01-01' AS month,
       sum(arrived)::BIGINT AS arrived, sum(CASE WHEN day < $1::DATE THEN departed ELSE 0 END)::BIGINT AS departed
FROM scope
WHERE day <= $2::DATE
GROUP BY 1, 2;
-- figure_scope_months(from_day, to_day) → rows: customers arriving and departing by the first of the month too; those before the period on a day before all
SELECT unit::BIGINT AS unit, segment::BIGINT AS segment,
       CASE WHEN day < $1::DATE THEN DATE '1700-01-01' ELSE day - (extract(day FROM day)::INTEGER - 1) END AS month,
       sum(arrived)::BIGINT AS arrived, sum(departed)::BIGINT AS departed
FROM scope
WHERE day <= $2::DATE
GROUP BY 1, 2, 3;

-- figure_span(metric) → day day: the first and the last day that has the metric
SELECT min(day) AS first_day, max(day) AS last_day
FROM (SELECT day FROM cube_day WHERE metric = $1::INTEGER UNION ALL SELECT day FROM cube_new WHERE metric = $1::INTEGER) d;

-- figure_customers(activity, bucket, from_day, to_day, units) → rows: customers active by period: period, active, of them new, of them active in the period before
WITH active AS (
    SELECT DISTINCT coalesce(al.customer, f.key) AS person,
           (CASE $2::BIGINT
                WHEN 1 THEN f.day - DATE '1970-01-01'
                WHEN 2 THEN floor((f.day - DATE '1970-01-05') / 7.0)
                WHEN 3 THEN extract(year FROM f.day) * 12 + extract(month FROM f.day) - 1
                WHEN 4 THEN extract(year FROM f.day) * 4 + extract(quarter FROM f.day) - 1
                WHEN 5 THEN extract(year FROM f.day)
                ELSE floor((f.day - $3::DATE) / ($4::DATE - $3::DATE + 1.0))
            END)::BIGINT AS period
    FROM fact f LEFT JOIN alias al ON al.key = f.key
    WHERE f.metric = $1::INTEGER AND f.subject = 1 AND f.change = 1 AND f.key > 0 AND f.day <= $4::DATE
      AND f.unit IN (SELECT unnest($5::BIGINT[]))
), first_seen AS (
    SELECT person, min(period) AS period FROM active GROUP BY person
)
SELECT a.period AS period, count(*)::BIGINT AS active,
       count(CASE WHEN s.period = a.period THEN 1 END)::BIGINT AS fresh, count(b.person)::BIGINT AS kept
FROM active a
JOIN first_seen s ON s.person = a.person
LEFT JOIN active b ON b.person = a.person AND b.period = a.period - 1
GROUP BY a.period
ORDER BY a.period;

