-- Accounts and the people's records that they belong to.

-- person_of_account(account) → i64: the record; no row when there is no such account
SELECT person FROM account WHERE id = $1::BIGINT;
-- person_account(record) → i64: the account that has not ended
SELECT id FROM account WHERE person = $1::BIGINT AND ended_ms = 0 ORDER BY id LIMIT 1;
-- person_by_email(email) → i64: the first two people of that address whom nobody comes in as
SELECT r.id FROM rec_person r
WHERE lower(r.email) = $1::VARCHAR AND NOT r.archived
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person = r.id AND a.ended_ms = 0)
ORDER BY r.id LIMIT 2;
-- person_link(account, record) → none: the account belongs to this person
UPDATE account SET person = $2::BIGINT WHERE id = $1::BIGINT;
