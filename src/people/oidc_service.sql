-- oidc_service() → rows: the sign-in service, when there is one
SELECT is_on, name, issuer, client_id, client_secret, scopes, email_claim, name_claim, group_claim, trusts_email,
       adds_people, domains, groups, default_role, roles, changed_ms
FROM single_service WHERE id = 1;
-- oidc_service_clear() → none: no sign-in service
DELETE FROM single_service WHERE id = 1;
-- oidc_service_add(is_on, name, issuer, client_id, client_secret, scopes, email_claim, name_claim, group_claim, trusts_email, adds_people, domains, groups, default_role, roles, changed_ms) → none: the sign-in service
INSERT INTO single_service (id, is_on, name, issuer, client_id, client_secret, scopes, email_claim, name_claim,
                            group_claim, trusts_email, adds_people, domains, groups, default_role, roles, changed_ms)
VALUES (1, $1::BIGINT <> 0, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR,
        $9::VARCHAR, $10::BIGINT <> 0, $11::BIGINT <> 0, $12::VARCHAR, $13::VARCHAR, $14::VARCHAR, $15::VARCHAR,
        $16::BIGINT);
