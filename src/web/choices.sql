-- metric_used() → i64: metrics that have facts
SELECT DISTINCT metric::BIGINT AS metric FROM (
    SELECT DISTINCT metric FROM cube_month UNION ALL SELECT DISTINCT metric FROM cube_new
) used ORDER BY metric;
