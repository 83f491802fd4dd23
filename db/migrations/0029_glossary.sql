-- Words of the programme in plain words (S44): what they stand for and what they mean, in the six languages.

-- code: stands in addresses and never changes. short: the acronym, empty for a word. known: everybody knows it, so that
-- the check of an update says nothing. What is removed stays, so that it can be brought back and is not read anew from
-- the programme's file.
-- public: glossary_term, glossary_text
CREATE TABLE glossary_term (
  id {id},
  code {text} NOT NULL UNIQUE,
  short {text} NOT NULL,
  known {flag} NOT NULL CHECK (known IN (0, 1)),
  version {int64} NOT NULL,
  removed_at {instant}
);

-- name: the long form, or the word itself. A language that is not translated yet has no row.
CREATE TABLE glossary_text (
  term {int64} NOT NULL REFERENCES glossary_term (id),
  locale {text} NOT NULL,
  name {text} NOT NULL,
  plain {text} NOT NULL,
  PRIMARY KEY (term, locale)
);
