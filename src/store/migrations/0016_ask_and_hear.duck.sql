-- Records: made from the tables of kinds by src/record/schema.c, and read before it was committed.
-- A text that is not said is empty, a reference 0; numbers, dates, moments and yes/no are NULL.

-- Questions that customers answer.
CREATE TABLE rec_survey (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    why VARCHAR NOT NULL
);

-- Whom a survey is sent to, when and how.
CREATE TABLE rec_campaign (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    survey BIGINT NOT NULL,                  -- survey; 0: none
    about VARCHAR NOT NULL,                  -- of its choices
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    segment VARCHAR NOT NULL,
    way VARCHAR NOT NULL,                    -- of its choices
    function BIGINT NOT NULL,                -- function; 0: none
    begins DATE,
    ends DATE,
    delay_hours DOUBLE PRECISION,
    aim VARCHAR NOT NULL,                    -- of its choices
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

-- Why cases come about; the company's own list.
CREATE TABLE rec_cause (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    what VARCHAR NOT NULL
);

-- The cause that many cases share.
CREATE TABLE rec_pattern (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    cause BIGINT NOT NULL,                   -- cause; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    metric BIGINT NOT NULL,                  -- metric; 0: none
    cost DECIMAL(18, 4),
    scenario VARCHAR NOT NULL
);

-- We change this; or we do not, and say why.
CREATE TABLE rec_decision (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,                 -- of its choices
    what VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    due DATE,
    pattern BIGINT NOT NULL,                 -- pattern; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    metric BIGINT NOT NULL,                  -- metric; 0: none
    expected DOUBLE PRECISION,
    told_en VARCHAR NOT NULL,
    told_fi VARCHAR NOT NULL,
    told_sv VARCHAR NOT NULL,
    is_public BOOLEAN
);

-- A complaint or other matter that somebody owns until it is closed.
CREATE TABLE rec_case (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    subject VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    matter VARCHAR NOT NULL,                 -- of its choices
    severity VARCHAR NOT NULL,               -- of its choices
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    unit BIGINT NOT NULL,                    -- unit; 0: none
    customer BIGINT NOT NULL,                -- key; 0: none
    way VARCHAR NOT NULL,                    -- of its choices
    found_by VARCHAR NOT NULL,               -- of its choices
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

-- Something that a case needs of somebody.
CREATE TABLE rec_task (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    title VARCHAR NOT NULL,
    matter_of BIGINT NOT NULL,               -- case; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    owner BIGINT NOT NULL,                   -- person; 0: none
    due DATE,
    what VARCHAR NOT NULL
);

-- Words that letters to customers begin with.
CREATE TABLE rec_reply (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    occasion VARCHAR NOT NULL,               -- of its choices
    text_en VARCHAR NOT NULL,
    text_fi VARCHAR NOT NULL,
    text_sv VARCHAR NOT NULL
);

-- What opens a case by itself.
CREATE TABLE rec_case_rule (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    opens_by VARCHAR NOT NULL,               -- of its choices
    metric BIGINT NOT NULL,                  -- metric; 0: none
    bound DOUBLE PRECISION,
    words VARCHAR NOT NULL,
    touchpoint BIGINT NOT NULL,              -- touchpoint; 0: none
    function BIGINT NOT NULL,                -- function; 0: none
    severity VARCHAR NOT NULL                -- of its choices
);

-- Days on which nobody works, beside weekends.
CREATE TABLE rec_closed_day (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    day DATE
);

-- What customers speak of, told by the words that they use.
CREATE TABLE rec_theme (
    id BIGINT NOT NULL,
    version INTEGER NOT NULL,                -- of the record, from 1; each one lies in rec_version
    state VARCHAR NOT NULL,                  -- empty where the kind has none
    archived BOOLEAN NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,                 -- person; 0: nobody in particular
    changed_ms BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    sort VARCHAR NOT NULL,                   -- the title as it is sorted: small letters
    search VARCHAR NOT NULL,                 -- words of all texts, small letters, parted by one blank
    name VARCHAR NOT NULL,
    words_fi VARCHAR NOT NULL,
    words_en VARCHAR NOT NULL,
    words_sv VARCHAR NOT NULL,
    function BIGINT NOT NULL                 -- function; 0: none
);

