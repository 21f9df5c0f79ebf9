-- check_facts() → i64: facts that count
SELECT coalesce(sum(change), 0)::BIGINT FROM fact;
-- check_cells() → i64: cells of the cube
SELECT ((SELECT count(*) FROM cube_day) + (SELECT count(*) FROM cube_new))::BIGINT;
-- check_batches() → i64: batches in the log
SELECT count(*)::BIGINT FROM batch;

-- check_cube(metrics, box_low, box_high) → str: cells whose sums are not those of the facts; boxes in ten-thousandths by metric
WITH box AS (
    SELECT unnest($1::BIGINT[]) AS metric, unnest($2::BIGINT[]) AS low, unnest($3::BIGINT[]) AS high
), counted AS (
    SELECT f.metric, f.day, f.subject, f.touchpoint, f.channel, f.unit, f.segment,
           sum(f.change)::BIGINT AS n, sum(f.change * f.value)::DECIMAL(18, 4) AS total,
           sum(f.change * CAST(CAST(f.value AS DECIMAL(28, 4)) * f.value AS DECIMAL(38, 8)))::DECIMAL(38, 8) AS squares,
           sum(CASE WHEN CAST(f.value AS DECIMAL(28, 4)) * 10000 <= b.low THEN f.change ELSE 0 END)::BIGINT AS low,
           sum(CASE WHEN CAST(f.value AS DECIMAL(28, 4)) * 10000 >= b.high THEN f.change ELSE 0 END)::BIGINT AS high
    FROM fact f JOIN box b ON b.metric = f.metric
    GROUP BY f.metric, f.day, f.subject, f.touchpoint, f.channel, f.unit, f.segment
), kept AS (
    SELECT metric, day, subject, touchpoint, channel, unit, segment, sum(n)::BIGINT AS n,
           sum(total)::DECIMAL(18, 4) AS total, sum(squares)::DECIMAL(38, 8) AS squares, sum(low)::BIGINT AS low,
           sum(high)::BIGINT AS high
    FROM (SELECT * FROM cube_day UNION ALL SELECT * FROM cube_new) cell
    GROUP BY metric, day, subject, touchpoint, channel, unit, segment
)
SELECT 'metric ' || coalesce(m.name, '?') || ', ' || CAST(coalesce(c.day, k.day) AS VARCHAR) || ': facts ' ||
       CAST(coalesce(c.n, 0) AS VARCHAR) || ' (' || CAST(coalesce(c.total, 0)::DECIMAL(18, 4) AS VARCHAR) || '), cube ' ||
       CAST(coalesce(k.n, 0) AS VARCHAR) || ' (' || CAST(coalesce(k.total, 0)::DECIMAL(18, 4) AS VARCHAR) || ')' AS place
FROM counted c
FULL JOIN kept k ON k.metric = c.metric AND k.day = c.day AND k.subject = c.subject AND k.touchpoint = c.touchpoint
                AND k.channel = c.channel AND k.unit = c.unit AND k.segment = c.segment
LEFT JOIN metric m ON m.id = coalesce(c.metric, k.metric) AND m.version = 1
WHERE coalesce(c.n, 0) <> coalesce(k.n, 0) OR coalesce(c.total, 0) <> coalesce(k.total, 0)
   OR coalesce(c.squares, 0) <> coalesce(k.squares, 0) OR coalesce(c.low, 0) <> coalesce(k.low, 0)
   OR coalesce(c.high, 0) <> coalesce(k.high, 0)
ORDER BY 1 LIMIT 200;

-- check_month() → str: months of the cube that are not the sum of their days
WITH days AS (
    SELECT metric, date_trunc('month', day)::DATE AS month, sum(n)::BIGINT AS n, sum(total)::DECIMAL(18, 4) AS total,
           sum(squares)::DECIMAL(38, 8) AS squares, sum(low)::BIGINT AS low, sum(high)::BIGINT AS high
    FROM cube_day GROUP BY metric, date_trunc('month', day)::DATE
), months AS (
    SELECT metric, day AS month, sum(n)::BIGINT AS n, sum(total)::DECIMAL(18, 4) AS total,
           sum(squares)::DECIMAL(38, 8) AS squares, sum(low)::BIGINT AS low, sum(high)::BIGINT AS high
    FROM cube_month GROUP BY metric, day
)
SELECT 'metric ' || coalesce(name.name, '?') || ', ' || CAST(coalesce(d.month, m.month) AS VARCHAR) AS place
FROM days d FULL JOIN months m ON m.metric = d.metric AND m.month = d.month
LEFT JOIN metric name ON name.id = coalesce(d.metric, m.metric) AND name.version = 1
WHERE coalesce(d.n, 0) <> coalesce(m.n, 0) OR coalesce(d.total, 0) <> coalesce(m.total, 0)
   OR coalesce(d.squares, 0) <> coalesce(m.squares, 0) OR coalesce(d.low, 0) <> coalesce(m.low, 0)
   OR coalesce(d.high, 0) <> coalesce(m.high, 0)
