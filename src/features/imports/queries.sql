-- name: insert_batch
-- One file, to be looked at.
INSERT INTO import_batch (file_name, started_at, state, source, encoding, unknown_columns, headings, lines_total, column_choice, needs_columns, sent_by, acted_by)
VALUES (:file_name, :at, 'looking', :source, :encoding, :unknown_columns, :headings, :lines_total, :columns, :needs_columns, CAST(:person AS BIGINT), CAST(:person AS BIGINT))
RETURNING id;

-- name: find_batch
-- Without the file itself.
SELECT id, file_name, started_at, finished_at, undone_at, state, encoding, unknown_columns, headings, lines_total, sent_by, acted_by, column_choice, needs_columns
FROM import_batch WHERE id = :batch;

-- name: list_batches
-- The newest first.
SELECT id, file_name, started_at, finished_at, undone_at, state, encoding, unknown_columns, headings, lines_total, sent_by, acted_by, column_choice, needs_columns
FROM import_batch ORDER BY id DESC LIMIT :limit;

-- name: find_source
-- The file as UTF-8.
SELECT source FROM import_batch WHERE id = :batch;

-- name: find_stopped
-- An import of the same file that was stopped half way.
SELECT id FROM import_batch WHERE state = 'applying' AND source = :source AND column_choice = :columns AND lines_total > 0 ORDER BY id DESC LIMIT 1;

-- name: move_batch
-- From one state to the next, by one worker alone.
UPDATE import_batch SET state = :next WHERE id = :batch AND state = :state;

-- name: set_actor
-- Who said apply or undo.
UPDATE import_batch SET acted_by = CAST(:person AS BIGINT) WHERE id = :batch;

-- name: finish_batch
-- Every line was carried out; the file is not needed any more.
UPDATE import_batch SET state = 'applied', finished_at = :at, source = '' WHERE id = :batch AND state = 'applying';

-- name: finish_undo
-- Every line was taken back as far as could be.
UPDATE import_batch SET state = 'undone', undone_at = :at WHERE id = :batch AND state = 'undoing';

-- name: drop_batch
-- Never applied: the file and what was seen in it go.
UPDATE import_batch SET state = 'dropped', source = '' WHERE id = :batch AND (state = 'looked_at' OR (state = 'looking' AND needs_columns = 1));

-- name: list_old_batches
-- Files that nobody applied.
SELECT id FROM import_batch WHERE (state = 'looked_at' OR (state = 'looking' AND needs_columns = 1)) AND started_at < :before ORDER BY id LIMIT 100;

-- name: delete_rows
-- Before a file is looked at again, or when it was dropped.
DELETE FROM import_row WHERE batch = :batch;

-- name: empty_old_sources
-- Lines to mend are kept for some weeks.
UPDATE import_row SET source = '' WHERE source <> '' AND batch IN (SELECT b.id FROM import_batch b WHERE b.started_at < :before);

-- name: insert_row
-- What is to become of one line.
INSERT INTO import_row (batch, line, outcome, organisation, why, before_values, version_after, stage, name, source)
VALUES (:batch, :line, :outcome, CAST(:organisation AS BIGINT), :why, '{}', 0, 'looked_at', :name, :source) RETURNING id;

-- name: pass_invalid
-- Lines that cannot be read need no more work.
UPDATE import_row SET stage = 'applied' WHERE batch = :batch AND stage = 'looked_at' AND outcome = 'invalid';

-- name: update_row
-- What a line did.
UPDATE import_row SET outcome = :outcome, organisation = CAST(:organisation AS BIGINT), why = :why, before_values = :before_values,
  file_values = :file_values, people = :people, version_after = :version_after, source = :source, stage = 'applied'
WHERE id = :id;

-- name: list_waiting
-- Lines that are not carried out yet, in the order of the file.
SELECT id, line, name, outcome, organisation, source FROM import_row WHERE batch = :batch AND stage = 'looked_at' ORDER BY line LIMIT :limit;

-- name: is_touched
-- Whether another line of the same file has added or changed the organisation.
SELECT COUNT(*) AS count FROM import_row WHERE organisation = :organisation AND batch = :batch AND stage = 'applied' AND outcome IN ('new', 'changed');

-- name: list_applied
-- Lines that did something and are not taken back, the last first.
SELECT id, line, name, outcome, organisation, before_values, file_values, people, version_after FROM import_row
WHERE batch = :batch AND stage = 'applied' AND outcome IN ('new', 'changed') ORDER BY line DESC LIMIT :limit;

-- name: mark_undone
-- Taken back, and what was left as it is.
UPDATE import_row SET stage = 'undone', left_over = :left_over WHERE id = :id;

