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
