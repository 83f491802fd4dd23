-- What came back of our mail, and which addresses get none any more because of it. Nothing here is public.

-- kind: what happened. verdict: 'counted' against the address; 'noted', as it says nothing against it; 'unproved', as it
-- does not show that it answers a mail of ours; 'elsewhere', as another address behind it failed.
-- incoming: the message that said so; NULL: the other server refused the mail while it was sent. mail: our mail.
-- address_key: of an address of ours to somebody, proved by the mail; '' else. address: as the mail or the message says.
-- status, words, evidence: a machine's, never a person's; shown as text.
CREATE TABLE bounce_event (
  id {id},
  happened_at {instant} NOT NULL,
  incoming {int64} UNIQUE,
  mail {int64},
  person {int64},
  organisation {int64},
  address {text} NOT NULL,
  address_key {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('hard', 'soft', 'delayed', 'complaint', 'auto_reply')),
  is_unknown {flag} NOT NULL CHECK (is_unknown IN (0, 1)),
  verdict {text} NOT NULL CHECK (verdict IN ('counted', 'noted', 'unproved', 'elsewhere')),
  status {text} NOT NULL,
  words {text} NOT NULL,
  evidence {text} NOT NULL
);
CREATE INDEX bounce_event_address ON bounce_event (address_key, happened_at);
CREATE INDEX bounce_event_mail ON bounce_event (mail, happened_at);
CREATE INDEX bounce_event_person ON bounce_event (person, id);
CREATE INDEX bounce_event_organisation ON bounce_event (organisation, id);
CREATE INDEX bounce_event_kind ON bounce_event (kind, id);
CREATE INDEX bounce_event_age ON bounce_event (happened_at);

-- An address that was stopped at least once. since: the first failure of those that stopped it. counts_from: what was
-- before does not count any more.
CREATE TABLE bounce_address (
  id {id},
  address_key {text} NOT NULL UNIQUE,
  address {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('stopped', 'put_back')),
  cause {text} NOT NULL CHECK (cause IN ('unknown', 'hard', 'soft', 'complaint')),
  event {int64},
  since {instant} NOT NULL,
  stopped_at {instant} NOT NULL,
  put_back_at {instant},
  put_back_by {int64},
  counts_from {instant}
);
CREATE INDEX bounce_address_state ON bounce_address (state, id);

-- Sums of what is too old to be kept one by one.
CREATE TABLE bounce_month (
  month {text} NOT NULL,
  kind {text} NOT NULL,
  verdict {text} NOT NULL,
  count {int64} NOT NULL,
  PRIMARY KEY (month, kind, verdict)
);

-- Mails that a server refused while they were sent are looked for by when that was.
CREATE INDEX mail_failed ON mail (finished_at) WHERE state = 'failed';