ORDER BY 1 LIMIT 200;

-- check_identity() → str: identities of which more, or less, than one row counts
SELECT 'source ' || CAST(f.source AS VARCHAR) || ', id ' || f.external || ', metric ' || coalesce(m.name, '?') || ', ' ||
       CAST(f.times AS VARCHAR) || ' times' AS place
FROM (SELECT source, external, happened_ms, metric, sum(change) AS times FROM fact
      GROUP BY source, external, happened_ms, metric HAVING sum(change) <> 1) f
LEFT JOIN metric m ON m.id = f.metric AND m.version = 1
ORDER BY 1 LIMIT 200;

-- check_fact_batch() → str: batches that facts name and the log does not
SELECT 'batch ' || CAST(f.batch AS VARCHAR) AS place
FROM (SELECT DISTINCT batch FROM fact) f LEFT JOIN batch b ON b.id = f.batch
WHERE b.id IS NULL
ORDER BY 1 LIMIT 200;

-- check_fact_names() → str: numbers of names that facts use and the tables of names do not hold
SELECT what || ' ' || CAST(id AS VARCHAR) AS place
FROM (
    SELECT 'source' AS what, f.id FROM (SELECT DISTINCT source AS id FROM fact) f
    LEFT JOIN source s ON s.id = f.id WHERE s.id IS NULL
    UNION ALL
    SELECT 'metric', f.id FROM (SELECT DISTINCT metric AS id FROM fact) f
    LEFT JOIN metric m ON m.id = f.id AND m.version = 1 WHERE m.id IS NULL
    UNION ALL
    SELECT 'touchpoint', f.id FROM (SELECT DISTINCT touchpoint AS id FROM fact WHERE touchpoint <> 0) f
    LEFT JOIN touchpoint t ON t.id = f.id WHERE t.id IS NULL
    UNION ALL
    SELECT 'channel', f.id FROM (SELECT DISTINCT channel AS id FROM fact WHERE channel <> 0) f
    LEFT JOIN channel c ON c.id = f.id WHERE c.id IS NULL
    UNION ALL
    SELECT 'unit', f.id FROM (SELECT DISTINCT unit AS id FROM fact WHERE unit <> 0) f
    LEFT JOIN unit u ON u.id = f.id WHERE u.id IS NULL
    UNION ALL
    SELECT 'segment', f.id FROM (SELECT DISTINCT segment AS id FROM fact WHERE segment <> 0) f
    LEFT JOIN segment s ON s.id = f.id WHERE s.id IS NULL
    UNION ALL
    SELECT 'organisation', u.organisation FROM unit u
    LEFT JOIN organisation o ON o.id = u.organisation WHERE u.organisation <> 0 AND o.id IS NULL
) missing
ORDER BY 1 LIMIT 200;

-- check_fact_key() → str: keys that facts name and the store does not know; keys below 0 are of nobody known
SELECT 'key ' || CAST(f.key AS VARCHAR) AS place
FROM (SELECT DISTINCT key FROM fact WHERE key > 0) f LEFT JOIN key k ON k.id = f.key
WHERE k.id IS NULL
ORDER BY 1 LIMIT 200;

-- check_key_twice() → str: keys with more than one row
SELECT 'key ' || CAST(id AS VARCHAR) AS place FROM key GROUP BY id HAVING count(*) > 1 ORDER BY 1 LIMIT 200;

-- check_remark() → str: remarks without their fact
SELECT 'source ' || CAST(r.source AS VARCHAR) || ', id ' || r.external AS place
FROM remark r
LEFT JOIN (SELECT DISTINCT batch, source, external, happened_ms FROM fact
           WHERE metric = (SELECT min(id) FROM metric WHERE name = 'remark')) f
  ON f.batch = r.batch AND f.source = r.source AND f.external = r.external AND f.happened_ms = r.happened_ms
WHERE f.source IS NULL
ORDER BY 1 LIMIT 200;

-- check_alias() → str: merges of keys that are not there
SELECT 'key ' || CAST(a.key AS VARCHAR) AS place
FROM alias a LEFT JOIN key k ON k.id = a.key LEFT JOIN key m ON m.id = a.customer
WHERE k.id IS NULL OR m.id IS NULL
ORDER BY 1 LIMIT 200;
