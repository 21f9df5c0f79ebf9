-- set_up_counts() → rows: what there is of everything, in one row
SELECT (SELECT count(*) FROM rec_function WHERE NOT archived)::BIGINT AS functions,
       (SELECT count(*) FROM unit)::BIGINT AS units,
       (SELECT count(*) FROM channel)::BIGINT AS channels,
       (SELECT count(*) FROM rec_journey WHERE NOT archived)::BIGINT AS journeys,
       (SELECT count(*) FROM touchpoint)::BIGINT AS touchpoints,
       (SELECT count(*) FROM account WHERE ended_ms = 0)::BIGINT AS accounts,
       (SELECT count(*) FROM batch)::BIGINT AS batches,
       (SELECT count(*) FROM api_token WHERE revoked_ms = 0)::BIGINT AS tokens,
       (SELECT count(*) FROM rec_person WHERE NOT archived)::BIGINT AS people;
-- set_up_journeys() → i64 str i64: journeys with how many stages each has: id, name, stages
SELECT j.id, j.name, (SELECT count(*) FROM rec_stage s WHERE s.journey = j.id)::BIGINT AS stages
FROM rec_journey j WHERE NOT j.archived ORDER BY j.sort, j.id LIMIT 100;
-- set_up_sources() → str: sources that facts came from
SELECT name FROM source ORDER BY name LIMIT 500;
-- set_up_touchpoint(name) → i64: whether there is a touchpoint of that name
SELECT count(*)::BIGINT FROM touchpoint WHERE name = $1::VARCHAR;
