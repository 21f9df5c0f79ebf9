-- audit_last() → rows: number and hash of the newest entry; no row when there is none
SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1;
-- audit_insert(number, at_ms, who, what, about, customer, detail, hash) → none: one more entry
INSERT INTO audit (number, at_ms, who, what, about, customer, detail, hash)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::BIGINT, $7::VARCHAR, $8::VARCHAR);
-- audit_page(after, limit) → rows: entries that follow a number, in their order
SELECT number, at_ms, who, what, about, customer, detail, hash FROM audit
WHERE number > $1::BIGINT ORDER BY number LIMIT $2::BIGINT;
-- audit_hash(number) → str: hash of one entry; no row when there is none
SELECT hash FROM audit WHERE number = $1::BIGINT;
-- audit_find(before, who, what, from_ms, to_ms, limit) → rows: entries that fit, the newest first; 0 and empty stand for any
SELECT number, at_ms, who, what, about, customer, detail FROM audit
WHERE ($1::BIGINT = 0 OR number < $1::BIGINT) AND ($2::VARCHAR = '' OR who = $2::VARCHAR)
  AND ($3::VARCHAR = '' OR starts_with(what, $3::VARCHAR))
  AND ($4::BIGINT = 0 OR at_ms >= $4::BIGINT) AND ($5::BIGINT = 0 OR at_ms < $5::BIGINT)
ORDER BY number DESC LIMIT $6::BIGINT;
