-- Who is asked, and what became of it. Owned by src/campaign; asked by src/facts.

-- One customer who is asked.
CREATE TABLE invite (
    id BIGINT NOT NULL,
    campaign BIGINT NOT NULL,
    survey BIGINT NOT NULL,
    plan BIGINT NOT NULL,           -- campaign_plan that chose it
    customer BIGINT NOT NULL,       -- as it was when it was planned
    key BIGINT NOT NULL,            -- that the encounter came with
    touchpoint INTEGER NOT NULL,    -- of the encounter; 0: none
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    happened_ms BIGINT NOT NULL,    -- the encounter; 0: about the relationship
    address VARCHAR NOT NULL,       -- emptied when the customer is erased, and some time after the end
    lang VARCHAR NOT NULL,
    state VARCHAR NOT NULL,         -- campaign/invite.h
    planned_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,         -- the next mail, or the next try
    sent_ms BIGINT NOT NULL,        -- the first one was taken by a mail server; 0: not yet
    opened_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    closes_ms BIGINT NOT NULL,      -- no answer is taken later
    reminders INTEGER NOT NULL,     -- sent
    reminders_left INTEGER NOT NULL,
    tries INTEGER NOT NULL,         -- of what is to be sent now
    answer BIGINT NOT NULL,         -- 0: none began
    counted INTEGER NOT NULL,       -- 1: told among those who answered (table asked)
    lease_ms BIGINT NOT NULL,       -- being sent until then; 0: by nobody
    code VARCHAR NOT NULL,          -- Message-ID before the @
    why VARCHAR NOT NULL
);

-- Each time that it was decided who is asked, so that it can be told again.
CREATE TABLE campaign_plan (
    id BIGINT NOT NULL,
    campaign BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    seed BIGINT NOT NULL,           -- the campaign's chance, the same in all of its plans
    considered BIGINT NOT NULL,     -- encounters or customers looked at
    planned BIGINT NOT NULL,
    reasons VARCHAR NOT NULL        -- JSON: how many were not asked, by reason
);

-- How many were asked by us and answered, as deltas; day is when they were asked, of both.
CREATE TABLE asked (
    metric INTEGER NOT NULL,
    day DATE NOT NULL,
    subject SMALLINT NOT NULL,
    touchpoint INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    asked BIGINT NOT NULL,          -- a bounced one is taken back
    answered BIGINT NOT NULL,
    people BIGINT NOT NULL          -- bits, as in the cube
);
