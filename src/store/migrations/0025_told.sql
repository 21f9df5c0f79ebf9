-- That the customer of a closed case was asked how it was handled (src/case/case_ask): one question for each closing.
CREATE TABLE case_ask (
    answer BIGINT NOT NULL,         -- id of the answer that it becomes; what its link seals
    case_id BIGINT NOT NULL,
    asked_ms BIGINT NOT NULL
);
CREATE INDEX case_ask_answer ON case_ask (answer);
CREATE INDEX case_ask_case ON case_ask (case_id);

-- What the customer said of it; the words are the answer's.
CREATE TABLE case_judged (
    answer BIGINT NOT NULL,
    has_value BIGINT NOT NULL,      -- 1: a number was given
    value BIGINT NOT NULL,          -- the first number, in ten-thousandths
    is_unhappy BIGINT NOT NULL,     -- 1: it is a low one
    at_ms BIGINT NOT NULL
);
CREATE INDEX case_judged_answer ON case_judged (answer);

-- Addresses that want no more questions and no news, known by a mark that only the store can make (src/mail/refused).
CREATE TABLE refused (
    mark VARCHAR NOT NULL,          -- BLAKE2b-256 of the address, keyed, hex
    at_ms BIGINT NOT NULL
);
CREATE INDEX refused_mark ON refused (mark);
