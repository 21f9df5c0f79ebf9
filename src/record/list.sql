-- Pieces of a list's question; list.c puts them together. $c is a column of the kind's table, $p the next parameter with the
-- column's type, $n a next number or text, $m the one after.

-- record_param_i64() → fragment: a number as a parameter
$n::BIGINT;
-- record_param_f64() → fragment: a decimal number
$n::DOUBLE PRECISION;
-- record_param_dec4() → fragment: a sum of money
$n::DECIMAL(18, 4);
-- record_param_day() → fragment: a day
$n::DATE;
-- record_param_bool() → fragment: yes or no
$n::BIGINT::INTEGER::BOOLEAN;
-- record_param_text() → fragment: a text
$n::VARCHAR;

-- record_where() → fragment: all of them, before it is narrowed
WHERE true;
-- record_is() → fragment: a column is this
AND $c = $p;
-- record_from() → fragment: a column is this or more
AND $c >= $p;
-- record_to() → fragment: a column is this or less
AND $c <= $p;
-- record_has(choice) → fragment: this is among several choices; the parameter has a comma at both ends
AND position($n::VARCHAR IN ',' || $c || ',') > 0;
-- record_among(ids) → fragment: a reference is one of these
AND $c IN (SELECT unnest($n::BIGINT[]));
-- record_none() → fragment: nothing is said
AND $c IS NULL;
-- record_some() → fragment: something is said
AND $c IS NOT NULL;
-- record_search@duck(word) → fragment: a word begins so; LIKE takes twice as long, and so does naming the words twice
AND contains(' ' || search, ' ' || $n::VARCHAR);
-- record_search@pg(word) → fragment: a word begins so, by the index
AND array_to_tsvector(string_to_array(search, ' ')) @@ ($n::VARCHAR || ':*')::tsquery;

-- record_after@duck(value, id) → fragment: what follows on a page's last row
AND $c >= $p AND ($c > $p OR id > $m::BIGINT);
-- record_after@pg(value, id) → fragment: what follows on a page's last row
AND ($c, id) > ($p, $m::BIGINT);
-- record_before@duck(value, id) → fragment: the same downwards
AND $c <= $p AND ($c < $p OR id < $m::BIGINT);
-- record_before@pg(value, id) → fragment: the same downwards
AND ($c, id) < ($p, $m::BIGINT);
-- record_after_id(id) → fragment: what follows where nothing is said
AND id > $n::BIGINT;
-- record_before_id(id) → fragment: the same downwards
AND id < $n::BIGINT;
-- record_up(most) → fragment: a page, upwards
ORDER BY $c, id LIMIT $n::BIGINT;
-- record_down(most) → fragment: a page, downwards
ORDER BY $c DESC, id DESC LIMIT $n::BIGINT;
-- record_count_head() → fragment: how many there are, up to a bound
SELECT count(*)::BIGINT AS n FROM (SELECT id FROM;
-- record_count_tail(most) → fragment: the bound
LIMIT $n::BIGINT) some_records;
