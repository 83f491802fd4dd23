-- A second report in one calendar year gets an address of its own (number 2), and a publication can be
-- held back until staff have decided about words that the leak guard found later.
-- public: publication
CREATE TABLE publication_rebuilt (
  report {int64} PRIMARY KEY,
  organisation {int64} NOT NULL,
  region {text} NOT NULL,
  round {int64} NOT NULL,
  year {int64} NOT NULL,
  number {int64} NOT NULL CHECK (number >= 1),
  language {text} NOT NULL,
  form_version {int64} NOT NULL,
  published_at {instant} NOT NULL,
  corrected_at {instant},
  held_at {instant},
  withdrawn_at {instant},
  UNIQUE (organisation, year, number)
);
INSERT INTO publication_rebuilt (report, organisation, region, round, year, number, language, form_version, published_at, corrected_at, withdrawn_at)
SELECT report, organisation, region, round, year, 1, language, form_version, published_at, corrected_at, withdrawn_at FROM publication;
DROP TABLE publication;
ALTER TABLE publication_rebuilt RENAME TO publication;
CREATE INDEX publication_newest ON publication (published_at);
CREATE INDEX leak_finding_open ON leak_finding (decision, report);
