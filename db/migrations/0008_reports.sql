-- The two-year report: schedule, reports, review, publication.
-- public: publication, publication_answer

-- One row: when cycles begin and how months are filled. first_cycle_on stays empty until staff set it.
CREATE TABLE rotation_schedule (
  id {int64} PRIMARY KEY CHECK (id = 1),
  rules_approved_on {date},
  needs_board_approval {flag} NOT NULL CHECK (needs_board_approval IN (0, 1)),
  board_approved_on {date},
  implementation_months {int64} NOT NULL CHECK (implementation_months BETWEEN 0 AND 36),
  first_cycle_on {date},
  version {int64} NOT NULL
);

-- Weeks in which nothing falls due: meetings, holidays. Both days belong to it.
CREATE TABLE rotation_blackout (
  id {id},
  first_on {date} NOT NULL,
  last_on {date} NOT NULL,
  reason {text} NOT NULL,
  CHECK (first_on <= last_on)
);

-- An organisation's month in the cycle, given once.
CREATE TABLE rotation_slot (
  organisation {int64} PRIMARY KEY,
  slot {int64} NOT NULL CHECK (slot >= 0),
  region {text} NOT NULL,
  from_round {int64} NOT NULL  -- the first round that counts: a new member never starts late
);

-- Slots as they were before the plan was last applied; an empty slot means there was none.
CREATE TABLE rotation_slot_before (
  organisation {int64} PRIMARY KEY,
  slot {int64},
  region {text} NOT NULL,
  from_round {int64} NOT NULL
);

-- Another date for one round: moved by hand, more time, or a deferral with its reason.
CREATE TABLE rotation_exception (
  id {id},
  organisation {int64} NOT NULL,
  round {int64} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('moved', 'more_time', 'deferred')),
  due_on {date} NOT NULL,
  reason {text} NOT NULL,
  decided_by {int64},
  decided_at {instant} NOT NULL,
  UNIQUE (organisation, round)
);

-- A representative's wish for more time, until staff decide.
CREATE TABLE report_time_request (
  id {id},
  organisation {int64} NOT NULL,
  round {int64} NOT NULL,
  wished_on {date} NOT NULL,
  reason {text} NOT NULL,
  asked_by {int64} NOT NULL,
  asked_at {instant} NOT NULL,
  decision {text} NOT NULL CHECK (decision IN ('open', 'granted', 'refused')),
  answer {text} NOT NULL,
  decided_by {int64},
  decided_at {instant}
);
CREATE INDEX report_time_request_open ON report_time_request (decision, organisation);

CREATE TABLE report (
  id {id},
  organisation {int64} NOT NULL,
  round {int64} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('started', 'sent', 'review', 'question', 'accepted')),
  response {int64} NOT NULL,
  due_on {date} NOT NULL,
  started_at {instant} NOT NULL,
  started_by {int64},
  sent_at {instant},
  sent_by {int64},
  accepted_at {instant},
  accepted_by {int64},
  assigned_to {int64},
  on_behalf {flag} NOT NULL CHECK (on_behalf IN (0, 1)),
  on_behalf_source {text} NOT NULL,
  confirmed_at {instant},
  confirmed_by {int64},
  version {int64} NOT NULL,
  UNIQUE (organisation, round)
);
CREATE INDEX report_state ON report (state, sent_at);

-- The register as it stood when the report was sent: JSON, kept for good.
CREATE TABLE report_snapshot (
  report {int64} NOT NULL REFERENCES report (id),
  taken_at {instant} NOT NULL,
  register {text} NOT NULL,
  PRIMARY KEY (report, taken_at)
);

-- Questions of staff about one answer, and the talk about it.
CREATE TABLE report_question (
  id {id},
  report {int64} NOT NULL REFERENCES report (id),
  question {text} NOT NULL,
  asked_by {int64} NOT NULL,
  asked_at {instant} NOT NULL,
  words {text} NOT NULL,
  reply {text},
  answered_by {int64},
  answered_at {instant}
);
CREATE INDEX report_question_report ON report_question (report, id);

-- One row a step of a date: nobody is reminded twice for one step. More time is a new date.
CREATE TABLE report_reminder (
  organisation {int64} NOT NULL,
  round {int64} NOT NULL,
  due_on {date} NOT NULL,
  step {int64} NOT NULL,
  sent_at {instant} NOT NULL,
  recipients {int64} NOT NULL,
  PRIMARY KEY (organisation, round, due_on, step)
);

-- After the last reminder a person calls or writes.
CREATE TABLE report_task (
  id {id},
  organisation {int64} NOT NULL,
  round {int64} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('no_answer', 'nobody_to_remind', 'confirm_on_behalf', 'wrong_person', 'waiver_wish')),
  opened_at {instant} NOT NULL,
  closed_at {instant},
  closed_by {int64},
  note {text} NOT NULL,
  UNIQUE (organisation, round, kind)
);

-- Confirmation of redistribution by a representative (S50): who, when, which text.
CREATE TABLE report_certification (
  id {id},
  organisation {int64} NOT NULL,
  report {int64} REFERENCES report (id),
  person {int64} NOT NULL,
  certified_at {instant} NOT NULL,
  language {text} NOT NULL,
  words {text} NOT NULL
);

-- What the leak guard found in a text to be published, and what staff decided; remembered per span.
CREATE TABLE leak_finding (
  id {id},
  report {int64} NOT NULL REFERENCES report (id),
  question {text} NOT NULL,
  span {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('name', 'address', 'phone', 'handle')),
  found_at {instant} NOT NULL,
  decision {text} NOT NULL CHECK (decision IN ('open', 'allowed', 'removed')),
  decided_by {int64},
  decided_at {instant},
  UNIQUE (report, question, span)
);

-- Published reports: public answers alone. withdrawn_at takes one down.
CREATE TABLE publication (
  report {int64} PRIMARY KEY,
  organisation {int64} NOT NULL,
  region {text} NOT NULL,
  round {int64} NOT NULL,
  year {int64} NOT NULL,
  language {text} NOT NULL,
  form_version {int64} NOT NULL,
  published_at {instant} NOT NULL,
  corrected_at {instant},
  withdrawn_at {instant},
  UNIQUE (organisation, year)
);
CREATE INDEX publication_newest ON publication (published_at);

CREATE TABLE publication_answer (
  report {int64} NOT NULL REFERENCES publication (report),
  question {text} NOT NULL,
  position {int64} NOT NULL,
  answer {text} NOT NULL,
  PRIMARY KEY (report, question)
);
