-- Records of all kinds together; what is of one kind is made from its table: kinds.sql.

-- record_version_add(kind, record, version, did, at_ms, who, why, day, evidence, state, archived, fields) → none: a version
INSERT INTO rec_version (kind, record, version, did, at_ms, who, why, day, evidence, state, archived, fields)
VALUES ($1::VARCHAR, $2::BIGINT, $3::INTEGER, $4::VARCHAR, $5::BIGINT, $6::BIGINT, $7::VARCHAR, $8::DATE, $9::VARCHAR,
        $10::VARCHAR, $11::BIGINT::INTEGER::BOOLEAN, $12::VARCHAR);
-- record_versions(kind, record) → rows: every version of a record, newest first
SELECT version, did, at_ms, who, why, day, evidence, state, archived, fields
FROM rec_version WHERE kind = $1::VARCHAR AND record = $2::BIGINT ORDER BY version DESC;
-- record_key_known(key) → i64: 1 when facts know this key
SELECT count(*)::BIGINT AS known FROM key WHERE id = $1::BIGINT;