-- name: list_file_values
-- What files said of an organisation, the newest first.
SELECT file_values FROM import_row WHERE organisation = :organisation AND stage = 'applied' AND outcome IN ('new', 'changed', 'unchanged')
ORDER BY id DESC LIMIT 50;

-- name: list_rows
-- Lines of a file, all or of one outcome; those with something left over when that is asked.
SELECT line, name, outcome, organisation, why, left_over, source FROM import_row
WHERE batch = :batch AND (:outcome = '' OR outcome = :outcome) AND (:left_over = 0 OR left_over <> '')
ORDER BY line LIMIT :limit OFFSET :offset;

-- name: list_bad
-- Lines to mend.
SELECT line, name, outcome, organisation, why, left_over, source FROM import_row
WHERE batch = :batch AND outcome IN ('conflict', 'invalid') ORDER BY line LIMIT 20000;

-- name: count_rows
-- Lines of a file by outcome and stage.
SELECT outcome, stage, COUNT(*) AS count, SUM(CASE WHEN left_over <> '' THEN 1 ELSE 0 END) AS left_over FROM import_row
WHERE batch = :batch GROUP BY outcome, stage ORDER BY outcome, stage;

-- name: forget_lines_with
-- Lines that hold words of a forgotten person; looks through all of them, for the seldom case.
UPDATE import_row SET stage = 'undone', name = '', why = '', before_values = '', file_values = '', people = '[]', source = '', left_over = ''
WHERE before_values LIKE :pattern ESCAPE '\' OR file_values LIKE :pattern ESCAPE '\' OR source LIKE :pattern ESCAPE '\' OR name LIKE :pattern ESCAPE '\'
  OR why LIKE :pattern ESCAPE '\' OR left_over LIKE :pattern ESCAPE '\';

-- name: forget_sources_with
-- Files that wait or were left unfinished.
UPDATE import_batch SET source = '' WHERE source LIKE :pattern ESCAPE '\';

-- name: count_lines_before
-- Lines of old imports that still keep what was there before.
SELECT COUNT(*) AS count FROM import_row r JOIN import_batch b ON b.id = r.batch
WHERE b.finished_at < :before AND b.state = 'applied' AND (r.before_values <> '' OR r.file_values <> '' OR r.source <> '');

-- name: empty_lines_before
-- A chunk of them. Undoing is over for such a line.
UPDATE import_row SET stage = 'undone', before_values = '', file_values = '', people = '[]', source = '' WHERE id IN (
  SELECT r.id FROM import_row r JOIN import_batch b ON b.id = r.batch
  WHERE b.finished_at < :before AND b.state = 'applied' AND (r.before_values <> '' OR r.file_values <> '' OR r.source <> '') ORDER BY r.id LIMIT :limit);

-- name: move_rows_of_organisation
-- What files said of the record that goes is known of the one that stays.
UPDATE import_row SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: count_handed_of_organisation
-- What a merge moves.
SELECT 'line' AS place, COUNT(*) AS count FROM import_row WHERE organisation = :from;

-- name: list_english_names
-- Names that a line may know an organisation by, of those that came after a number.
SELECT id, name_english FROM organisation WHERE id > :after AND merged_into IS NULL ORDER BY id LIMIT 100000;

-- name: choose_columns
-- To be looked at with these; the lines seen before go.
UPDATE import_batch SET state = 'looking', column_choice = :columns, needs_columns = 0, unknown_columns = '[]', lines_total = :lines_total
WHERE id = :batch AND (state = 'looked_at' OR (state = 'looking' AND needs_columns = 1));

-- name: put_columns
-- Remembered for files with such headings.
INSERT INTO import_columns (headings_key, choice, saved_by, saved_at) VALUES (:key, :choice, CAST(:person AS BIGINT), :at)
ON CONFLICT (headings_key) DO UPDATE SET choice = excluded.choice, saved_by = excluded.saved_by, saved_at = excluded.saved_at;

-- name: find_columns
-- What was chosen the last time.
SELECT choice FROM import_columns WHERE headings_key = :key;

-- name: list_held_lines
-- Lines of files that hold words of a person.
SELECT b.file_name, r.line, b.started_at, r.name, r.before_values, r.file_values, r.source, r.why, r.left_over FROM import_row r JOIN import_batch b ON b.id = r.batch
WHERE r.before_values LIKE :pattern ESCAPE '\' OR r.file_values LIKE :pattern ESCAPE '\' OR r.source LIKE :pattern ESCAPE '\' OR r.name LIKE :pattern ESCAPE '\'
  OR r.why LIKE :pattern ESCAPE '\' OR r.left_over LIKE :pattern ESCAPE '\'
ORDER BY r.id LIMIT 10000;
