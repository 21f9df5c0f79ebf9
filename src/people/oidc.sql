-- oidc_link(issuer, subject) → i64: the account of somebody who was here before
SELECT account FROM single_link WHERE issuer = $1::VARCHAR AND subject = $2::VARCHAR;
-- oidc_link_of(issuer, account) → i64: how many there are linked with an account
SELECT count(*)::BIGINT FROM single_link WHERE issuer = $1::VARCHAR AND account = $2::BIGINT;
-- oidc_link_add(issuer, subject, account, now_ms) → none: the two are one
INSERT INTO single_link (issuer, subject, account, made_ms, used_ms)
VALUES ($1::VARCHAR, $2::VARCHAR, $3::BIGINT, $4::BIGINT, $4::BIGINT);
-- oidc_link_used(issuer, subject, now_ms) → none: was here again
UPDATE single_link SET used_ms = $3::BIGINT WHERE issuer = $1::VARCHAR AND subject = $2::VARCHAR;
-- oidc_link_drop(issuer, subject) → none: the two are not one
DELETE FROM single_link WHERE issuer = $1::VARCHAR AND subject = $2::VARCHAR;
-- oidc_link_drop_account(account) → none: nobody there is this account
DELETE FROM single_link WHERE account = $1::BIGINT;
-- oidc_link_count(issuer) → i64: people linked with the service
SELECT count(*)::BIGINT FROM single_link l JOIN account a ON a.id = l.account
WHERE l.issuer = $1::VARCHAR AND a.ended_ms = 0;

-- oidc_start_add(hash, browser, address, path, ends_ms) → none: somebody is on the way
INSERT INTO single_start (hash, browser, address, path, ends_ms)
VALUES ($1::VARCHAR, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::BIGINT);
-- oidc_start_count() → i64: how many are on the way
SELECT count(*)::BIGINT FROM single_start;
-- oidc_start_count_of(address) → i64: how many of one address
SELECT count(*)::BIGINT FROM single_start WHERE address = $1::VARCHAR;
-- oidc_start_find(hash, browser, now_ms) → str: where that one wants to go; no row when it is none of this browser
SELECT path FROM single_start WHERE hash = $1::VARCHAR AND browser = $2::VARCHAR AND ends_ms > $3::BIGINT;
-- oidc_start_drop(hash) → none: it came back
DELETE FROM single_start WHERE hash = $1::VARCHAR;
-- oidc_start_drop_old(now_ms) → none: those that will not
DELETE FROM single_start WHERE ends_ms <= $1::BIGINT;
