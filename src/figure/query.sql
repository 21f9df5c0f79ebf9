-- Pieces of the one query behind figures; query.c puts them together. $n is the next parameter, $m the one after.

-- figure_by_touchpoint() → fragment: c.touchpoint
c.touchpoint::BIGINT;
-- figure_by_channel() → fragment: c.channel
c.channel::BIGINT;
-- figure_by_unit() → fragment: c.unit
c.unit::BIGINT;
-- figure_by_segment() → fragment: c.segment
c.segment::BIGINT;
-- figure_by_subject() → fragment: c.subject
c.subject::BIGINT;
-- figure_by_source() → fragment: c.source, from the facts
c.source::BIGINT;
-- figure_by_day() → fragment: the day
c.day;
-- figure_by_week() → fragment: the week's Monday
date_trunc('week', c.day)::DATE;
-- figure_by_month() → fragment: the month's first day; date_trunc takes far longer
c.day - (extract(day FROM c.day)::INTEGER - 1);
-- figure_by_quarter() → fragment: the quarter's first day
date_trunc('quarter', c.day)::DATE;
-- figure_by_year() → fragment: the year's first day
date_trunc('year', c.day)::DATE;
-- figure_by_attribute_1() → fragment: the first attribute's value
coalesce(a1.value, '');
-- figure_by_attribute_2() → fragment: the second attribute's value
coalesce(a2.value, '');
-- figure_by_nothing() → fragment: everything together
0::BIGINT;

-- figure_sums_boxes() → fragment: sums of cells for kinds that count boxes: n, total, squares, low, high, people, customers
sum(c.n)::BIGINT AS n, 0::DECIMAL(18, 4) AS total, 0::DECIMAL(38, 8) AS squares,
sum(c.low)::BIGINT AS low, sum(c.high)::BIGINT AS high, bit_or(c.people) AS people, -1::BIGINT AS customers;
-- figure_sums_total() → fragment: the same for exact totals
sum(c.n)::BIGINT AS n, sum(c.total)::DECIMAL(18, 4) AS total, 0::DECIMAL(38, 8) AS squares,
0::BIGINT AS low, 0::BIGINT AS high, bit_or(c.people) AS people, -1::BIGINT AS customers;
-- figure_sums_spread() → fragment: the same where the spread matters; squares take longer than all else to read
sum(c.n)::BIGINT AS n, sum(c.total)::DECIMAL(18, 4) AS total, sum(c.squares)::DECIMAL(38, 8) AS squares,
0::BIGINT AS low, 0::BIGINT AS high, bit_or(c.people) AS people, -1::BIGINT AS customers;
-- figure_sums_facts(box_low_e4, box_high_e4) → fragment: the same of one person's facts, to be summed again by figure_sums_people
sum(c.change)::BIGINT AS n, sum(c.change * CAST(c.value AS DECIMAL(28, 4)))::DECIMAL(18, 4) AS total,
sum(c.change * CAST(CAST(c.value AS DECIMAL(28, 4)) * c.value AS DECIMAL(38, 8)))::DECIMAL(38, 8) AS squares,
sum(CASE WHEN CAST(c.value AS DECIMAL(28, 4)) * 10000 <= $n::BIGINT THEN c.change ELSE 0 END)::BIGINT AS low,
sum(CASE WHEN CAST(c.value AS DECIMAL(28, 4)) * 10000 >= $m::BIGINT THEN c.change ELSE 0 END)::BIGINT AS high;
-- figure_sums_people() → fragment: sums over persons, and how many they are
sum(p.n)::BIGINT AS n, sum(p.total)::DECIMAL(18, 4) AS total, sum(p.squares)::DECIMAL(38, 8) AS squares,
sum(p.low)::BIGINT AS low, sum(p.high)::BIGINT AS high, bit_or(1::BIGINT << ((p.person % 63 + 63) % 63)::INTEGER) AS people, count(*)::BIGINT AS customers;

