-- refused_count(mark) → i64: whether that address wants nothing more
SELECT count(*)::BIGINT FROM refused WHERE mark = $1::VARCHAR;
-- refused_add(mark, at_ms) → none: it wants nothing more
INSERT INTO refused (mark, at_ms) VALUES ($1::VARCHAR, $2::BIGINT);
-- refused_all@duck() → str: all of them, by their bytes
SELECT mark FROM refused ORDER BY mark;
-- refused_all@pg() → str: all of them, by their bytes
SELECT mark FROM refused ORDER BY mark COLLATE "C";
