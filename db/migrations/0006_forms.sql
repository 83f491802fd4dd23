-- Form definitions, frozen as versions, and the answers that people give together.
-- public: form_version, form_newest

-- definition: the whole form as JSON, never changed. A response is read with the words it was asked with.
CREATE TABLE form_version (
  id {id},
  form {text} NOT NULL,
  content_hash {text} NOT NULL,
  definition {text} NOT NULL,
  created_at {instant} NOT NULL,
  UNIQUE (form, content_hash)
);

-- Says which version is the newest: a definition that comes back after another one was
-- tried is newest again without a second row.
CREATE TABLE form_newest (
  form {text} PRIMARY KEY,
  form_version {int64} NOT NULL REFERENCES form_version (id)
);

-- organisation or person: whose answers they are; no foreign key, as those rooms stand above or beside.
CREATE TABLE response (
  id {id},
  form_version {int64} NOT NULL REFERENCES form_version (id),
  organisation {int64},
  person {int64},
  subject_kind {text} NOT NULL,
  subject {int64} NOT NULL,
  copied_from {int64} REFERENCES response (id),
  created_at {instant} NOT NULL,
  locked {flag} NOT NULL CHECK (locked IN (0, 1))
);
CREATE INDEX response_organisation ON response (organisation);

-- answer: JSON, '' for an answer that somebody took out. version counts changes from 1.
CREATE TABLE response_answer (
  response {int64} NOT NULL REFERENCES response (id),
  question {text} NOT NULL,
  answer {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('copied', 'given')),
  version {int64} NOT NULL CHECK (version > 0),
  language {text} NOT NULL,
  changed_by {int64},
  changed_by_name {text} NOT NULL,
  changed_at {instant} NOT NULL,
  PRIMARY KEY (response, question)
);
CREATE INDEX response_answer_changed_by ON response_answer (changed_by);

-- Every value that an answer ever had, the present one included: history, and the base of a merge.
CREATE TABLE response_change (
  response {int64} NOT NULL REFERENCES response (id),
  question {text} NOT NULL,
  version {int64} NOT NULL,
  answer {text} NOT NULL,
  changed_by {int64},
  changed_by_name {text} NOT NULL,
  changed_at {instant} NOT NULL,
  PRIMARY KEY (response, question, version)
);
CREATE INDEX response_change_changed_by ON response_change (changed_by);

-- Pages that somebody saved or confirmed: an optional page left empty is ready once it was seen.
CREATE TABLE response_page (
  response {int64} NOT NULL REFERENCES response (id),
  page {text} NOT NULL,
  saved_by {int64},
  saved_at {instant} NOT NULL,
  PRIMARY KEY (response, page)
);
