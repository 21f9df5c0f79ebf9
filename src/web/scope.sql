-- scope_touchpoints(functions) → rows: what these functions answer for
SELECT id FROM rec_touchpoint WHERE function = ANY($1::BIGINT[]) ORDER BY id;
