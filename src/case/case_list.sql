-- case_rows(view, person, sees_all, across, functions, units, function, touchpoint, unit, cause, decision, pattern, customer, severity, found_by, search, now_ms, limit, offset) → rows: cases as they wait, late ones first
SELECT c.id, c.function, c.owner, c.touchpoint, c.made_ms,
       CASE WHEN c.state IN ('closed', 'merged', 'suspected', 'discarded') THEN 0
            WHEN c.answered_at IS NULL THEN coalesce(c.answer_by, 0) ELSE coalesce(c.solve_by, 0) END AS due_ms,
       c.number, c.subject, c.state, c.severity, c.matter, coalesce(c.escalated, false) AS escalated,
       c.answered_at IS NOT NULL AS answered
FROM rec_case c
WHERE NOT c.archived
  AND CASE $1::VARCHAR
        WHEN 'waiting' THEN c.state NOT IN ('closed', 'merged', 'suspected', 'discarded')
             AND (($2::BIGINT <> 0 AND c.owner = $2::BIGINT)
                  OR (c.owner = 0 AND (c.function IN (SELECT unnest($5::BIGINT[])) OR c.unit IN (SELECT unnest($6::BIGINT[]))))
                  OR ($4::BIGINT <> 0 AND (coalesce(c.escalated, false) OR c.function = 0
                      OR CASE WHEN c.answered_at IS NULL THEN c.answer_by ELSE c.solve_by END < $17::BIGINT)))
        WHEN 'open' THEN c.state NOT IN ('closed', 'merged', 'suspected', 'discarded')
        WHEN 'late' THEN c.state NOT IN ('closed', 'merged', 'suspected', 'discarded')
             AND CASE WHEN c.answered_at IS NULL THEN c.answer_by ELSE c.solve_by END < $17::BIGINT
        WHEN 'held' THEN c.state = 'suspected'
        ELSE c.state IN ('closed', 'merged', 'discarded') END
  AND ($3::BIGINT <> 0 OR ($2::BIGINT <> 0 AND c.owner = $2::BIGINT) OR c.function IN (SELECT unnest($5::BIGINT[]))
       OR c.unit IN (SELECT unnest($6::BIGINT[])))
  AND ($7::BIGINT = 0 OR c.function = $7::BIGINT) AND ($8::BIGINT = 0 OR c.touchpoint = $8::BIGINT)
  AND ($9::BIGINT = 0 OR c.unit = $9::BIGINT) AND ($10::BIGINT = 0 OR c.cause = $10::BIGINT)
  AND ($11::BIGINT = 0 OR c.decision = $11::BIGINT) AND ($12::BIGINT = 0 OR c.pattern = $12::BIGINT)
  AND ($13::BIGINT = 0 OR c.customer = $13::BIGINT) AND ($14::VARCHAR = '' OR c.severity = $14::VARCHAR)
  AND ($15::VARCHAR = '' OR c.found_by = $15::VARCHAR)
  AND ($16::VARCHAR = '' OR c.number = upper(replace(replace($16::VARCHAR, '-', ''), ' ', ''))
       OR position(lower($16::VARCHAR) IN lower(c.subject)) > 0
       OR c.id IN (SELECT k.case_id FROM case_contact k WHERE k.email = lower($16::VARCHAR)))
ORDER BY CASE WHEN $1::VARCHAR IN ('waiting', 'open', 'late') THEN
              CASE WHEN c.answered_at IS NULL THEN coalesce(c.answer_by, 0) ELSE coalesce(c.solve_by, 0) END
              ELSE -c.changed_ms END,
         c.id
LIMIT $18::BIGINT OFFSET $19::BIGINT;
-- case_counted(person, across, functions, units, now_ms) → rows: how many wait for somebody, and are late
SELECT count(*)::BIGINT AS waiting,
       coalesce(sum(CASE WHEN CASE WHEN c.answered_at IS NULL THEN c.answer_by ELSE c.solve_by END < $5::BIGINT THEN 1 ELSE 0 END),
                0)::BIGINT AS late
FROM rec_case c
WHERE NOT c.archived AND c.state NOT IN ('closed', 'merged', 'suspected', 'discarded')
  AND (($1::BIGINT <> 0 AND c.owner = $1::BIGINT)
       OR (c.owner = 0 AND (c.function IN (SELECT unnest($3::BIGINT[])) OR c.unit IN (SELECT unnest($4::BIGINT[]))))
       OR ($2::BIGINT <> 0 AND (coalesce(c.escalated, false) OR c.function = 0
           OR CASE WHEN c.answered_at IS NULL THEN c.answer_by ELSE c.solve_by END < $5::BIGINT)));
-- case_like(id) → rows: cases of the same customer or address, touchpoint or cause, the newest first
SELECT c.id, c.function, c.owner, c.touchpoint, c.made_ms, 0::BIGINT AS due_ms, c.number, c.subject, c.state, c.severity, c.matter,
       coalesce(c.escalated, false) AS escalated, c.answered_at IS NOT NULL AS answered
FROM rec_case c JOIN rec_case o ON o.id = $1::BIGINT
LEFT JOIN case_contact k ON k.case_id = c.id LEFT JOIN case_contact ok ON ok.case_id = o.id
WHERE c.id <> o.id AND c.state NOT IN ('suspected', 'discarded')
  AND ((o.customer <> 0 AND c.customer = o.customer) OR (ok.email <> '' AND k.email = ok.email)
       OR (o.touchpoint <> 0 AND c.touchpoint = o.touchpoint) OR (o.cause <> 0 AND c.cause = o.cause) OR c.id = o.repeats
       OR c.repeats = o.id OR c.merged_with = o.id)
ORDER BY CASE WHEN (o.customer <> 0 AND c.customer = o.customer) OR (ok.email <> '' AND k.email = ok.email) THEN 0 ELSE 1 END,
         c.made_ms DESC, c.id DESC
LIMIT 10;
-- case_task_rows(case_id) → rows: what a case needs of others, open ones first
SELECT id, function, owner, title, state, due FROM rec_task
WHERE matter_of = $1::BIGINT AND NOT archived ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, id LIMIT 100;
