-- case_reply(id) → rows: one template's words
SELECT text_en, text_fi, text_sv FROM rec_reply WHERE id = $1::BIGINT;
-- case_reply_for(occasion) → rows: the first template in use for an occasion
SELECT text_en, text_fi, text_sv FROM rec_reply
WHERE occasion = $1::VARCHAR AND state = 'in_use' AND NOT archived ORDER BY id LIMIT 1;
