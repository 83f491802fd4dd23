-- Mail to many. A mail with a source holds no words: they are made when it is sent, from source_values.
-- mail_group: what is paused, cancelled and counted together. domain: of the recipient, as A-labels, so that a slow
-- one delays nobody else.
ALTER TABLE mail ADD COLUMN source {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN source_values {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN mail_group {text} NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN domain {text} NOT NULL DEFAULT '';

CREATE INDEX mail_group_state ON mail (mail_group, state) WHERE mail_group <> '';
