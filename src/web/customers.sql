-- customers_of_units(customers, units) → i64: those of these customers who had an encounter in one of these units
SELECT DISTINCT customer FROM tally_unit
WHERE customer IN (SELECT unnest($1::BIGINT[])) AND unit IN (SELECT unnest($2::BIGINT[]));
-- customers_account(id) → str: name of an account
SELECT name FROM account WHERE id = $1::BIGINT;
-- customers_touchpoints() → rows: touchpoints as they are called on screen
SELECT id::BIGINT AS id, CASE WHEN label <> '' THEN label ELSE name END AS label FROM touchpoint ORDER BY id;
