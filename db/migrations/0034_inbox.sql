-- The shared inbox: what people answer to updates and other mails, with what staff answered, noted and published.
-- Nothing of it is public but public_update_answer, which holds words that staff wrote and released, and no name.
-- public: public_update_answer

-- place: 'unknown' is from nobody that we know, 'automatic' by machines, 'aside' not for us. waiting_since: of the first
-- message that nobody answered yet. mail: ours that was answered first. writer_name, address: what the newest message
-- claims. proof: how the message is tied to us; only 'token' cannot be made up. erased_at: words and addresses are gone.
CREATE TABLE inbox_conversation (
  id {id},
  place {text} NOT NULL CHECK (place IN ('inbox', 'automatic', 'unknown', 'aside')),
  state {text} NOT NULL CHECK (state IN ('waiting', 'answered', 'closed')),
  subject {text} NOT NULL,
  issue {int64},
  mail {int64},
  organisation {int64},
  person {int64},
  writer_name {text} NOT NULL,
  address {text} NOT NULL,
  address_key {text} NOT NULL,
  proof {text} NOT NULL CHECK (proof IN ('token', 'thread', 'address', 'none')),
  locale {text} NOT NULL CHECK (locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  assigned_to {int64},
  waiting_since {instant},
  begun_at {instant} NOT NULL,
  changed_at {instant} NOT NULL,
  closed_at {instant},
  erased_at {instant},
  version {int64} NOT NULL
);
CREATE INDEX inbox_conversation_waiting ON inbox_conversation (place, state, waiting_since);
CREATE INDEX inbox_conversation_address ON inbox_conversation (address_key, id);
CREATE INDEX inbox_conversation_issue ON inbox_conversation (issue) WHERE issue IS NOT NULL;
CREATE INDEX inbox_conversation_mail ON inbox_conversation (mail) WHERE mail IS NOT NULL;
CREATE INDEX inbox_conversation_closed ON inbox_conversation (closed_at) WHERE closed_at IS NOT NULL;

-- One message that came in, one answer, or one note for colleagues. digest: of a message that came in, so that the same
-- one by another way is no second one; '' for others. incoming: the message as it came (mail_incoming). mail: the answer's.
CREATE TABLE inbox_entry (
  id {id},
  conversation {int64} NOT NULL REFERENCES inbox_conversation (id),
  kind {text} NOT NULL CHECK (kind IN ('received', 'answer', 'note')),
  at {instant} NOT NULL,
  digest {text} NOT NULL,
  incoming {int64},
  message_id {text} NOT NULL,
  writer_name {text} NOT NULL,
  address {text} NOT NULL,
  address_key {text} NOT NULL,
  subject {text} NOT NULL,
  words {text} NOT NULL,
  quoted {text} NOT NULL,
  proof {text} NOT NULL,
  is_automatic {flag} NOT NULL CHECK (is_automatic IN (0, 1)),
  is_doubtful {flag} NOT NULL CHECK (is_doubtful IN (0, 1)),
  is_cut {flag} NOT NULL CHECK (is_cut IN (0, 1)),
  written_by {int64},
  mail {int64}
);
CREATE UNIQUE INDEX inbox_entry_digest ON inbox_entry (digest) WHERE digest <> '';
CREATE INDEX inbox_entry_conversation ON inbox_entry (conversation, id);
CREATE INDEX inbox_entry_mail ON inbox_entry (mail) WHERE mail IS NOT NULL;
CREATE INDEX inbox_entry_message ON inbox_entry (message_id) WHERE message_id <> '';
CREATE INDEX inbox_entry_address ON inbox_entry (address_key) WHERE address_key <> '';

-- What hung on a message: named, never shown.
CREATE TABLE inbox_attachment (
  entry {int64} NOT NULL REFERENCES inbox_entry (id),
  position {int64} NOT NULL,
  name {text} NOT NULL,
  type {text} NOT NULL,
  size {int64} NOT NULL,
  PRIMARY KEY (entry, position)
);

-- An answer that is not sent yet: one for each of staff, so that nobody writes over another's words.
CREATE TABLE inbox_draft (
  id {id},
  conversation {int64} NOT NULL REFERENCES inbox_conversation (id),
  written_by {int64} NOT NULL,
  words {text} NOT NULL,
  changed_at {instant} NOT NULL,
  UNIQUE (conversation, written_by)
);

-- What was done, and what stood there before, for an undo.
CREATE TABLE inbox_step (
  id {id},
  conversation {int64} NOT NULL REFERENCES inbox_conversation (id),
  kind {text} NOT NULL CHECK (kind IN ('assign', 'close', 'reopen', 'set_aside', 'bring_in', 'undo')),
  former_place {text} NOT NULL,
  former_state {text} NOT NULL,
  former_assigned_to {int64},
  former_waiting_since {instant},
  former_closed_at {instant},
  made_by {int64},
  made_at {instant} NOT NULL,
  undone_at {instant}
);
CREATE INDEX inbox_step_conversation ON inbox_step (conversation, id);

-- A question with its answer for everybody, in one language: words of staff. revision: what was shown is what is released;
-- released_revision: the one that everybody sees, 0 while there was none.
CREATE TABLE inbox_publication (
  id {id},
  conversation {int64} NOT NULL REFERENCES inbox_conversation (id),
  issue {int64} NOT NULL,
  locale {text} NOT NULL CHECK (locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  state {text} NOT NULL CHECK (state IN ('draft', 'released', 'removed')),
  question {text} NOT NULL,
  answer {text} NOT NULL,
  revision {int64} NOT NULL,
  edited_by {int64},
  edited_at {instant} NOT NULL,
  released_revision {int64} NOT NULL,
  released_by {int64},
  released_at {instant},
  UNIQUE (conversation, locale)
);

CREATE TABLE public_update_answer (
  number {int64} PRIMARY KEY,
  issue {int64} NOT NULL,
  locale {text} NOT NULL,
  question {text} NOT NULL,
  answer {text} NOT NULL,
  published_at {instant} NOT NULL
);
CREATE INDEX public_update_answer_issue ON public_update_answer (issue, locale, number);

-- Pages of the archive are dropped from every cache when an answer is published or removed. No row stood here: a stamp
-- that is not there does not move.
INSERT INTO change_stamp (topic, stamp) VALUES ('updates', 1) ON CONFLICT (topic) DO NOTHING;
