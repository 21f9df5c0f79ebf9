-- ask_touchpoint(name) → i64: whether there is one of that name
SELECT count(*)::BIGINT FROM touchpoint WHERE name = $1::VARCHAR;
-- ask_channel(name) → i64: the same of a channel
SELECT count(*)::BIGINT FROM channel WHERE name = $1::VARCHAR;
-- ask_unit(name) → i64: the same of a unit
SELECT count(*)::BIGINT FROM unit WHERE name = $1::VARCHAR;
-- ask_segment(name) → i64: the same of a segment
SELECT count(*)::BIGINT FROM segment WHERE name = $1::VARCHAR;
-- ask_units() → str: units of our own that facts know, by name
SELECT u.name FROM unit u LEFT JOIN organisation o ON o.id = u.organisation
WHERE u.name <> '' AND coalesce(o.ours, true) ORDER BY u.name LIMIT 200;
