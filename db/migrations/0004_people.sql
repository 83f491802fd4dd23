-- Persons and what is personal about them. Only names published with consent are public.
-- public: published_name

-- A number that outlives erasure: offices held stay, the person behind them does not.
CREATE TABLE person (
  id {id},
  created_at {instant} NOT NULL,
  erased_at {instant}
);

CREATE TABLE person_name (
  person {int64} PRIMARY KEY REFERENCES person (id),
  name {text} NOT NULL,
  name_latin {text} NOT NULL,
  -- Folded copy of both, for search by staff.
  folded {text} NOT NULL,
  locale {text} NOT NULL CHECK (locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh')),
  -- BCP 47 tags, separated by blanks.
  languages {text} NOT NULL
);

CREATE TABLE person_address (
  id {id},
  person {int64} NOT NULL REFERENCES person (id),
  address {text} NOT NULL,
  -- Local part as given, domain as A-labels: one address belongs to one person.
  address_key {text} NOT NULL UNIQUE,
  preferred {flag} NOT NULL CHECK (preferred IN (0, 1)),
  confirmed_at {instant},
  failing {flag} NOT NULL CHECK (failing IN (0, 1)),
  added_at {instant} NOT NULL
);
CREATE UNIQUE INDEX person_address_preferred ON person_address (person) WHERE preferred = 1;

-- Append-only: what was agreed to, in which words' version, language and way; or taken back.
CREATE TABLE person_consent (
  id {id},
  person {int64} NOT NULL REFERENCES person (id),
  consent {text} NOT NULL CHECK (consent IN ('publish_name')),
  given {flag} NOT NULL CHECK (given IN (0, 1)),
  text_version {int64} NOT NULL,
  language {text} NOT NULL,
  way {text} NOT NULL,
  recorded_by {int64},
  recorded_at {instant} NOT NULL
);
CREATE INDEX person_consent_person ON person_consent (person, consent, id);

-- The projection that public pages read: present only while consent stands.
CREATE TABLE published_name (
  person {int64} PRIMARY KEY,
  name {text} NOT NULL,
  name_latin {text} NOT NULL
);
