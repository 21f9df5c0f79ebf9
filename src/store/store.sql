-- The store's own statements: transactions and the list of migrations.

-- store_begin() → none: a transaction
BEGIN;

-- store_begin_read@duck() → none: one snapshot for all that follows
BEGIN TRANSACTION READ ONLY;
-- store_begin_read@pg() → none: one snapshot for all that follows
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- store_session@duck() → none: what a connection begins with
SET TimeZone = 'UTC';
-- store_session@pg() → none: what a connection begins with; a forgotten transaction does not block the others for ever
SELECT set_config('TimeZone', 'UTC', false), set_config('client_min_messages', 'warning', false),
       set_config('idle_in_transaction_session_timeout', '15min', false);

-- store_forget@duck() → none: nothing to do, statements were given back one by one
SELECT 1;
-- store_forget@pg() → none: the server drops every prepared statement of the session
DEALLOCATE ALL;

-- store_lock_facts@duck() → none: nothing to take, the process has locks of its own
SELECT 1;
-- store_lock_facts@pg() → none: the lock of whoever writes facts, until the transaction ends
SELECT pg_advisory_xact_lock(7461746);

-- store_lock_records@duck() → none: nothing to take, the process has locks of its own
SELECT 1;
-- store_lock_records@pg() → none: the lock of whoever writes anything else, until the transaction ends
SELECT pg_advisory_xact_lock(7461747);

-- store_commit() → none: makes it durable
COMMIT;

-- store_rollback() → none: forgets it
ROLLBACK;

-- migration_table_exists() → i64: 1 when the store is ours
SELECT count(*)::BIGINT AS tables FROM information_schema.tables
WHERE table_schema = current_schema() AND table_name = 'migration';

-- migration_table() → none: where applied migrations are kept
CREATE TABLE migration (
    number INTEGER NOT NULL,        -- NNNN of src/store/migrations
    name VARCHAR NOT NULL,
    at_ms BIGINT NOT NULL
);

-- migration_numbers() → rows: migrations that the store has seen
SELECT number FROM migration ORDER BY number;

-- migration_add(number, name, at_ms) → none: one more
INSERT INTO migration (number, name, at_ms) VALUES ($1::INTEGER, $2::VARCHAR, $3::BIGINT);

-- store_tables() → i64: tables in the schema we write to; tells an empty store from somebody else's
SELECT count(*)::BIGINT AS tables FROM information_schema.tables WHERE table_schema = current_schema();

-- store_table_names() → str: the tables of the store, but the list of migrations
SELECT table_name::VARCHAR AS name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'migration'
ORDER BY 1;
-- store_migration_last() → i64: the newest migration that the store has seen
SELECT coalesce(max(number), 0)::BIGINT FROM migration;
