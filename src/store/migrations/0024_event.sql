-- What happened that others act upon (src/event). Written in the transaction of its cause.
CREATE TABLE event (
    id BIGINT NOT NULL,             -- in the order that it happened
    at_ms BIGINT NOT NULL,
    what VARCHAR NOT NULL,          -- answer.ended, case.opened …
    about BIGINT NOT NULL,          -- the noun's id
    data VARCHAR NOT NULL           -- JSON object of ids, numbers and names; empty: nothing more
);
CREATE UNIQUE INDEX event_id ON event (id);

-- How far each of those who act has come.
CREATE TABLE event_place (
    reader VARCHAR PRIMARY KEY,
    event BIGINT NOT NULL           -- done with all up to this one
);
