-- track_rule_all() → str str str str str str str str str: the company's rules
SELECT kind, name, becomes, metric, value, touchpoint, channel, unit, remark FROM track_rule ORDER BY kind, name;
-- track_rule_drop(kind, name) → none: the event has no rule
DELETE FROM track_rule WHERE kind = $1::VARCHAR AND name = $2::VARCHAR;
-- track_rule_known(kind, name) → i64: whether it has one
SELECT count(*)::BIGINT FROM track_rule WHERE kind = $1::VARCHAR AND name = $2::VARCHAR;
-- track_rule_add(kind, name, becomes, metric, value, touchpoint, channel, unit, remark, set_ms) → none: it has this one
INSERT INTO track_rule (kind, name, becomes, metric, value, touchpoint, channel, unit, remark, set_ms)
VALUES ($1::VARCHAR, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR, $9::VARCHAR,
        $10::BIGINT);
