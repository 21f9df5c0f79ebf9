-- figure_units() → rows: every unit, its organisation's name and whether it is ours
SELECT u.id::BIGINT AS id, coalesce(o.name, '') AS organisation, coalesce(o.ours, true) AS ours
FROM unit u LEFT JOIN organisation o ON o.id = u.organisation ORDER BY u.id;

-- figure_touchpoints() → rows: every touchpoint, its label and stage
SELECT id::BIGINT AS id, label, stage FROM touchpoint ORDER BY id;

-- figure_sizes@duck() → i64 i64: keys that were merged, and roughly how many facts there are
SELECT (SELECT count(*) FROM alias)::BIGINT AS merged,
       (SELECT coalesce(max(estimated_size), 0) FROM duckdb_tables() WHERE table_name = 'fact')::BIGINT AS facts;
-- figure_sizes@pg() → i64 i64: keys that were merged, and roughly how many facts there are
SELECT (SELECT count(*) FROM alias)::BIGINT AS merged, (pg_relation_size('fact') / 150)::BIGINT AS facts;

-- figure_scales(metric) → rows: sources whose answers came on a scale of their own
SELECT s.name, x.low, x.high, x.rule
FROM source_scale x JOIN source s ON s.id = x.source WHERE x.metric = $1::INTEGER ORDER BY s.name;

-- figure_scope(bucket, from_day, to_day) → rows: customers arriving and departing by unit, segment (-1: any) and bucket (1 day … 5 year); bucket 0: those arrived by the last day, those departed before the first
SELECT unit::BIGINT AS unit, segment::BIGINT AS segment,
       (CASE $1::BIGINT
            WHEN 1 THEN day
            WHEN 2 THEN date_trunc('week', day)::DATE
            WHEN 3 THEN date_trunc('month', day)::DATE
            WHEN 4 THEN date_trunc('quarter', day)::DATE
            WHEN 5 THEN date_trunc('year', day)::DATE
            ELSE $2::DATE
        END)::DATE AS bucket,
       sum(CASE WHEN $1::BIGINT > 0 OR day <= $3::DATE THEN arrived ELSE 0 END)::BIGINT AS arrived,
       sum(CASE WHEN $1::BIGINT > 0 OR day < $2::DATE THEN departed ELSE 0 END)::BIGINT AS departed
FROM scope
GROUP BY 1, 2, 3
ORDER BY 3, 1, 2;

-- figure_span(metric) → day day: the first and the last month that has the metric
SELECT min(day) AS first_day, max(day) AS last_day
FROM (SELECT day FROM cube_month WHERE metric = $1::INTEGER UNION ALL SELECT day FROM cube_new WHERE metric = $1::INTEGER) d;

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

