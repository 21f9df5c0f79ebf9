-- settings_forget(name) → none: nothing of it stays, as of a secret that was changed
DELETE FROM setting WHERE name = $1::VARCHAR;
