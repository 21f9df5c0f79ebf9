-- account_next() → i64: the next account's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM account;
-- account_insert(id, email, name, role, made_ms) → none: a new account, without a password
INSERT INTO account (id, email, name, role, password, made_ms, ended_ms, totp, totp_step, person, lang)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, '', $5::BIGINT, 0, '', 0, 0, '');
-- account_all() → rows: every account, those that ended last
SELECT id, email, name, role, password, totp, totp_step, made_ms, ended_ms, person, lang,
       EXISTS (SELECT 1 FROM single_link l WHERE l.account = account.id) AS is_linked
FROM account
ORDER BY CASE WHEN ended_ms = 0 THEN 0 ELSE 1 END, id;
-- account_by_email(email) → rows: the account that has not ended
SELECT id, email, name, role, password, totp, totp_step, made_ms, ended_ms, person, lang,
       EXISTS (SELECT 1 FROM single_link l WHERE l.account = account.id) AS is_linked
FROM account
WHERE email = $1::VARCHAR AND ended_ms = 0;
-- account_by_id(id) → rows: the account
SELECT id, email, name, role, password, totp, totp_step, made_ms, ended_ms, person, lang,
       EXISTS (SELECT 1 FROM single_link l WHERE l.account = account.id) AS is_linked
FROM account WHERE id = $1::BIGINT;
-- account_search(text, limit, offset) → rows: those that have it in their name or address, by name
SELECT id, email, name, role, password, totp, totp_step, made_ms, ended_ms, person, lang,
       EXISTS (SELECT 1 FROM single_link l WHERE l.account = account.id) AS is_linked
FROM account
WHERE $1::VARCHAR = '' OR position($1::VARCHAR IN lower(name)) > 0 OR position($1::VARCHAR IN email) > 0
ORDER BY CASE WHEN ended_ms = 0 THEN 0 ELSE 1 END, lower(name), id LIMIT $2::BIGINT OFFSET $3::BIGINT;
-- account_name(id, name) → none: another name
UPDATE account SET name = $2::VARCHAR WHERE id = $1::BIGINT;
-- account_lang(id, lang) → none: another language
UPDATE account SET lang = $2::VARCHAR WHERE id = $1::BIGINT;
-- account_administrators() → i64: administrators who have come in
SELECT count(*)::BIGINT FROM account WHERE role = 'administrator' AND ended_ms = 0 AND password <> '';
-- account_role(id, role) → none: another role
UPDATE account SET role = $2::VARCHAR WHERE id = $1::BIGINT;
-- account_ended(id, ended_ms) → none: it has ended
UPDATE account SET ended_ms = $2::BIGINT, password = '', totp = '' WHERE id = $1::BIGINT;
-- account_password(id, password) → none: another password
UPDATE account SET password = $2::VARCHAR WHERE id = $1::BIGINT;
-- account_scope_of(account) → rows: functions and units it is for
SELECT kind, id FROM account_scope WHERE account = $1::BIGINT ORDER BY kind, id;
-- account_scope_clear(account) → none: for nothing any longer
DELETE FROM account_scope WHERE account = $1::BIGINT;
-- account_scope_add(account, kind, id) → none: for one more
INSERT INTO account_scope (account, kind, id) VALUES ($1::BIGINT, $2::VARCHAR, $3::BIGINT);
