-- Updates: issues, their languages, regional notes, the question, who gets which; and what the archive shows.
-- Public tables are drawn when an issue begins to be sent: nothing of a draft and of no person ever stands in them.
-- public: public_update, public_update_version, public_update_note

-- regions, topics, languages, kinds: codes separated by blanks; empty: all.
-- version: for two editors at once.
CREATE TABLE update_issue (
  id {id},
  state {text} NOT NULL CHECK (state IN ('draft', 'ready', 'approved', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')),
  title {text} NOT NULL,
  source_locale {text} NOT NULL CHECK (source_locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  regions {text} NOT NULL,
  topics {text} NOT NULL,
  languages {text} NOT NULL,
  kinds {text} NOT NULL,
  asks_action {flag} NOT NULL CHECK (asks_action IN (0, 1)),
  counts_links {flag} NOT NULL CHECK (counts_links IN (0, 1)),
  language_deadline {date},
  note_deadline {date},
  scheduled_at {instant},
  created_by {int64},
  created_at {instant} NOT NULL,
  written_by {int64},
  ready_by {int64},
  ready_at {instant},
  approved_by {int64},
  approved_at {instant},
  rate_reason {text} NOT NULL,
  rate_reason_by {int64},
  sending_at {instant},
  sent_at {instant},
  version {int64} NOT NULL
);
CREATE INDEX update_issue_state ON update_issue (state, id);
CREATE INDEX update_issue_sending ON update_issue (sending_at) WHERE sending_at IS NOT NULL;

-- revision counts changes of the words; source_revision: of the source's words that this is a translation of.
CREATE TABLE update_version (
  id {id},
  issue {int64} NOT NULL REFERENCES update_issue (id),
  locale {text} NOT NULL CHECK (locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  subject {text} NOT NULL,
  body {text} NOT NULL,
  social {text} NOT NULL,
  revision {int64} NOT NULL,
  source_revision {int64} NOT NULL,
  edited_by {int64},
  edited_at {instant} NOT NULL,
  ready_by {int64},
  ready_at {instant},
  UNIQUE (issue, locale)
);

-- What leaders of a region add, each language by itself. An empty text is none.
CREATE TABLE update_note (
  id {id},
  issue {int64} NOT NULL REFERENCES update_issue (id),
  region {text} NOT NULL,
  locale {text} NOT NULL,
  body {text} NOT NULL,
  revision {int64} NOT NULL,
  edited_by {int64},
  edited_at {instant} NOT NULL,
  UNIQUE (issue, region, locale)
);

-- One question at most. choices: a line each, the same number in every language.
CREATE TABLE update_question (
  id {id},
  issue {int64} NOT NULL REFERENCES update_issue (id),
  locale {text} NOT NULL,
  words {text} NOT NULL,
  choices {text} NOT NULL,
  revision {int64} NOT NULL,
  edited_by {int64},
  edited_at {instant} NOT NULL,
  UNIQUE (issue, locale)
);

-- One row for each address, language and issue, made by the job that sends.
CREATE TABLE update_delivery (
  id {id},
  issue {int64} NOT NULL REFERENCES update_issue (id),
  locale {text} NOT NULL,
  address_key {text} NOT NULL,
  organisation {int64} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('representative', 'redistribution')),
  person {int64},
  mail {int64},
  made_at {instant} NOT NULL,
  UNIQUE (issue, locale, address_key)
);
CREATE INDEX update_delivery_address ON update_delivery (address_key, made_at);
CREATE INDEX update_delivery_mail ON update_delivery (mail);

-- What became of an organisation's redistribution address: its owner is asked before anything goes there.
-- address_key: the address that was asked about; waived_at: a waiver ended redistribution.
CREATE TABLE update_address (
  organisation {int64} PRIMARY KEY,
  address_key {text} NOT NULL,
  token_hash {text} NOT NULL,
  asked_at {instant},
  confirmed_at {instant},
  refused_at {instant},
  waived_at {instant},
  waived_reason {text} NOT NULL
);
CREATE INDEX update_address_token ON update_address (token_hash);

-- "We passed this one on", for those who like to say so. No person stands here.
CREATE TABLE update_passed_on (
  id {id},
  issue {int64} NOT NULL REFERENCES update_issue (id),
  organisation {int64} NOT NULL,
  way {text} NOT NULL,
  about_many {int64},
  said_at {instant} NOT NULL,
  UNIQUE (issue, organisation)
);

CREATE TABLE public_update (
  issue {int64} PRIMARY KEY,
  source_locale {text} NOT NULL,
  sent_at {instant} NOT NULL
);
CREATE INDEX public_update_newest ON public_update (sent_at, issue);

CREATE TABLE public_update_version (
  issue {int64} NOT NULL,
  locale {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  question {text} NOT NULL,
  choices {text} NOT NULL,
  published_at {instant} NOT NULL,
  PRIMARY KEY (issue, locale)
);

CREATE TABLE public_update_note (
  issue {int64} NOT NULL,
  region {text} NOT NULL,
  locale {text} NOT NULL,
  body {text} NOT NULL,
  PRIMARY KEY (issue, region, locale)
);
