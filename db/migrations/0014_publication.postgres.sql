-- A second report in one calendar year gets an address of its own (number 2), and a publication can be
-- held back until staff have decided about words that the leak guard found later.
ALTER TABLE publication DROP CONSTRAINT publication_organisation_year_key;
ALTER TABLE publication ADD COLUMN number {int64} NOT NULL DEFAULT 1 CHECK (number >= 1);
ALTER TABLE publication ADD COLUMN held_at {instant};
ALTER TABLE publication ADD CONSTRAINT publication_address UNIQUE (organisation, year, number);
CREATE INDEX leak_finding_open ON leak_finding (decision, report);
