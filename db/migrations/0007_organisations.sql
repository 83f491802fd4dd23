-- The register. `organisation` holds everything and is closed to public handlers; the public tables are
-- a projection of it that leaves quiet organisations out, renewed in the transaction of each change.
-- public: public_organisation, public_tag, public_status, public_membership, public_office, change_stamp

CREATE TABLE organisation (
  id {id},
  name {text} NOT NULL,
  name_english {text} NOT NULL,
  short_name {text} NOT NULL,
  -- ISO code, or empty while unknown.
  country {text} NOT NULL,
  region {text} NOT NULL,
  -- Why staff chose another region than the country's; empty when they did not (S82).
  region_reason {text} NOT NULL,
  place {text} NOT NULL,
  kind {text} NOT NULL,
  summary {text} NOT NULL,
  summary_language {text} NOT NULL,
  -- BCP 47 tags and topic codes, separated by blanks.
  languages {text} NOT NULL,
  topics {text} NOT NULL,
  status {text} NOT NULL CHECK (status IN ('applicant', 'accredited', 'withdrawn', 'decertified', 'dissolved', 'unclear')),
  -- As far as it is known: 2003, 2003-12 or 2003-12-18; empty while unknown.
  joined_on {text} NOT NULL,
  contact {text} NOT NULL,
  prefers_relay {flag} NOT NULL CHECK (prefers_relay IN (0, 1)),
  relay_address {text} NOT NULL,
  website {text} NOT NULL,
  reference_url {text} NOT NULL,
  quiet {flag} NOT NULL CHECK (quiet IN (0, 1)),
  redistribution_address {text} NOT NULL,
  action_mail_to_all {flag} NOT NULL CHECK (action_mail_to_all IN (0, 1)),
  waiver_wish {text} NOT NULL,
  departure_deadline {date},
  external_key {text},
  source_note {text} NOT NULL,
  -- Folded copy of names and place, for search by staff; collation key of the shown name.
  folded {text} NOT NULL,
  sort_key {text} NOT NULL,
  version {int64} NOT NULL,
  created_at {instant} NOT NULL,
  updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX organisation_external_key ON organisation (external_key) WHERE external_key IS NOT NULL;
CREATE INDEX organisation_sort ON organisation (sort_key, id);
CREATE INDEX organisation_region ON organisation (region, status);

-- Dated states in a life: applied, accredited, withdrawn ...
CREATE TABLE organisation_status (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  status {text} NOT NULL,
  since_on {text} NOT NULL,
  reason {text} NOT NULL,
  recorded_at {instant} NOT NULL
);
CREATE INDEX organisation_status_of ON organisation_status (organisation, id);

CREATE TABLE organisation_membership (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  body {text} NOT NULL,
  status {text} NOT NULL,
  votes_there {text} NOT NULL CHECK (votes_there IN ('yes', 'no', 'unknown'))
);
CREATE INDEX organisation_membership_of ON organisation_membership (organisation);

CREATE TABLE organisation_leader (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  person {int64} NOT NULL,
  office {text} NOT NULL,
  position {int64} NOT NULL,
  told_at {instant},
  until_on {date}
);
CREATE INDEX organisation_leader_of ON organisation_leader (organisation);
CREATE INDEX organisation_leader_person ON organisation_leader (person);

CREATE TABLE organisation_key_role (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  person {int64} NOT NULL,
  body {text} NOT NULL,
  role {text} NOT NULL
);
CREATE INDEX organisation_key_role_of ON organisation_key_role (organisation);

-- Something for staff to put right: a departure, a contested prime, a mail that reached the wrong person.
CREATE TABLE organisation_attention (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  kind {text} NOT NULL CHECK (kind IN ('prime_contested', 'departure', 'wrong_person', 'told_wrong')),
  person {int64},
  words {text} NOT NULL,
  opened_at {instant} NOT NULL,
  closed_at {instant},
  closed_by {int64}
);
CREATE INDEX organisation_attention_open ON organisation_attention (closed_at, organisation);

-- A change of prime can be contested until a day.
CREATE TABLE prime_change (
  id {id},
  organisation {int64} NOT NULL REFERENCES organisation (id),
  former_person {int64},
  person {int64} NOT NULL,
  changed_at {instant} NOT NULL,
  contestable_until {instant} NOT NULL,
  contested_by {int64},
  contested_at {instant}
);
CREATE INDEX prime_change_of ON prime_change (organisation, id);

-- Messages for an organisation from its public page, until they are delivered.
CREATE TABLE relay_message (
  id {id},
  organisation {int64},
  -- contact: for the organisation. page: for staff, about what its public page says.
  about {text} NOT NULL CHECK (about IN ('contact', 'page')),
  writer_name {text} NOT NULL,
  writer_address {text} NOT NULL,
  words {text} NOT NULL,
  written_at {instant} NOT NULL,
  delivered_at {instant}
);

-- A link in a mail by which somebody who got it by mistake can say so. It shows nothing and gives no right.
CREATE TABLE mail_link (
  token {text} PRIMARY KEY,
  person {int64} NOT NULL,
  organisation {int64} NOT NULL REFERENCES organisation (id),
  made_at {instant} NOT NULL
);

-- Dated, editable; the programme's table is its first content.
CREATE TABLE country_region (
  country {text} NOT NULL,
  region {text} NOT NULL,
  from_on {date} NOT NULL,
  reason {text} NOT NULL,
  PRIMARY KEY (country, from_on)
);

CREATE TABLE public_organisation (
  id {int64} PRIMARY KEY,
  name {text} NOT NULL,
  name_english {text} NOT NULL,
  short_name {text} NOT NULL,
  country {text} NOT NULL,
  region {text} NOT NULL,
  place {text} NOT NULL,
  kind {text} NOT NULL,
  summary {text} NOT NULL,
  summary_language {text} NOT NULL,
  languages {text} NOT NULL,
  topics {text} NOT NULL,
  status {text} NOT NULL,
  joined_on {text} NOT NULL,
  contact {text} NOT NULL,
  prefers_relay {flag} NOT NULL,
  website {text} NOT NULL,
  reference_url {text} NOT NULL,
  folded {text} NOT NULL,
  sort_key {text} NOT NULL,
  version {int64} NOT NULL
);
CREATE INDEX public_organisation_sort ON public_organisation (sort_key, id);
CREATE INDEX public_organisation_region ON public_organisation (region, sort_key, id);
CREATE INDEX public_organisation_country ON public_organisation (country, sort_key, id);

-- kind: language or topic.
CREATE TABLE public_tag (
  kind {text} NOT NULL,
  tag {text} NOT NULL,
  organisation {int64} NOT NULL REFERENCES public_organisation (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, tag, organisation)
);
CREATE INDEX public_tag_organisation ON public_tag (organisation);

CREATE TABLE public_status (
  organisation {int64} NOT NULL REFERENCES public_organisation (id) ON DELETE CASCADE,
  status {text} NOT NULL,
  since_on {text} NOT NULL,
  position {int64} NOT NULL,
  PRIMARY KEY (organisation, position)
);

CREATE TABLE public_membership (
  organisation {int64} NOT NULL REFERENCES public_organisation (id) ON DELETE CASCADE,
  body {text} NOT NULL,
  status {text} NOT NULL,
  position {int64} NOT NULL,
  PRIMARY KEY (organisation, position)
);

-- Who holds an office, as numbers: a name stands beside one only in published_name, with consent.
CREATE TABLE public_office (
  organisation {int64} NOT NULL REFERENCES public_organisation (id) ON DELETE CASCADE,
  person {int64} NOT NULL,
  office {text} NOT NULL,
  prime {int64} NOT NULL,
  position {int64} NOT NULL
);
CREATE INDEX public_office_of ON public_office (organisation);

-- Grows with every change of public pages of a topic; servers read it to drop their page caches.
CREATE TABLE change_stamp (
  topic {text} PRIMARY KEY,
  stamp {int64} NOT NULL
);
INSERT INTO change_stamp (topic, stamp) VALUES ('organisations', 1);
INSERT INTO change_stamp (topic, stamp) VALUES ('reports', 1);
