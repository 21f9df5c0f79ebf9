-- accounts_functions(limit) → rows: functions that somebody can be for
SELECT id, name FROM rec_function WHERE NOT archived ORDER BY sort, id LIMIT $1::BIGINT;
-- accounts_units(limit) → rows: units that somebody can be for
SELECT id, CASE WHEN label <> '' THEN label ELSE name END AS name FROM all_unit WHERE NOT archived
ORDER BY sort, id LIMIT $1::BIGINT;
-- accounts_scope_names(accounts) → rows: what each of these is for
SELECT s.account, coalesce(f.name, CASE WHEN u.label <> '' THEN u.label ELSE u.name END, '') AS name
FROM account_scope s LEFT JOIN rec_function f ON s.kind = 'function' AND f.id = s.id
LEFT JOIN all_unit u ON s.kind = 'unit' AND u.id = s.id
WHERE s.account = ANY($1::BIGINT[]) ORDER BY s.account, s.kind, name;
