-- Two records that were one: the one that goes keeps its row and says which one stands for it.
-- public: public_alias, publication_alias
ALTER TABLE organisation ADD COLUMN merged_into {int64};
CREATE INDEX organisation_merged ON organisation (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE person ADD COLUMN merged_into {int64};
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;

-- Old addresses of public pages lead on.
CREATE TABLE public_alias (
  organisation {int64} PRIMARY KEY,
  stands_for {int64} NOT NULL
);

-- And those of published reports, whose number may be another one now.
CREATE TABLE publication_alias (
  organisation {int64} NOT NULL,
  year {int64} NOT NULL,
  number {int64} NOT NULL,
  report {int64} NOT NULL,
  PRIMARY KEY (organisation, year, number)
);

-- before_values, after_values: JSON of the fields of the kept record that changed; emptied when undoing is over.
CREATE TABLE record_merge (
  id {id},
  kind {text} NOT NULL CHECK (kind IN ('organisation', 'person')),
  kept {int64} NOT NULL,
  gone {int64} NOT NULL,
  merged_at {instant} NOT NULL,
  merged_by {int64},
  before_values {text} NOT NULL,
  after_values {text} NOT NULL,
  undone_at {instant},
  undone_by {int64},
  -- JSON: what undoing left as it was.
  left_over {text} NOT NULL,
  closed_at {instant}
);
CREATE INDEX record_merge_gone ON record_merge (kind, gone);
CREATE INDEX record_merge_kept ON record_merge (kind, kept);
CREATE INDEX record_merge_open ON record_merge (merged_at) WHERE closed_at IS NULL;

-- Rows that were handed over, in order.
CREATE TABLE record_merge_row (
  id {id},
  record_merge {int64} NOT NULL REFERENCES record_merge (id),
  place {text} NOT NULL,
  moved_row {int64} NOT NULL,
  was {text} NOT NULL
);
CREATE INDEX record_merge_row_of ON record_merge_row (record_merge, id);

-- Somebody looked: these two are not one.
CREATE TABLE not_duplicate (
  kind {text} NOT NULL CHECK (kind IN ('organisation', 'person')),
  lower_record {int64} NOT NULL,
  higher_record {int64} NOT NULL,
  said_by {int64},
  said_at {instant} NOT NULL,
  PRIMARY KEY (kind, lower_record, higher_record)
);
