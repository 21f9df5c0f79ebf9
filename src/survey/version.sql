-- survey_draft_of(survey) → rows: the draft; no row when nobody has written one
SELECT definition, edition, saved_ms, saved_by FROM survey_draft WHERE survey = $1::BIGINT;
-- survey_draft_add(survey, definition, at_ms, by) → none: the first draft
INSERT INTO survey_draft (survey, definition, edition, saved_ms, saved_by)
VALUES ($1::BIGINT, $2::VARCHAR, 1, $3::BIGINT, $4::BIGINT);
-- survey_draft_set(survey, definition, edition, at_ms, by) → none: the draft as it is now
UPDATE survey_draft SET definition = $2::VARCHAR, edition = $3::BIGINT, saved_ms = $4::BIGINT, saved_by = $5::BIGINT
WHERE survey = $1::BIGINT;
-- survey_version_newest(survey) → i64: the newest version's number; 0: none yet
SELECT coalesce(max(version), 0)::BIGINT FROM survey_version WHERE survey = $1::BIGINT;
-- survey_version_of(survey, version) → str: that version's definition; no row when there is none
SELECT definition FROM survey_version WHERE survey = $1::BIGINT AND version = $2::BIGINT;
-- survey_version_all(survey) → rows: all versions, the newest first
SELECT version, made_ms, made_by, why, definition FROM survey_version WHERE survey = $1::BIGINT ORDER BY version DESC;
-- survey_version_add(survey, version, definition, made_ms, made_by, why) → none: one more version
INSERT INTO survey_version (survey, version, definition, made_ms, made_by, why)
VALUES ($1::BIGINT, $2::BIGINT, $3::VARCHAR, $4::BIGINT, $5::BIGINT, $6::VARCHAR);
-- survey_code_of(survey) → str: the word that its metrics begin with; no row before its first version
SELECT code FROM survey_code WHERE survey = $1::BIGINT;
-- survey_code_whose(code) → i64: the survey with that word; no row when it is free
SELECT survey FROM survey_code WHERE code = $1::VARCHAR;
-- survey_code_add(survey, code) → none: from now on for ever
INSERT INTO survey_code (survey, code) VALUES ($1::BIGINT, $2::VARCHAR);
