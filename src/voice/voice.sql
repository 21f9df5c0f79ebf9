-- What the words of remarks tell.

-- voice_themes() → rows: themes in use
SELECT id, name, changed_ms, words_fi, words_en, words_sv FROM rec_theme
WHERE NOT archived AND state = 'in_use' ORDER BY sort, id;

-- voice_place() → rows: how far reading has come
SELECT batch, source::BIGINT AS source, happened_ms, external FROM remark_place;
-- voice_place_drop() → none: it moves
DELETE FROM remark_place;
-- voice_place_add(batch, source, happened_ms, external) → none: to here
INSERT INTO remark_place (batch, source, happened_ms, external)
VALUES ($1::BIGINT, $2::INTEGER, $3::BIGINT, $4::VARCHAR);
-- voice_next(batch, source, happened_ms, external, limit) → rows: remarks after a place
SELECT batch, source::BIGINT AS source, happened_ms, external, text FROM remark
WHERE batch >= $1::BIGINT AND (batch, source, happened_ms, external) > ($1::BIGINT, $2::INTEGER, $3::BIGINT, $4::VARCHAR)
ORDER BY batch, source, happened_ms, external LIMIT $5::BIGINT;
-- voice_waits(batch, source, happened_ms, external) → i64: 1 when there is one
SELECT count(*)::BIGINT FROM (
    SELECT 1 FROM remark
    WHERE batch >= $1::BIGINT
      AND (batch, source, happened_ms, external) > ($1::BIGINT, $2::INTEGER, $3::BIGINT, $4::VARCHAR) LIMIT 1) one;
-- voice_newest_batch() → i64: the newest batch that brought words
SELECT coalesce(max(batch), 0)::BIGINT FROM remark;
-- voice_stale(version, limit) → rows: remarks that were read by others
SELECT t.id, t.batch, t.source::BIGINT AS source, t.happened_ms, t.external, r.text
FROM (SELECT id, batch, source, happened_ms, external FROM remark_tone WHERE made_by <> $1::BIGINT
      ORDER BY id LIMIT $2::BIGINT) t
JOIN remark r ON r.batch = t.batch AND r.source = t.source AND r.happened_ms = t.happened_ms AND r.external = t.external
ORDER BY t.id;
-- voice_stale_waits(version) → i64: 1 when there is one
SELECT count(*)::BIGINT FROM (SELECT 1 FROM remark_tone WHERE made_by <> $1::BIGINT LIMIT 1) one;
-- voice_forget(ids) → none: what was told of these
DELETE FROM remark_tone WHERE id IN (SELECT unnest($1::BIGINT[]));
-- voice_forget_themes(ids) → none: and their themes
DELETE FROM remark_theme WHERE remark IN (SELECT unnest($1::BIGINT[]));
-- voice_id_last() → i64: the last remark's id
SELECT coalesce(max(id), 0)::BIGINT FROM remark_tone;
-- voice_gone(first) → none: remarks from an id on whose words were erased
DELETE FROM remark_tone
WHERE id >= $1::BIGINT
  AND NOT EXISTS (SELECT 1 FROM remark r WHERE r.batch = remark_tone.batch AND r.source = remark_tone.source
                  AND r.external = remark_tone.external AND r.happened_ms = remark_tone.happened_ms);
-- voice_gone_themes() → none: themes of those that are no more
DELETE FROM remark_theme WHERE NOT EXISTS (SELECT 1 FROM remark_tone t WHERE t.id = remark_theme.remark);
-- voice_gone_hints() → none: examples that are no more
UPDATE theme_hint SET example = 0
WHERE example <> 0 AND NOT EXISTS (SELECT 1 FROM remark_tone t WHERE t.id = theme_hint.example);
-- voice_gone_evidence() → none: what was said of them as evidence
UPDATE remark_evidence SET why = ''
WHERE why <> '' AND NOT EXISTS (SELECT 1 FROM remark_tone t WHERE t.id = remark_evidence.remark);
-- voice_themes_of(ids) → i64 i64: themes of remarks
SELECT m.remark, m.theme FROM remark_theme m JOIN rec_theme h ON h.id = m.theme
WHERE m.remark IN (SELECT unnest($1::BIGINT[])) ORDER BY m.remark, h.sort, m.theme;

-- voice_hint_texts(language, limit) → rows: the newest remarks of a language that speak of no theme: id, tone, text
SELECT t.id, t.tone::BIGINT AS tone, r.text
FROM (SELECT id, tone, batch, source, happened_ms, external FROM remark_tone
      WHERE language = $1::SMALLINT AND id NOT IN (SELECT remark FROM remark_theme)
      ORDER BY happened_ms DESC, id DESC LIMIT $2::BIGINT) t
JOIN remark r ON r.batch = t.batch AND r.source = t.source AND r.happened_ms = t.happened_ms AND r.external = t.external
ORDER BY t.id;
-- voice_hint_drop() → none: the hints before
DELETE FROM theme_hint;
-- voice_hint_add(language, word, inside, outside, z, p, example, made_ms) → none: a hint
INSERT INTO theme_hint (language, word, inside, outside, z, p, example, made_ms)
VALUES ($1::SMALLINT, $2::VARCHAR, $3::BIGINT, $4::BIGINT, $5::DOUBLE PRECISION, $6::DOUBLE PRECISION, $7::BIGINT, $8::BIGINT);
-- voice_hints() → rows: those that are kept
SELECT language::BIGINT AS language, word, inside, outside, z, p, example FROM theme_hint ORDER BY z DESC, word;

-- voice_is(id) → i64: 1 when there is such a remark
SELECT count(*)::BIGINT FROM remark_tone WHERE id = $1::BIGINT;
-- voice_evidence_next() → i64: the id of the next
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM remark_evidence;
-- voice_evidence_stands(remark, kind, record) → i64: 1 when it stands there
SELECT count(*)::BIGINT FROM remark_evidence
WHERE remark = $1::BIGINT AND kind = $2::VARCHAR AND record = $3::BIGINT AND removed_ms = 0;
-- voice_evidence_add(id, remark, kind, record, why, made_ms, made_by) → none: it stands
INSERT INTO remark_evidence (id, remark, kind, record, why, made_ms, made_by, removed_ms, removed_by)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::BIGINT, $5::VARCHAR, $6::BIGINT, $7::BIGINT, 0, 0);
-- voice_evidence_is(id) → i64: 1 when it stands
SELECT count(*)::BIGINT FROM remark_evidence WHERE id = $1::BIGINT AND removed_ms = 0;
-- voice_evidence_remove(id, removed_ms, removed_by) → none: it stands no more
UPDATE remark_evidence SET removed_ms = $2::BIGINT, removed_by = $3::BIGINT WHERE id = $1::BIGINT AND removed_ms = 0;
-- voice_evidence_of_remark(remark) → rows: where a remark stands as evidence
SELECT id, remark, kind, record, why, made_ms, made_by FROM remark_evidence
WHERE remark = $1::BIGINT AND removed_ms = 0 ORDER BY id;
-- voice_evidence_of_record(kind, record) → rows: remarks beside a record
SELECT id, remark, kind, record, why, made_ms, made_by FROM remark_evidence
WHERE kind = $1::VARCHAR AND record = $2::BIGINT AND removed_ms = 0 ORDER BY id;
