-- Single sign-on by OpenID Connect: one sign-in service, whom it let in, and who is on the way there.

CREATE TABLE single_service (
    id BIGINT PRIMARY KEY,          -- always 1: there is one, or none
    is_on BOOLEAN NOT NULL,
    name VARCHAR NOT NULL,          -- as people know it: on the button
    issuer VARCHAR NOT NULL,        -- its address, to the letter
    client_id VARCHAR NOT NULL,     -- how we are known there
    client_secret VARCHAR NOT NULL, -- as it is: it has to be shown there; empty: a public client
    scopes VARCHAR NOT NULL,        -- what is asked for, parted by blanks
    email_claim VARCHAR NOT NULL,
    name_claim VARCHAR NOT NULL,
    group_claim VARCHAR NOT NULL,   -- empty: groups are not looked at
    trusts_email BOOLEAN NOT NULL,  -- its addresses count as checked though it does not say so
    adds_people BOOLEAN NOT NULL,   -- who has no account gets one
    domains VARCHAR NOT NULL,       -- of addresses, parted by blanks
    groups VARCHAR NOT NULL,        -- one a line
    default_role VARCHAR NOT NULL,  -- people/role.h
    roles VARCHAR NOT NULL,         -- "group = role", one a line: the first that fits
    changed_ms BIGINT NOT NULL
);

-- Who somebody is there and here.
CREATE TABLE single_link (
    issuer VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    account BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Sign-ins that began and have not come back.
CREATE TABLE single_start (
    hash VARCHAR PRIMARY KEY,       -- of the state that the service hands back
    browser VARCHAR NOT NULL,       -- hash of the cookie that it began with
    address VARCHAR NOT NULL,       -- where it began
    path VARCHAR NOT NULL,          -- where to go afterwards
    ends_ms BIGINT NOT NULL
);
