-- Mail to an address can also be stopped by staff; each decision about an address is kept, so that it can be undone; and the
-- owner of an address for passing on can be asked anew although mail to it came back.

-- state 'asked': its owner was asked, and the answer decides. cause 'staff': a person stopped it.
CREATE TABLE bounce_address_rebuilt (
  id {id},
  address_key {text} NOT NULL UNIQUE,
  address {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('stopped', 'put_back', 'asked')),
  cause {text} NOT NULL CHECK (cause IN ('unknown', 'hard', 'soft', 'complaint', 'staff')),
  event {int64},
  since {instant} NOT NULL,
  stopped_at {instant} NOT NULL,
  put_back_at {instant},
  put_back_by {int64},
  counts_from {instant}
);
INSERT INTO bounce_address_rebuilt (id, address_key, address, state, cause, event, since, stopped_at, put_back_at, put_back_by, counts_from)
SELECT id, address_key, address, state, cause, event, since, stopped_at, put_back_at, put_back_by, counts_from FROM bounce_address;
DROP TABLE bounce_address;
ALTER TABLE bounce_address_rebuilt RENAME TO bounce_address;
CREATE INDEX bounce_address_state ON bounce_address (state, id);

-- former_*: the row of bounce_address before it. reason: of whoever decided; empty where an organisation asks its owner.
CREATE TABLE bounce_decision (
  id {id},
  address {int64} NOT NULL REFERENCES bounce_address (id),
  kind {text} NOT NULL CHECK (kind IN ('stop', 'put_back', 'ask')),
  reason {text} NOT NULL,
  decided_by {int64},
  decided_at {instant} NOT NULL,
  undone_at {instant},
  former_state {text} NOT NULL,
  former_cause {text} NOT NULL,
  former_event {int64},
  former_since {instant} NOT NULL,
  former_stopped_at {instant} NOT NULL,
  former_put_back_at {instant},
  former_put_back_by {int64},
  former_counts_from {instant}
);
CREATE INDEX bounce_decision_address ON bounce_decision (address, id);

-- Whose address for passing on is stopped.
CREATE INDEX update_address_key ON update_address (address_key);
