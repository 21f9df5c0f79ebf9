-- What an event that a program tells becomes (facts/track_rule.h). Events without a rule are counted by their names.
CREATE TABLE track_rule (
    kind VARCHAR NOT NULL,          -- track, page, screen, event
    name VARCHAR NOT NULL,          -- as programs say it; an end of * stands for any end
    becomes VARCHAR NOT NULL,       -- metric, count, nothing
    metric VARCHAR NOT NULL,        -- '': event.NAME
    value VARCHAR NOT NULL,         -- properties whose number it is, the first that is there; '': 1
    touchpoint VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,          -- the property that names the unit
    remark VARCHAR NOT NULL,        -- the property that has the customer's words
    set_ms BIGINT NOT NULL
);

-- That a visitor nobody knew turned out to be a customer, until the two keys are put together (facts/tie.h).
CREATE TABLE tie (
    key BIGINT NOT NULL,            -- the visitor's
    customer BIGINT NOT NULL,       -- a key of the customer
    at_ms BIGINT NOT NULL,
    batch BIGINT NOT NULL
);

-- Where other systems are told what happened (src/webhook).
CREATE TABLE webhook (
    id BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    events VARCHAR NOT NULL,        -- names parted by blanks; '': all
    is_full BIGINT NOT NULL,        -- 1: names and texts of an event go along, not only ids and numbers
    secret VARCHAR NOT NULL,        -- base64: what is sent is signed with it
    old_secret VARCHAR NOT NULL,    -- before it was renewed; both sign until
    old_until_ms BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    failing_since_ms BIGINT NOT NULL, -- the first failure since the last success; 0: none
    delivered_ms BIGINT NOT NULL,   -- the last success; 0: never
    stopped_ms BIGINT NOT NULL,     -- nothing is sent any longer; 0: it is
    why VARCHAR NOT NULL,           -- why not
    ended_ms BIGINT NOT NULL        -- removed
);
CREATE TABLE webhook_delivery (
    id BIGINT PRIMARY KEY,
    webhook BIGINT NOT NULL,
    message VARCHAR NOT NULL,       -- webhook-id: the same however often it is tried
    what VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    made_ms BIGINT NOT NULL,
    state VARCHAR NOT NULL,         -- waiting, delivered, given_up
    due_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    tried_ms BIGINT NOT NULL,       -- the last try
    status BIGINT NOT NULL,         -- what was answered then; 0: nothing
    why VARCHAR NOT NULL            -- why it failed then
);
