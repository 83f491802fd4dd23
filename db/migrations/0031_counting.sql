-- Counted links of an issue, its question, and what came of both: sums by day, and no row for a person, an address or a
-- browser.
-- public: counted_target, counted_question, counted_choice, counting_switch

-- url: where the link leads; the same number is the same link in every language. words: of the link.
CREATE TABLE counted_target (
  issue {int64} NOT NULL,
  locale {text} NOT NULL,
  link {int64} NOT NULL CHECK (link > 0),
  url {text} NOT NULL,
  words {text} NOT NULL,
  PRIMARY KEY (issue, locale, link)
);

-- organisation 0: archive and web, and browsers that ask not to be tracked. link 0: the decoy. kind: who it was, as far
-- as can be told.
CREATE TABLE link_count (
  issue {int64} NOT NULL,
  organisation {int64} NOT NULL,
  locale {text} NOT NULL,
  link {int64} NOT NULL,
  day {date} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('people', 'machine', 'doubtful')),
  times {int64} NOT NULL,
  PRIMARY KEY (issue, organisation, locale, link, day, kind)
);

CREATE TABLE counted_question (
  issue {int64} NOT NULL,
  locale {text} NOT NULL,
  words {text} NOT NULL,
  PRIMARY KEY (issue, locale)
);

CREATE TABLE counted_choice (
  issue {int64} NOT NULL,
  locale {text} NOT NULL,
  choice {int64} NOT NULL CHECK (choice > 0),
  words {text} NOT NULL,
  PRIMARY KEY (issue, locale, choice)
);

-- One sum for each choice, language and copy.
CREATE TABLE answer_count (
  issue {int64} NOT NULL,
  organisation {int64} NOT NULL,
  locale {text} NOT NULL,
  choice {int64} NOT NULL,
  times {int64} NOT NULL,
  PRIMARY KEY (issue, organisation, locale, choice)
);

-- One row: whether links are counted in this programme.
CREATE TABLE counting_switch (
  id {int64} PRIMARY KEY CHECK (id = 1),
  is_on {flag} NOT NULL CHECK (is_on IN (0, 1))
);
INSERT INTO counting_switch (id, is_on) VALUES (1, 1);

-- The newest batch of each running server, so that one whose answer got lost is not added twice.
CREATE TABLE count_batch (
  writer {text} PRIMARY KEY,
  number {int64} NOT NULL,
  written_at {instant} NOT NULL
);
