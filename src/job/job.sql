-- job_all() → rows: every job that was ever due
SELECT name, lease_ends_ms, began_ms, ended_ms FROM job ORDER BY name;
-- job_of(name) → rows: one of them
SELECT lease_ends_ms, began_ms, ended_ms FROM job WHERE name = $1::VARCHAR;
-- job_insert(name, at_ms) → none: it counts as having begun then, and has never ended
INSERT INTO job (name, lease, lease_ends_ms, began_ms, ended_ms) VALUES ($1::VARCHAR, '', 0, $2::BIGINT, 0);
-- job_claim(name, lease, lease_ends_ms, began_ms) → none: it runs
UPDATE job SET lease = $2::VARCHAR, lease_ends_ms = $3::BIGINT, began_ms = $4::BIGINT WHERE name = $1::VARCHAR;
-- job_end(name, lease, ended_ms) → none: it ran
UPDATE job SET lease = '', lease_ends_ms = 0, ended_ms = $3::BIGINT WHERE name = $1::VARCHAR AND lease = $2::VARCHAR;
-- job_free_all() → none: nothing runs
UPDATE job SET lease = '', lease_ends_ms = 0;
-- job_ask(name) → none: it is due, unless it runs
UPDATE job SET began_ms = 0, ended_ms = 0 WHERE name = $1::VARCHAR AND lease_ends_ms = 0;
-- job_run_next() → i64: the next run's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM job_run;
-- job_run_insert(id, name, began_ms, ended_ms, failed, did, about, hint) → none: how it went
INSERT INTO job_run (id, name, began_ms, ended_ms, failed, did, about, hint)
VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT, $4::BIGINT, $5::BIGINT <> 0, $6::BIGINT, $7::VARCHAR, $8::VARCHAR);
-- job_run_list(name, limit) → rows: the newest first
SELECT name, began_ms, ended_ms, failed, did, about, hint FROM job_run
WHERE $1::VARCHAR = '' OR name = $1::VARCHAR ORDER BY id DESC LIMIT $2::BIGINT;
-- job_run_old(before_ms) → i64: runs that ended before
SELECT count(*)::BIGINT FROM job_run WHERE ended_ms < $1::BIGINT;
-- job_run_forget(before_ms) → none: nothing of them stays
DELETE FROM job_run WHERE ended_ms < $1::BIGINT;
