-- Records: made from the tables of kinds by src/record/schema.c, and read before it was committed.
-- A text that is not said is empty, a reference 0; numbers, dates, moments and yes/no are NULL.

-- Questions that customers answer.
CREATE TABLE rec_survey (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    why VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_survey_id ON rec_survey (id);
CREATE INDEX rec_survey_sort ON rec_survey (sort, id);
CREATE INDEX rec_survey_changed ON rec_survey (changed_ms, id);
CREATE INDEX rec_survey_title ON rec_survey (name);
CREATE INDEX rec_survey_search ON rec_survey USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_survey_by_function ON rec_survey (function, id);

-- Whom a survey is sent to, when and how.
CREATE TABLE rec_campaign (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    survey BIGINT NOT NULL,                  -- survey; 0: none
    about VARCHAR COLLATE "C" NOT NULL,      -- of its choices
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    segment VARCHAR COLLATE "C" NOT NULL,
    way VARCHAR COLLATE "C" NOT NULL,        -- of its choices
    function BIGINT NOT NULL,                -- function; 0: none
    begins DATE,
    ends DATE,
    delay_hours DOUBLE PRECISION,
    aim VARCHAR COLLATE "C" NOT NULL,        -- of its choices
    metric BIGINT NOT NULL,                  -- metric; 0: none
    quota DOUBLE PRECISION,
    most DOUBLE PRECISION,
    per_day DOUBLE PRECISION,
    share DOUBLE PRECISION,
    control DOUBLE PRECISION,
    rest_days DOUBLE PRECISION,
    reminders DOUBLE PRECISION,
    remind_days DOUBLE PRECISION,
    open_days DOUBLE PRECISION
);
CREATE UNIQUE INDEX rec_campaign_id ON rec_campaign (id);
CREATE INDEX rec_campaign_sort ON rec_campaign (sort, id);
CREATE INDEX rec_campaign_changed ON rec_campaign (changed_ms, id);
CREATE INDEX rec_campaign_title ON rec_campaign (name);
CREATE INDEX rec_campaign_search ON rec_campaign USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_campaign_by_survey ON rec_campaign (survey, id);
CREATE INDEX rec_campaign_by_about ON rec_campaign (about, id);
CREATE INDEX rec_campaign_by_touchpoint ON rec_campaign (touchpoint, id);
CREATE INDEX rec_campaign_by_unit ON rec_campaign (unit, id);
CREATE INDEX rec_campaign_by_segment ON rec_campaign (segment, id);
CREATE INDEX rec_campaign_by_way ON rec_campaign (way, id);
CREATE INDEX rec_campaign_by_function ON rec_campaign (function, id);
CREATE INDEX rec_campaign_by_begins ON rec_campaign (begins, id);
CREATE INDEX rec_campaign_by_ends ON rec_campaign (ends, id);
CREATE INDEX rec_campaign_by_delay_hours ON rec_campaign (delay_hours, id);
CREATE INDEX rec_campaign_by_aim ON rec_campaign (aim, id);
CREATE INDEX rec_campaign_by_metric ON rec_campaign (metric, id);
CREATE INDEX rec_campaign_by_quota ON rec_campaign (quota, id);
CREATE INDEX rec_campaign_by_most ON rec_campaign (most, id);
CREATE INDEX rec_campaign_by_per_day ON rec_campaign (per_day, id);
CREATE INDEX rec_campaign_by_share ON rec_campaign (share, id);
CREATE INDEX rec_campaign_by_control ON rec_campaign (control, id);
CREATE INDEX rec_campaign_by_rest_days ON rec_campaign (rest_days, id);
CREATE INDEX rec_campaign_by_reminders ON rec_campaign (reminders, id);
CREATE INDEX rec_campaign_by_remind_days ON rec_campaign (remind_days, id);
CREATE INDEX rec_campaign_by_open_days ON rec_campaign (open_days, id);

-- Why cases come about; the company's own list.
CREATE TABLE rec_cause (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    what VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_cause_id ON rec_cause (id);
CREATE INDEX rec_cause_sort ON rec_cause (sort, id);
CREATE INDEX rec_cause_changed ON rec_cause (changed_ms, id);
CREATE INDEX rec_cause_title ON rec_cause (name);
CREATE INDEX rec_cause_search ON rec_cause USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_cause_by_function ON rec_cause (function, id);

-- The cause that many cases share.
CREATE TABLE rec_pattern (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    cause BIGINT NOT NULL,                   -- cause; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    metric BIGINT NOT NULL,                  -- metric; 0: none
    cost DECIMAL(18, 4),
    scenario VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_pattern_id ON rec_pattern (id);
CREATE INDEX rec_pattern_sort ON rec_pattern (sort, id);
CREATE INDEX rec_pattern_changed ON rec_pattern (changed_ms, id);
CREATE INDEX rec_pattern_title ON rec_pattern (name);
CREATE INDEX rec_pattern_search ON rec_pattern USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_pattern_by_cause ON rec_pattern (cause, id);
CREATE INDEX rec_pattern_by_touchpoint ON rec_pattern (touchpoint, id);
CREATE INDEX rec_pattern_by_function ON rec_pattern (function, id);
CREATE INDEX rec_pattern_by_owner ON rec_pattern (owner, id);
CREATE INDEX rec_pattern_by_metric ON rec_pattern (metric, id);
CREATE INDEX rec_pattern_by_cost ON rec_pattern (cost, id);
CREATE INDEX rec_pattern_by_scenario ON rec_pattern (scenario, id);

-- We change this; or we do not, and say why.
CREATE TABLE rec_decision (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    answer VARCHAR COLLATE "C" NOT NULL,     -- of its choices
    what VARCHAR COLLATE "C" NOT NULL,
    why VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    due DATE,
    pattern BIGINT NOT NULL,                 -- pattern; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    metric BIGINT NOT NULL,                  -- metric; 0: none
    expected DOUBLE PRECISION,
    told_en VARCHAR COLLATE "C" NOT NULL,
    told_fi VARCHAR COLLATE "C" NOT NULL,
    told_sv VARCHAR COLLATE "C" NOT NULL,
    is_public BOOLEAN
);
CREATE UNIQUE INDEX rec_decision_id ON rec_decision (id);
CREATE INDEX rec_decision_sort ON rec_decision (sort, id);
CREATE INDEX rec_decision_changed ON rec_decision (changed_ms, id);
CREATE INDEX rec_decision_title ON rec_decision (name);
CREATE INDEX rec_decision_search ON rec_decision USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_decision_by_answer ON rec_decision (answer, id);
CREATE INDEX rec_decision_by_function ON rec_decision (function, id);
CREATE INDEX rec_decision_by_owner ON rec_decision (owner, id);
CREATE INDEX rec_decision_by_due ON rec_decision (due, id);
CREATE INDEX rec_decision_by_pattern ON rec_decision (pattern, id);
CREATE INDEX rec_decision_by_touchpoint ON rec_decision (touchpoint, id);
CREATE INDEX rec_decision_by_unit ON rec_decision (unit, id);
CREATE INDEX rec_decision_by_metric ON rec_decision (metric, id);
CREATE INDEX rec_decision_by_expected ON rec_decision (expected, id);
CREATE INDEX rec_decision_by_is_public ON rec_decision (is_public, id);

-- A complaint or other matter that somebody owns until it is closed.
CREATE TABLE rec_case (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    subject VARCHAR COLLATE "C" NOT NULL,
    number VARCHAR COLLATE "C" NOT NULL,
    matter VARCHAR COLLATE "C" NOT NULL,     -- of its choices
    severity VARCHAR COLLATE "C" NOT NULL,   -- of its choices
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    customer BIGINT NOT NULL,                -- key; 0: none
    way VARCHAR COLLATE "C" NOT NULL,        -- of its choices
    found_by VARCHAR COLLATE "C" NOT NULL,   -- of its choices
    answer_by BIGINT,
    solve_by BIGINT,
    answered_at BIGINT,
    solved_at BIGINT,
    escalated BOOLEAN,
    cause BIGINT NOT NULL,                   -- cause; 0: none
    pattern BIGINT NOT NULL,                 -- pattern; 0: none
    decision BIGINT NOT NULL,                -- decision; 0: none
    merged_with BIGINT NOT NULL,             -- case; 0: none
    repeats BIGINT NOT NULL                  -- case; 0: none
);
CREATE UNIQUE INDEX rec_case_id ON rec_case (id);
CREATE INDEX rec_case_sort ON rec_case (sort, id);
CREATE INDEX rec_case_changed ON rec_case (changed_ms, id);
CREATE INDEX rec_case_title ON rec_case (subject);
CREATE INDEX rec_case_search ON rec_case USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_case_by_number ON rec_case (number, id);
CREATE INDEX rec_case_by_matter ON rec_case (matter, id);
CREATE INDEX rec_case_by_severity ON rec_case (severity, id);
CREATE INDEX rec_case_by_function ON rec_case (function, id);
CREATE INDEX rec_case_by_owner ON rec_case (owner, id);
CREATE INDEX rec_case_by_touchpoint ON rec_case (touchpoint, id);
CREATE INDEX rec_case_by_unit ON rec_case (unit, id);
CREATE INDEX rec_case_by_customer ON rec_case (customer, id);
CREATE INDEX rec_case_by_way ON rec_case (way, id);
CREATE INDEX rec_case_by_found_by ON rec_case (found_by, id);
CREATE INDEX rec_case_by_answer_by ON rec_case (answer_by, id);
CREATE INDEX rec_case_by_solve_by ON rec_case (solve_by, id);
CREATE INDEX rec_case_by_answered_at ON rec_case (answered_at, id);
CREATE INDEX rec_case_by_solved_at ON rec_case (solved_at, id);
CREATE INDEX rec_case_by_escalated ON rec_case (escalated, id);
CREATE INDEX rec_case_by_cause ON rec_case (cause, id);
CREATE INDEX rec_case_by_pattern ON rec_case (pattern, id);
CREATE INDEX rec_case_by_decision ON rec_case (decision, id);
CREATE INDEX rec_case_by_merged_with ON rec_case (merged_with, id);
CREATE INDEX rec_case_by_repeats ON rec_case (repeats, id);

-- Something that a case needs of somebody.
CREATE TABLE rec_task (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    title VARCHAR COLLATE "C" NOT NULL,
    matter_of BIGINT NOT NULL,               -- case; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    due DATE,
    what VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_task_id ON rec_task (id);
CREATE INDEX rec_task_sort ON rec_task (sort, id);
CREATE INDEX rec_task_changed ON rec_task (changed_ms, id);
CREATE INDEX rec_task_title ON rec_task (title);
CREATE INDEX rec_task_search ON rec_task USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_task_by_matter_of ON rec_task (matter_of, id);
CREATE INDEX rec_task_by_function ON rec_task (function, id);
CREATE INDEX rec_task_by_owner ON rec_task (owner, id);
CREATE INDEX rec_task_by_due ON rec_task (due, id);

-- Words that letters to customers begin with.
CREATE TABLE rec_reply (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    occasion VARCHAR COLLATE "C" NOT NULL,   -- of its choices
    text_en VARCHAR COLLATE "C" NOT NULL,
    text_fi VARCHAR COLLATE "C" NOT NULL,
    text_sv VARCHAR COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rec_reply_id ON rec_reply (id);
CREATE INDEX rec_reply_sort ON rec_reply (sort, id);
CREATE INDEX rec_reply_changed ON rec_reply (changed_ms, id);
CREATE INDEX rec_reply_title ON rec_reply (name);
CREATE INDEX rec_reply_search ON rec_reply USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_reply_by_occasion ON rec_reply (occasion, id);

-- What opens a case by itself.
CREATE TABLE rec_case_rule (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    opens_by VARCHAR COLLATE "C" NOT NULL,   -- of its choices
    metric BIGINT NOT NULL,                  -- metric; 0: none
    bound DOUBLE PRECISION,
    words VARCHAR COLLATE "C" NOT NULL,
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    severity VARCHAR COLLATE "C" NOT NULL    -- of its choices
);
CREATE UNIQUE INDEX rec_case_rule_id ON rec_case_rule (id);
CREATE INDEX rec_case_rule_sort ON rec_case_rule (sort, id);
CREATE INDEX rec_case_rule_changed ON rec_case_rule (changed_ms, id);
CREATE INDEX rec_case_rule_title ON rec_case_rule (name);
CREATE INDEX rec_case_rule_search ON rec_case_rule USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_case_rule_by_opens_by ON rec_case_rule (opens_by, id);
CREATE INDEX rec_case_rule_by_metric ON rec_case_rule (metric, id);
CREATE INDEX rec_case_rule_by_bound ON rec_case_rule (bound, id);
CREATE INDEX rec_case_rule_by_words ON rec_case_rule (words, id);
CREATE INDEX rec_case_rule_by_touchpoint ON rec_case_rule (touchpoint, id);
CREATE INDEX rec_case_rule_by_function ON rec_case_rule (function, id);
CREATE INDEX rec_case_rule_by_severity ON rec_case_rule (severity, id);

-- Days on which nobody works, beside weekends.
CREATE TABLE rec_closed_day (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    day DATE
);
CREATE UNIQUE INDEX rec_closed_day_id ON rec_closed_day (id);
CREATE INDEX rec_closed_day_sort ON rec_closed_day (sort, id);
CREATE INDEX rec_closed_day_changed ON rec_closed_day (changed_ms, id);
CREATE INDEX rec_closed_day_title ON rec_closed_day (name);
CREATE INDEX rec_closed_day_search ON rec_closed_day USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_closed_day_by_day ON rec_closed_day (day, id);

-- What customers speak of, told by the words that they use.
CREATE TABLE rec_theme (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR COLLATE "C" NOT NULL,      -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR COLLATE "C" NOT NULL,       -- the title as it is sorted: small letters
    search VARCHAR COLLATE "C" NOT NULL,     -- words of all texts, small letters, parted by one blank
    name VARCHAR COLLATE "C" NOT NULL,
    words_fi VARCHAR COLLATE "C" NOT NULL,
    words_en VARCHAR COLLATE "C" NOT NULL,
    words_sv VARCHAR COLLATE "C" NOT NULL,
    function BIGINT NOT NULL                 -- function; 0: none
);
CREATE UNIQUE INDEX rec_theme_id ON rec_theme (id);
CREATE INDEX rec_theme_sort ON rec_theme (sort, id);
CREATE INDEX rec_theme_changed ON rec_theme (changed_ms, id);
CREATE INDEX rec_theme_title ON rec_theme (name);
CREATE INDEX rec_theme_search ON rec_theme USING gin (array_to_tsvector(string_to_array(search, ' ')));
CREATE INDEX rec_theme_by_words_fi ON rec_theme (words_fi, id);
CREATE INDEX rec_theme_by_words_en ON rec_theme (words_en, id);
CREATE INDEX rec_theme_by_words_sv ON rec_theme (words_sv, id);
CREATE INDEX rec_theme_by_function ON rec_theme (function, id);

