-- A batch too large to be tallied in one turn: of it the keys up to here are (facts/tally.h). At most one row.
CREATE TABLE tally_part (
    batch BIGINT NOT NULL,
    key BIGINT NOT NULL
);
