-- Which messages a mail answers (RFC 5322 section 3.6.4): Message-IDs without brackets, several divided by blanks.
ALTER TABLE mail ADD COLUMN in_reply_to {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN reference_ids {text} NOT NULL DEFAULT '';
