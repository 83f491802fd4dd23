-- What a mail to many says about its list, for the reader's program (RFC 2919, RFC 8058); '' for what it does not say.
-- unsubscribe_url and unsubscribe_mailto hold what proves whose they are, and go when the address goes.
ALTER TABLE mail ADD COLUMN list_id {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN list_words {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN unsubscribe_url {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN unsubscribe_mailto {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN is_one_click {flag} NOT NULL DEFAULT 0 CHECK (is_one_click IN (0, 1));
ALTER TABLE mail ADD COLUMN feedback_id {text} NOT NULL DEFAULT '';
