-- What a check found as codes and values in JSON, so that it is read in the reader's language. Empty: found before this column
-- was there; its words are shown as they are until the next look, which comes within a day.
ALTER TABLE mail_check_finding ADD COLUMN sentences {text} NOT NULL DEFAULT '';
