-- What each column of a file means, chosen once for each set of headings.
-- column_choice: JSON list, a field for each column, '' for one that is left out; '' as a whole: as the headings say.
ALTER TABLE import_batch ADD COLUMN column_choice {text} NOT NULL DEFAULT '';
-- 1: somebody has to say what the columns mean before the file is looked at.
ALTER TABLE import_batch ADD COLUMN needs_columns {flag} NOT NULL DEFAULT 0 CHECK (needs_columns IN (0, 1));
CREATE TABLE import_columns (
  -- Digest of the headings, whatever their order.
  headings_key {text} PRIMARY KEY,
  -- JSON object: heading -> field.
  choice {text} NOT NULL,
  saved_by {int64},
  saved_at {instant} NOT NULL
);
