-- visitor_account(account) → rows: what pages want to know of who is signed in
SELECT name, email, person, lang FROM account WHERE id = $1::BIGINT AND ended_ms = 0;
