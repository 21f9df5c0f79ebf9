-- reach_attributes(keys) → rows: what was told of a customer, the newest of each attribute last
SELECT n.name, a.value FROM attribute a JOIN attribute_name n ON n.id = a.name
WHERE a.key IN (SELECT unnest($1::BIGINT[])) ORDER BY a.at_ms, a.batch, n.name, a.value;
-- reach_bounced(address) → i64: mails that came back from an address
SELECT count(*)::BIGINT FROM invite WHERE state = 'bounced' AND address = $1::VARCHAR;
