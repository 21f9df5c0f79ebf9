-- case_figures_key(key) → rows: a key as facts come with it
SELECT n.name, k.value FROM key k JOIN namespace n ON n.id = k.namespace
WHERE k.id = $1::BIGINT AND NOT k.erased AND k.subject = 1;