-- figure_from_months() → fragment: the cube by month; a folded cell that something was taken back from tells of no people, a
-- cell not yet folded that takes back makes all bits worthless
(SELECT metric, day, subject, touchpoint, channel, unit, segment, n, total, squares, low, high,
        CASE WHEN people < 0 THEN 0 ELSE people END AS people FROM cube_month
 UNION ALL
 SELECT metric, date_trunc('month', day)::DATE, subject, touchpoint, channel, unit, segment, n, total, squares, low, high,
        people FROM cube_new) c;
-- figure_from_days() → fragment: the cube by day
(SELECT metric, day, subject, touchpoint, channel, unit, segment, n, total, squares, low, high,
        CASE WHEN people < 0 THEN 0 ELSE people END AS people FROM cube_day
 UNION ALL
 SELECT metric, day, subject, touchpoint, channel, unit, segment, n, total, squares, low, high, people FROM cube_new) c;
-- figure_from_asked() → fragment: how many were asked for the metric; low: of them answered
(SELECT metric, day, subject, touchpoint, channel, unit, segment, asked AS n, answered AS low, 0::BIGINT AS high, people FROM asked) c;
-- figure_from_facts() → fragment: the facts
fact c LEFT JOIN alias al ON al.key = c.key;
-- Newest attributes: DuckDB ranks them in bounded memory; PostgreSQL plans a rank badly, and DISTINCT ON well.

-- figure_join_attribute_1@duck(name) → fragment: one attribute's newest value by key; $n is its name
LEFT JOIN (SELECT key, value FROM (
    SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY at_ms DESC, batch DESC, value) AS place
    FROM attribute WHERE name = $n::INTEGER) ranked WHERE place = 1) a1 ON a1.key = c.key;
-- figure_join_attribute_1@pg(name) → fragment: one attribute's newest value by key; $n is its name
LEFT JOIN (SELECT DISTINCT ON (key) key, value
           FROM attribute WHERE name = $n::INTEGER
           ORDER BY key, at_ms DESC, batch DESC, value) a1 ON a1.key = c.key;
-- figure_join_attribute_2@duck(name) → fragment: another attribute's
LEFT JOIN (SELECT key, value FROM (
    SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY at_ms DESC, batch DESC, value) AS place
    FROM attribute WHERE name = $n::INTEGER) ranked WHERE place = 1) a2 ON a2.key = c.key;
-- figure_join_attribute_2@pg(name) → fragment: another attribute's
LEFT JOIN (SELECT DISTINCT ON (key) key, value
           FROM attribute WHERE name = $n::INTEGER
           ORDER BY key, at_ms DESC, batch DESC, value) a2 ON a2.key = c.key;

-- figure_person() → fragment: who it was
coalesce(al.customer, c.key) AS person;
-- figure_where_metric(metric) → fragment: which facts at all
c.metric = $n::INTEGER;
-- figure_is_one(id) → fragment: a column is this
= $n::BIGINT;
-- figure_is_among(ids) → fragment: a column is one of these
IN (SELECT unnest($n::BIGINT[]));
-- figure_where_from(day) → fragment: from a day on
c.day >= $n::DATE;
-- figure_where_to(day) → fragment: up to a day
c.day <= $n::DATE;
-- figure_where_attribute@duck(name, values) → fragment: keys whose newest value of an attribute is one of these
c.key IN (SELECT key FROM (
    SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY at_ms DESC, batch DESC, value) AS place
    FROM attribute WHERE name = $n::INTEGER) ranked WHERE place = 1 AND value IN (SELECT unnest($m::VARCHAR[])));
-- figure_where_attribute@pg(name, values) → fragment: keys whose newest value of an attribute is one of these
c.key IN (SELECT key
          FROM (SELECT DISTINCT ON (key) key, value
                FROM attribute WHERE name = $n::INTEGER
                ORDER BY key, at_ms DESC, batch DESC, value) newest
          WHERE value IN (SELECT unnest($m::VARCHAR[])));

