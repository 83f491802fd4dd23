-- What somebody of staff opened, and when: so that a table can mark what others changed since. For that person alone.

-- organisation 0: everything up to then is old, also what was never opened.
CREATE TABLE desk_seen (
  person {int64} NOT NULL REFERENCES person (id),
  organisation {int64} NOT NULL,
  seen_at {instant} NOT NULL,
  PRIMARY KEY (person, organisation)
);
