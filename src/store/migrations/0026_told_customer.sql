-- Whoever was told of a decision by their words (what: remark; about: remark_tone.id) is known as a customer.
ALTER TABLE decision_told ADD COLUMN customer BIGINT DEFAULT 0; -- 0: nobody known
