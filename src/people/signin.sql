-- signin_rehash(account, before, after) → none: the same password at today's cost
UPDATE account SET password = $3::VARCHAR WHERE id = $1::BIGINT AND password = $2::VARCHAR;
