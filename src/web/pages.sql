-- health() → i64: 1 when the store answers
SELECT 1::BIGINT AS one;
