-- name: find_mail_check
-- When it was last looked at.
SELECT looked_at, problem FROM mail_check WHERE id = 1;

-- name: list_mail_findings
-- In the doctor's order.
SELECT check_name, level, known_level, words, sentences, publish, worse_since FROM mail_check_finding ORDER BY position LIMIT 500;

-- name: put_mail_check
-- The newest alone is kept.
INSERT INTO mail_check (id, looked_at, problem) VALUES (1, :at, :problem)
ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at, problem = excluded.problem;

-- name: delete_mail_findings
-- Of before.
DELETE FROM mail_check_finding;

-- name: insert_mail_finding
-- One.
INSERT INTO mail_check_finding (position, check_name, level, known_level, words, sentences, publish, worse_since)
VALUES (:position, :check_name, :level, :known_level, :words, :sentences, :publish, CAST(:worse_since AS BIGINT));
