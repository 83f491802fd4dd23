-- The right side of a Message-ID, "@example.org", which is known when a mail is first tried: in a column of its own, so that
-- the index over the left side need not be written again for each mail that is sent. Mails of before hold both sides in
-- message_id, and nothing here.
ALTER TABLE mail ADD COLUMN message_domain {text} NOT NULL DEFAULT '';
