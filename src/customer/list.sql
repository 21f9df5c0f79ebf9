-- Pieces of one statement, which list.c puts together. $c is a column of tally, $n the next parameter, $m the one after.

-- customer_rows() → fragment: what a list shows of each customer
SELECT t.customer, t.encounters, t.purchases, t.value, t.answers, t.first_ms, t.last_ms FROM tally t WHERE t.shown;
-- customer_count_head() → fragment: how many there are, up to a bound
SELECT count(*)::BIGINT AS n FROM (SELECT t.customer FROM tally t WHERE t.shown;
-- customer_count_tail(most) → fragment: the bound
LIMIT $n::BIGINT) some_customers;
-- customer_period(period) → fragment: in that year, or ever
AND t.period = $n::INTEGER;
-- customer_of_unit(units) → fragment: who had an encounter in one of these units
AND t.customer IN (SELECT u.customer FROM tally_unit u WHERE u.unit = ANY($n::BIGINT[]));
-- customer_of_attribute(name, value) → fragment: of whom an attribute says this
AND t.customer IN (SELECT a.customer FROM tally_attribute a WHERE a.name = $n::INTEGER AND a.value = $m::VARCHAR);
-- customer_among(customers) → fragment: one of these
AND t.customer IN (SELECT unnest($n::BIGINT[]));
-- customer_met() → fragment: who met us at all
AND t.encounters > 0;
-- customer_after_number@duck(value, customer) → fragment: what follows on a page's last row
AND $c >= $n::BIGINT AND ($c > $n::BIGINT OR t.customer > $m::BIGINT);
-- customer_after_number@pg(value, customer) → fragment: what follows on a page's last row
AND ($c, t.customer) > ($n::BIGINT, $m::BIGINT);
-- customer_before_number@duck(value, customer) → fragment: the same downwards
AND $c <= $n::BIGINT AND ($c < $n::BIGINT OR t.customer < $m::BIGINT);
-- customer_before_number@pg(value, customer) → fragment: the same downwards
AND ($c, t.customer) < ($n::BIGINT, $m::BIGINT);
-- customer_after_money@duck(value, customer) → fragment: the same of money
AND $c >= $n::DECIMAL(18, 4) AND ($c > $n::DECIMAL(18, 4) OR t.customer > $m::BIGINT);
-- customer_after_money@pg(value, customer) → fragment: the same of money
AND ($c, t.customer) > ($n::DECIMAL(18, 4), $m::BIGINT);
-- customer_before_money@duck(value, customer) → fragment: and downwards
AND $c <= $n::DECIMAL(18, 4) AND ($c < $n::DECIMAL(18, 4) OR t.customer < $m::BIGINT);
-- customer_before_money@pg(value, customer) → fragment: and downwards
AND ($c, t.customer) < ($n::DECIMAL(18, 4), $m::BIGINT);
-- customer_up(most) → fragment: a page, upwards
ORDER BY $c, t.customer LIMIT $n::BIGINT;
-- customer_down(most) → fragment: a page, downwards
ORDER BY $c DESC, t.customer DESC LIMIT $n::BIGINT;

-- customer_search@duck(from, to, folded_from, folded_to, names) → i64: customers with a key, or one of these attributes (its first or second word), that begins so
SELECT coalesce(a.customer, k.id) AS customer FROM key k LEFT JOIN alias a ON a.key = k.id
WHERE k.value >= $1::VARCHAR AND k.value < $2::VARCHAR AND NOT k.erased AND k.subject = 1
UNION
SELECT t.customer FROM tally_attribute t
WHERE t.name IN (SELECT unnest($5::BIGINT[]))
  AND ((t.folded >= $3::VARCHAR AND t.folded < $4::VARCHAR)
       OR (split_part(t.folded, ' ', 2) >= $3::VARCHAR AND split_part(t.folded, ' ', 2) < $4::VARCHAR))
LIMIT 1000;
-- customer_search@pg(from, to, folded_from, folded_to, names) → i64: the same by the indexes
SELECT coalesce(a.customer, k.id) AS customer FROM key k LEFT JOIN alias a ON a.key = k.id
WHERE k.value ~>=~ $1::VARCHAR AND k.value ~<~ $2::VARCHAR AND NOT k.erased AND k.subject = 1
UNION
SELECT t.customer FROM tally_attribute t
WHERE t.name IN (SELECT unnest($5::BIGINT[])) AND t.folded ~>=~ $3::VARCHAR AND t.folded ~<~ $4::VARCHAR
UNION
SELECT t.customer FROM tally_attribute t
WHERE t.name IN (SELECT unnest($5::BIGINT[])) AND split_part(t.folded, ' ', 2) ~>=~ $3::VARCHAR
  AND split_part(t.folded, ' ', 2) ~<~ $4::VARCHAR
LIMIT 1000;
-- customer_attributes(customers) → rows: what is said of these customers now
SELECT t.customer, n.name, t.value FROM tally_attribute t JOIN attribute_name n ON n.id = t.name
WHERE t.customer IN (SELECT unnest($1::BIGINT[]))
ORDER BY t.customer, n.name, t.value;
-- customer_first_keys(keys) → rows: the keys that are customers' numbers
SELECT k.id, n.name, k.value FROM key k JOIN namespace n ON n.id = k.namespace
WHERE k.id IN (SELECT unnest($1::BIGINT[]));
-- customer_periods() → rows: the first and the last year in which anybody met us; NULL when nobody did
SELECT min(period)::BIGINT AS first_year, max(period)::BIGINT AS last_year FROM tally WHERE shown AND period > 0;
-- customer_values(name, most) → rows: the commonest values of an attribute, and of how many keys
SELECT t.value, count(*)::BIGINT AS n FROM tally_attribute t JOIN attribute_name n ON n.id = t.name
WHERE n.name = $1::VARCHAR
GROUP BY t.value ORDER BY count(*) DESC, t.value LIMIT $2::BIGINT;
-- customer_lower(text) → str: as texts are folded for searching
SELECT lower($1::VARCHAR);
