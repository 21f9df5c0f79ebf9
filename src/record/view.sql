-- Questions of lists that are kept under a name.

-- view_next() → i64: the id of the next one
SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM rec_view;
-- view_add(id, kind, name, query, person, shared, changed_ms) → none: a new one
INSERT INTO rec_view (id, kind, name, query, person, shared, changed_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::BIGINT, $6::BIGINT::INTEGER::BOOLEAN, $7::BIGINT);
-- view_change(id, name, query, shared, changed_ms) → none: the same one anew
UPDATE rec_view SET name = $2::VARCHAR, query = $3::VARCHAR, shared = $4::BIGINT::INTEGER::BOOLEAN, changed_ms = $5::BIGINT
WHERE id = $1::BIGINT;
-- view_remove(id) → none: it goes
DELETE FROM rec_view WHERE id = $1::BIGINT;
-- view_get(id) → rows: one
SELECT id, kind, name, query, person, shared, changed_ms FROM rec_view WHERE id = $1::BIGINT;
-- view_list(kind, person) → rows: what a person may use
SELECT id, kind, name, query, person, shared, changed_ms FROM rec_view
WHERE kind = $1::VARCHAR AND (person = $2::BIGINT OR shared) ORDER BY lower(name), id LIMIT 500;
-- view_named(kind, person, name) → i64: the person's own one of that name
SELECT id FROM rec_view WHERE kind = $1::VARCHAR AND person = $2::BIGINT AND name = $3::VARCHAR ORDER BY id LIMIT 1;
-- view_count(person) → i64: how many a person has
SELECT count(*)::BIGINT AS n FROM rec_view WHERE person = $1::BIGINT;
