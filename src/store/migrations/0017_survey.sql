-- What surveys ask: the draft that is worked on, and every version that was taken into use. Surveys
-- themselves are records (rec_survey).
CREATE TABLE survey_draft (
    survey BIGINT PRIMARY KEY,
    definition VARCHAR NOT NULL,    -- JSON, docs/surveys.md; it may have flaws
    edition BIGINT NOT NULL,        -- how often it was saved: two people who change it are told
    saved_ms BIGINT NOT NULL,
    saved_by BIGINT NOT NULL        -- person; 0: nobody in particular
);
CREATE TABLE survey_version (
    survey BIGINT NOT NULL,
    version BIGINT NOT NULL,        -- from 1; answers belong to the version answered
    definition VARCHAR NOT NULL,    -- JSON without flaws, never changed
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,        -- person; 0: nobody in particular
    why VARCHAR NOT NULL            -- what changed, in words; may be empty
);
CREATE UNIQUE INDEX survey_version_of ON survey_version (survey, version);

-- The word that a survey's metrics begin with, made of its first name.
CREATE TABLE survey_code (
    survey BIGINT NOT NULL,
    code VARCHAR NOT NULL
);
CREATE UNIQUE INDEX survey_code_of ON survey_code (survey);
CREATE UNIQUE INDEX survey_code_is ON survey_code (code);
