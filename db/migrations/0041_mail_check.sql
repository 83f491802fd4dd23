-- What the doctor of mail found when it last looked: one result, with since when a check is worse than it was.
CREATE TABLE mail_check (
  id {int64} PRIMARY KEY CHECK (id = 1),
  looked_at {instant} NOT NULL,
  problem {text} NOT NULL
);

-- level: as the doctor says. known_level: the newest that is not 'unknown', of the whole check. words, publish: the program's
-- and those of records in DNS; never of a person.
CREATE TABLE mail_check_finding (
  position {int64} PRIMARY KEY,
  check_name {text} NOT NULL,
  level {text} NOT NULL CHECK (level IN ('fine', 'advice', 'fix', 'unknown')),
  known_level {text} NOT NULL CHECK (known_level IN ('fine', 'advice', 'fix', 'unknown')),
  words {text} NOT NULL,
  publish {text} NOT NULL,
  worse_since {instant}
);
