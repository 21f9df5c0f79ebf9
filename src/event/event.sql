-- event_last() → i64: the newest event's id, or the last that anybody is done with
SELECT greatest((SELECT coalesce(max(id), 0) FROM event), (SELECT coalesce(max(event), 0) FROM event_place))::BIGINT AS id;
-- event_page(after, names, limit) → rows: events that follow one, in their order; names are joined as ",a,b,", none: all
SELECT id, at_ms, what, about, data FROM event
WHERE id > $1::BIGINT AND ($2::VARCHAR = '' OR position(',' || what || ',' IN $2::VARCHAR) > 0)
ORDER BY id LIMIT $3::BIGINT;
-- event_place(reader) → i64: the last event that a reader is done with; no row when it never read
SELECT event FROM event_place WHERE reader = $1::VARCHAR;
-- event_place_add(reader, event) → none: a reader begins
INSERT INTO event_place (reader, event) VALUES ($1::VARCHAR, $2::BIGINT);
-- event_place_move(reader, event) → none: it is done with all up to this one
UPDATE event_place SET event = $2::BIGINT WHERE reader = $1::VARCHAR AND event < $2::BIGINT;
-- event_place_end(reader) → none: it reads no more
DELETE FROM event_place WHERE reader = $1::VARCHAR;
-- event_old(before_ms) → i64: events before a moment that all readers are done with
SELECT count(*)::BIGINT FROM event
WHERE at_ms < $1::BIGINT AND id <= (SELECT coalesce(min(event), 0) FROM event_place);
-- event_forget(before_ms) → none: they go
DELETE FROM event WHERE at_ms < $1::BIGINT AND id <= (SELECT coalesce(min(event), 0) FROM event_place);
