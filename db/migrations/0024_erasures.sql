-- What was taken out of free text when a person was forgotten, so that a restored backup loses the same words.
-- Places alone (question, number, part), separated by blanks; no word of the person.
CREATE TABLE erasure (
  person {int64} PRIMARY KEY REFERENCES person (id),
  taken_out {text} NOT NULL
);

INSERT INTO change_stamp (topic, stamp) VALUES ('forgotten', 1) ON CONFLICT (topic) DO NOTHING;
