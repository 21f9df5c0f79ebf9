-- Pieces of a search; search.c puts them together, with those of list.sql.

-- search_title_head() → fragment: records whose title has the words
SELECT * FROM (SELECT id, $c AS title, state, true AS by_title;
-- search_text_head() → fragment: and those whose texts have them
UNION ALL SELECT * FROM (SELECT id, $c AS title, state, false AS by_title;
-- search_from() → fragment: where they are
FROM $c;
-- search_word(word) → fragment: a word of the title begins so
AND position(' ' || $n::VARCHAR IN ' ' || sort) > 0;
-- search_title_tail(most) → fragment: the first of them
ORDER BY sort, id LIMIT $n::BIGINT) by_title;
-- search_text_tail(most) → fragment: those that changed last
ORDER BY changed_ms DESC, id DESC LIMIT $n::BIGINT) by_text;
