-- name: insert_batch
-- One file.
INSERT INTO import_batch (file_name, started_at) VALUES (:file_name, :at) RETURNING id;

-- name: finish_batch
-- Every row was looked at.
UPDATE import_batch SET finished_at = :at WHERE id = :batch;

-- name: undo_batch
-- Only once.
UPDATE import_batch SET undone_at = :at WHERE id = :batch AND undone_at IS NULL;

-- name: find_last_batch
-- The newest that was not undone.
SELECT id FROM import_batch WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: insert_row
-- What one row did.
INSERT INTO import_row (batch, line, outcome, organisation, why, before_values, version_after)
VALUES (:batch, :line, :outcome, :organisation, :why, :before_values, :version_after) RETURNING id;

-- name: list_applied
-- Rows of a batch that did something, last first.
SELECT line, outcome, organisation, before_values, version_after FROM import_row
WHERE batch = :batch AND outcome IN ('new', 'changed') ORDER BY id DESC LIMIT 100000;

-- name: find_last_version
-- The version that the last import left of an organisation.
SELECT version_after FROM import_row WHERE organisation = :organisation AND outcome IN ('new', 'changed') ORDER BY id DESC LIMIT 1;
