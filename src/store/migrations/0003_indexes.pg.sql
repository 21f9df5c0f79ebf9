-- PostgreSQL finds repeats and keys through indexes; DuckDB scans sorted columns and needs none.
CREATE UNIQUE INDEX key_id ON key (id);
CREATE UNIQUE INDEX alias_key ON alias (key);
CREATE INDEX attribute_key ON attribute (key, name);
CREATE INDEX fact_happened ON fact (happened_ms, source);
CREATE INDEX fact_key ON fact (key);
CREATE INDEX remark_happened ON remark (happened_ms, source);
CREATE INDEX cube_day_metric ON cube_day (metric, day);
CREATE INDEX cube_month_metric ON cube_month (metric, day);
CREATE INDEX presence_key ON presence (key);
