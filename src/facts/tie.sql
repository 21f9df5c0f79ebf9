-- tie_waits() → i64: ties that wait
SELECT count(*)::BIGINT FROM tie;
-- tie_due() → i64 i64: visitors that are nobody's yet, and the customer that each was first said to be
SELECT d.key, d.customer
FROM (SELECT t.key, coalesce(a.customer, t.customer) AS customer,
             row_number() OVER (PARTITION BY t.key ORDER BY t.at_ms, t.customer) AS place
      FROM tie t JOIN key k ON k.id = t.key JOIN key u ON u.id = t.customer LEFT JOIN alias a ON a.key = t.customer
      WHERE NOT k.erased AND NOT u.erased AND k.subject = u.subject
        AND NOT EXISTS (SELECT 1 FROM alias m WHERE m.key = t.key OR m.customer = t.key)) d
WHERE d.place = 1 AND d.key <> d.customer
ORDER BY d.key;
-- tie_clear() → none: none wait any longer
DELETE FROM tie;
