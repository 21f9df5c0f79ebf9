-- jobs_door_rows() → i64: sessions, failed sign-ins, links and sign-ins under way that are kept
SELECT ((SELECT count(*) FROM session) + (SELECT count(*) FROM throttle) +
        (SELECT count(*) FROM one_time) + (SELECT count(*) FROM single_start))::BIGINT;
