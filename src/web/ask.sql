-- ask_touchpoint(name) → i64: whether there is one of that name
SELECT count(*)::BIGINT FROM touchpoint WHERE name = $1::VARCHAR;
-- ask_channel(name) → i64: the same of a channel
SELECT count(*)::BIGINT FROM channel WHERE name = $1::VARCHAR;
-- ask_unit(name) → i64: the same of a unit
SELECT count(*)::BIGINT FROM unit WHERE name = $1::VARCHAR;
-- ask_segment(name) → i64: the same of a segment
SELECT count(*)::BIGINT FROM segment WHERE name = $1::VARCHAR;
