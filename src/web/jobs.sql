-- jobs_door_rows() → i64: sessions and failed sign-ins that are kept
SELECT ((SELECT count(*) FROM session) + (SELECT count(*) FROM throttle))::BIGINT;
