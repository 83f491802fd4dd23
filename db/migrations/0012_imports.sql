-- Files brought in: what each row did, and what stood there before, so that it can be undone.

CREATE TABLE import_batch (
  id {id},
  file_name {text} NOT NULL,
  started_at {instant} NOT NULL,
  finished_at {instant},
  undone_at {instant}
);

-- outcome: what the row did. before_values: JSON of the fields that changed, as they were.
CREATE TABLE import_row (
  id {id},
  batch {int64} NOT NULL REFERENCES import_batch (id),
  line {int64} NOT NULL,
  outcome {text} NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'conflict', 'invalid')),
  organisation {int64},
  why {text} NOT NULL,
  before_values {text} NOT NULL,
  -- The organisation's version after this row: any other one means that somebody changed it since.
  version_after {int64} NOT NULL,
  UNIQUE (batch, line)
);
CREATE INDEX import_row_organisation ON import_row (organisation, id);
