-- wall_next() → i64: the next wall's id
SELECT (coalesce(max(id), 0) + 1)::BIGINT FROM wall;
-- wall_insert(id, hash, name, lang, questions, made_ms, made_by) → none: a new wall
INSERT INTO wall (id, hash, name, lang, questions, made_ms, made_by, ended_ms)
VALUES ($1::BIGINT, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::BIGINT, $7::BIGINT, 0);
-- wall_all() → rows: walls that are shown, the newest first, with who made them
SELECT w.id, w.name, w.lang, w.questions, w.made_ms, w.made_by, coalesce(a.name, '') AS maker, w.ended_ms
FROM wall w LEFT JOIN account a ON a.id = w.made_by WHERE w.ended_ms = 0 ORDER BY w.id DESC;
-- wall_by_id(id) → rows: one wall, ended or not
SELECT w.id, w.name, w.lang, w.questions, w.made_ms, w.made_by, coalesce(a.name, '') AS maker, w.ended_ms
FROM wall w LEFT JOIN account a ON a.id = w.made_by WHERE w.id = $1::BIGINT;
-- wall_by_hash(hash) → rows: the wall that a secret opens, ended or not
SELECT w.id, w.name, w.lang, w.questions, w.made_ms, w.made_by, coalesce(a.name, '') AS maker, w.ended_ms
FROM wall w LEFT JOIN account a ON a.id = w.made_by WHERE w.hash = $1::VARCHAR;
-- wall_end(id, ended_ms) → none: revoked
UPDATE wall SET ended_ms = $2::BIGINT WHERE id = $1::BIGINT AND ended_ms = 0;