-- figure_remark_columns() → fragment: words with their place
r.text AS text, c.happened_ms AS happened_ms, c.day AS day, c.touchpoint::BIGINT AS touchpoint, c.channel::BIGINT AS channel,
c.unit::BIGINT AS unit, c.segment::BIGINT AS segment, v.value AS value, c.source::BIGINT AS source, c.external AS external,
c.batch AS batch, c.key AS key, t.id AS id, t.language::BIGINT AS language, t.tone::BIGINT AS tone, t.feelings::BIGINT AS feelings;
-- figure_remark_from(metric) → fragment: words, their fact, what they tell, and the value that came with them
fact c
JOIN remark r ON r.batch = c.batch AND r.source = c.source AND r.external = c.external AND r.happened_ms = c.happened_ms
LEFT JOIN remark_tone t ON t.batch = c.batch AND t.source = c.source AND t.external = c.external
                       AND t.happened_ms = c.happened_ms
LEFT JOIN fact v ON v.metric = $n::INTEGER AND v.source = c.source AND v.external = c.external
                AND v.happened_ms = c.happened_ms AND v.change = 1;
-- figure_remark_where() → fragment: words that were not taken back
c.change = 1 AND NOT EXISTS (SELECT 1 FROM fact b WHERE b.change = -1 AND b.metric = c.metric AND b.source = c.source
                             AND b.external = c.external AND b.happened_ms = c.happened_ms AND b.batch > c.batch);
-- figure_remark_word(word) → fragment: a word stands in them
position($n::VARCHAR IN lower(r.text)) > 0;
-- figure_remark_language(language) → fragment: in that language
t.language = $n::SMALLINT;
-- figure_remark_tone(tone) → fragment: sounding so
t.tone = $n::SMALLINT;
-- figure_remark_feelings(bits) → fragment: any of these feelings
(t.feelings & $n::SMALLINT) <> 0;
-- figure_remark_theme(theme) → fragment: of that theme
t.id IN (SELECT m.remark FROM remark_theme m WHERE m.theme = $n::BIGINT);
-- figure_remark_least(value) → fragment: given with at least that
v.value >= $n::DECIMAL(18, 4);
-- figure_remark_most(value) → fragment: given with at most that
v.value <= $n::DECIMAL(18, 4);
-- figure_remark_id(id) → fragment: that one
t.id = $n::BIGINT;
-- figure_remark_earlier(happened_ms) → fragment: after a place in the list: earlier than it
c.happened_ms <= $n::BIGINT;
-- figure_remark_past(happened_ms) → fragment: or at the same moment
(c.happened_ms < $n::BIGINT;
-- figure_remark_past_key(source, external) → fragment: and further on by key
OR (c.source, c.external) > ($n::INTEGER, $m::VARCHAR);
-- figure_remark_past_batch(source, external) → fragment: or with the same key
OR (c.source = $n::INTEGER AND c.external = $m::VARCHAR;
-- figure_remark_past_end(batch) → fragment: from a later batch
AND c.batch > $n::BIGINT));
-- figure_remark_page(most) → fragment: a page of them
ORDER BY c.happened_ms DESC, c.source, c.external, c.batch LIMIT $n::BIGINT;

-- figure_theme_by_month() → fragment: themes of words, and their month
m.theme AS theme, (c.day - (extract(day FROM c.day)::INTEGER - 1)) AS month;
-- figure_theme_by_nothing() → fragment: themes of words
m.theme AS theme, DATE '1970-01-01' AS month;
-- figure_theme_counts() → fragment: how many, of how many people
 count(*)::BIGINT AS n, count(DISTINCT coalesce(al.customer, c.key))::BIGINT AS people;
-- figure_theme_from() → fragment: words, their fact, and their themes; 0: every one
fact c
LEFT JOIN alias al ON al.key = c.key
JOIN remark_tone t ON t.batch = c.batch AND t.source = c.source AND t.external = c.external AND t.happened_ms = c.happened_ms
JOIN (SELECT remark, theme FROM remark_theme UNION ALL SELECT id, 0 FROM remark_tone) m ON m.remark = t.id;
-- figure_theme_groups() → fragment: by theme and month
GROUP BY 1, 2 ORDER BY 1, 2;
