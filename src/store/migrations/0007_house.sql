-- An account belongs to a person's record, and has a language of its own.
ALTER TABLE account ADD COLUMN person BIGINT DEFAULT 0; -- record of kind person; 0: none
ALTER TABLE account ADD COLUMN lang VARCHAR DEFAULT ''; -- fi, sv, en; empty: what the browser likes
