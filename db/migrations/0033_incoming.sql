-- Mail in, exactly as it came, until it is too old to keep. Nothing here is public: strangers' letters, with addresses.

-- digest: of recipient and message; the same once more is the first one. bytes: at most 10 MB, size says how long it was;
-- empty once it is let go of. taken_by: the room that it was for; taken_at without a room: it was for none.
CREATE TABLE mail_incoming (
  id {id},
  digest {text} NOT NULL UNIQUE,
  arrived_at {instant} NOT NULL,
  arrived_for {text} NOT NULL,
  bytes {bytes} NOT NULL,
  size {int64} NOT NULL,
  taken_by {text} NOT NULL,
  taken_at {instant}
);
CREATE INDEX mail_incoming_left ON mail_incoming (id) WHERE taken_by = '';
CREATE INDEX mail_incoming_taken ON mail_incoming (taken_by, id);
CREATE INDEX mail_incoming_age ON mail_incoming (arrived_at) WHERE size > 0;

-- Where a mailbox is read (IMAP) was left: what is below next_uid was kept. problem: why the last try failed; empty: it went well.
CREATE TABLE mail_mailbox (
  name {text} NOT NULL PRIMARY KEY,
  uid_validity {int64} NOT NULL,
  next_uid {int64} NOT NULL,
  tried_at {instant},
  read_at {instant},
  problem {text} NOT NULL
);
