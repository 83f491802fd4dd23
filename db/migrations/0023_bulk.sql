-- One act on many rows of a table, each row with what became of it. Rows go after ninety days.

-- mark: of the form that began it, so that a form sent twice begins one run. told: what the act was given (a date, a
-- reason) as JSON; emptied when the run is over.
CREATE TABLE bulk_run (
  id {id},
  kind {text} NOT NULL,
  mark {text} NOT NULL UNIQUE,
  made_by {int64} NOT NULL REFERENCES person (id),
  made_at {instant} NOT NULL,
  told {text} NOT NULL,
  finished_at {instant}
);

-- seen: what the preview showed of the row, in the words of its kind. said: what became of it, as a stored message.
CREATE TABLE bulk_item (
  run {int64} NOT NULL REFERENCES bulk_run (id),
  position {int64} NOT NULL,
  organisation {int64} NOT NULL,
  name {text} NOT NULL,
  seen {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'done', 'left')),
  said {text} NOT NULL,
  PRIMARY KEY (run, position)
);
