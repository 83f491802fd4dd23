-- The audit log: entries as written, personal values apart so that they can be erased, and the chain.

CREATE TABLE audit_entry (
  id {id},
  at {instant} NOT NULL,
  actor_kind {text} NOT NULL CHECK (actor_kind IN ('nobody', 'person', 'system')),
  actor_person {int64},
  actor_account {int64},
  action {text} NOT NULL,
  subject_kind {text} NOT NULL,
  subject {int64} NOT NULL,
  organisation {int64},
  about {int64},
  -- JSON: [{"field", "before", "after"}]; a personal value is {"field", "commitment"} alone.
  changes {text} NOT NULL,
  reason {text} NOT NULL
);
CREATE INDEX audit_entry_organisation ON audit_entry (organisation, id);
CREATE INDEX audit_entry_action ON audit_entry (action, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor_person, id);
CREATE INDEX audit_entry_about ON audit_entry (about, id);

-- The clear form of personal values and the salt of their commitments. Deleting a row erases the
-- values; the commitment in the entry then says nothing, and the chain stays whole.
CREATE TABLE audit_personal (
  entry {int64} NOT NULL REFERENCES audit_entry (id),
  field {text} NOT NULL,
  before_value {text} NOT NULL,
  after_value {text} NOT NULL,
  salt {text} NOT NULL,
  PRIMARY KEY (entry, field)
);

-- Entries that wait to be chained. A row is deleted when its entry is sealed.
CREATE TABLE audit_unsealed (
  entry {int64} PRIMARY KEY REFERENCES audit_entry (id)
);

-- The chain: hash = SHA-256(hash before, canonical entry), sequence without gaps from 1.
CREATE TABLE audit_seal (
  sequence {int64} PRIMARY KEY,
  entry {int64} NOT NULL UNIQUE REFERENCES audit_entry (id),
  hash {text} NOT NULL
);

-- The newest link once more, so that a chain cut at its end is found.
CREATE TABLE audit_head (
  id {int64} PRIMARY KEY CHECK (id = 1),
  sequence {int64} NOT NULL,
  hash {text} NOT NULL
);
INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '');
