-- Mail out. Every recipient ends in exactly one of sent, failed, suppressed. Nothing here is public:
-- these rows hold addresses, names and letters.

-- mail_key: one mail for one key, ever. due_at: not before; moved on after a refusal "for now".
-- message_id: the part before the @ until the first try, complete from then on, and never changed again.
-- attempts counts claims, refusals the answers "not now" among them.
-- first_tried_at: the mail's Date, and the start of the days for which a refusal "for now" is tried again.
CREATE TABLE mail (
  id {id},
  kind {text} NOT NULL,
  mail_key {text} NOT NULL UNIQUE,
  mail_class {text} NOT NULL CHECK (mail_class IN ('sign_in', 'notice', 'bulk')),
  state {text} NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'held', 'suppressed')),
  to_address {text} NOT NULL,
  to_key {text} NOT NULL,
  to_name {text} NOT NULL,
  reply_to {text},
  person {int64},
  organisation {int64},
  locale {text} NOT NULL,
  subject {text} NOT NULL,
  body_text {text} NOT NULL,
  body_html {text} NOT NULL,
  message_id {text} NOT NULL UNIQUE,
  created_at {instant} NOT NULL,
  due_at {instant} NOT NULL,
  first_tried_at {instant},
  lease_until {instant},
  fence {int64} NOT NULL,
  attempts {int64} NOT NULL,
  refusals {int64} NOT NULL,
  reason {text} NOT NULL,
  finished_at {instant}
);

CREATE INDEX mail_due ON mail (mail_class, due_at, id) WHERE state = 'queued';
CREATE INDEX mail_lease ON mail (lease_until) WHERE state = 'sending';
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_organisation ON mail (organisation, id);
CREATE INDEX mail_person ON mail (person, id);
CREATE INDEX mail_to ON mail (to_key, id);

-- Addresses that get no mail any more, looked up when a mail is about to be sent.
CREATE TABLE mail_suppression (
  address_key {text} NOT NULL PRIMARY KEY,
  reason {text} NOT NULL,
  suppressed_at {instant} NOT NULL
);

-- Switches that staff set. 'hold': all mail but sign-in mail waits.
CREATE TABLE mail_switch (
  name {text} NOT NULL PRIMARY KEY,
  is_on {flag} NOT NULL CHECK (is_on IN (0, 1)),
  changed_at {instant} NOT NULL
);
