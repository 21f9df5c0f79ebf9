-- case_late_rows(now_ms, limit) → rows: open cases whose time is over, and which of their two deadlines nobody was told of
SELECT id, no_answer, no_solution
FROM (SELECT c.id,
             CASE WHEN c.answered_at IS NULL AND c.answer_by < $1::BIGINT
                       AND NOT EXISTS (SELECT 1 FROM case_mark m WHERE m.case_id = c.id AND m.what = 'late.answer')
                  THEN 1 ELSE 0 END::BIGINT AS no_answer,
             CASE WHEN c.solve_by < $1::BIGINT
                       AND NOT EXISTS (SELECT 1 FROM case_mark m WHERE m.case_id = c.id AND m.what = 'late.solve')
                  THEN 1 ELSE 0 END::BIGINT AS no_solution
      FROM rec_case c
      WHERE c.state NOT IN ('closed', 'merged', 'suspected', 'discarded') AND NOT c.archived
        AND (c.answer_by < $1::BIGINT OR c.solve_by < $1::BIGINT)) late
WHERE no_answer + no_solution > 0
ORDER BY id LIMIT $2::BIGINT;
-- case_late_owners(person) → rows: whom to write to, of a person
SELECT email, name, lang FROM account WHERE person = $1::BIGINT AND person <> 0 AND ended_ms = 0;
-- case_late_across() → rows: whoever acts across functions
SELECT email, name, lang FROM account WHERE role = 'cx_owner' AND ended_ms = 0 ORDER BY id LIMIT 20;
