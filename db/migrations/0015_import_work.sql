-- Imports by the pages: a file is looked at, then applied, then perhaps undone, each in steps that may be
-- stopped and taken up again.

-- looking: lines are being looked at. looked_at: waits for a person's word. dropped: never applied.
ALTER TABLE import_batch ADD COLUMN state {text} NOT NULL DEFAULT 'applied'
  CHECK (state IN ('looking', 'looked_at', 'applying', 'applied', 'undoing', 'undone', 'dropped'));
-- The file as UTF-8; emptied once it is applied or dropped.
ALTER TABLE import_batch ADD COLUMN source {text} NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN encoding {text} NOT NULL DEFAULT '';
-- JSON: columns of the file that we do not know.
ALTER TABLE import_batch ADD COLUMN unknown_columns {text} NOT NULL DEFAULT '[]';
-- The first line of the file, as one line of CSV.
ALTER TABLE import_batch ADD COLUMN headings {text} NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN lines_total {int64} NOT NULL DEFAULT 0;
-- Who sent the file, and who said apply or undo last.
ALTER TABLE import_batch ADD COLUMN sent_by {int64};
ALTER TABLE import_batch ADD COLUMN acted_by {int64};
UPDATE import_batch SET state = 'undone' WHERE undone_at IS NOT NULL;

ALTER TABLE import_row ADD COLUMN stage {text} NOT NULL DEFAULT 'applied' CHECK (stage IN ('looked_at', 'applied', 'undone'));
ALTER TABLE import_row ADD COLUMN name {text} NOT NULL DEFAULT '';
-- JSON: what the line says of each field, in the register's form.
ALTER TABLE import_row ADD COLUMN file_values {text} NOT NULL DEFAULT '';
-- JSON: the seats that the line brought, and whether the person came with it.
ALTER TABLE import_row ADD COLUMN people {text} NOT NULL DEFAULT '[]';
-- The line as CSV, of lines that staff have to mend; emptied after some weeks.
ALTER TABLE import_row ADD COLUMN source {text} NOT NULL DEFAULT '';
-- JSON: what undoing left as it was.
ALTER TABLE import_row ADD COLUMN left_over {text} NOT NULL DEFAULT '';
CREATE INDEX import_row_stage ON import_row (batch, stage, line);
UPDATE import_row SET stage = 'undone' WHERE batch IN (SELECT b.id FROM import_batch b WHERE b.undone_at IS NOT NULL);
