-- Forgetting: who asked for it, and which kinds of data are let go when they are old.

-- A person asks to be forgotten; staff carry it out, or the person takes the wish back.
CREATE TABLE erasure_request (
  id {id},
  person {int64} NOT NULL REFERENCES person (id),
  asked_at {instant} NOT NULL,
  closed_at {instant},
  outcome {text} NOT NULL CHECK (outcome IN ('', 'done', 'taken_back'))
);
CREATE INDEX erasure_request_person ON erasure_request (person, id);
CREATE INDEX erasure_request_open ON erasure_request (asked_at) WHERE closed_at IS NULL;

-- No row: off. Somebody has looked at what would go before it is switched on.
CREATE TABLE retention_rule (
  kind {text} NOT NULL PRIMARY KEY,
  is_on {flag} NOT NULL CHECK (is_on IN (0, 1)),
  changed_at {instant} NOT NULL
);
