-- Who may come in. Secrets (passwords, sessions, links, tokens, recovery codes) are kept as hashes; people/*.h say how.
CREATE TABLE account (
    id BIGINT PRIMARY KEY,
    email VARCHAR NOT NULL,         -- normalised; one that has not ended is there once
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,          -- people/role.h
    password VARCHAR NOT NULL,      -- Argon2id with its parameters; empty: invited, or another door
    made_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,       -- 0: may come in
    totp VARCHAR NOT NULL,          -- secret of one-time codes, base32; empty: none
    totp_step BIGINT NOT NULL       -- step of the last code that was used: none up to it is taken again
);

-- Functions and units that an account is for.
CREATE TABLE account_scope (
    account BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- function, unit
    id BIGINT NOT NULL
);

-- Codes that stand in for a lost device.
CREATE TABLE recovery_code (
    account BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    used_ms BIGINT NOT NULL         -- 0: not yet
);

CREATE TABLE session (
    hash VARCHAR PRIMARY KEY,
    account BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,        -- first signed in; a renewed session keeps it
    seen_ms BIGINT NOT NULL,        -- near enough
    ends_ms BIGINT NOT NULL,
    strong BOOLEAN NOT NULL,        -- with a one-time code
    address VARCHAR NOT NULL
);

-- Links for one use: set-up of the first administrator, invitation, reset.
CREATE TABLE one_time (
    hash VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,       -- setup, invite, reset
    account BIGINT NOT NULL,        -- 0 for setup
    made_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL         -- 0: not yet
);

-- Failed sign-ins by account and by address.
CREATE TABLE throttle (
    subject VARCHAR PRIMARY KEY,    -- "email HASH", "address 192.0.2.1"
    failures BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    next_ms BIGINT NOT NULL         -- no attempt is taken before
);

-- For programs.
CREATE TABLE api_token (
    id BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    scopes BIGINT NOT NULL,         -- bits of people/api_token.h
    account BIGINT NOT NULL,        -- who made it; 0: the command line
    made_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    revoked_ms BIGINT NOT NULL      -- 0: in use
);
