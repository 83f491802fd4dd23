-- Fewer pages to write for each mail that is sent: most mails are sent, and are listed by their number; what is being sent
-- is little, and found among the rest by its state.
DROP INDEX mail_lease;
DROP INDEX mail_state;
CREATE INDEX mail_state ON mail (state, id) WHERE state <> 'sent';
DROP INDEX mail_group_state;
CREATE INDEX mail_group_state ON mail (mail_group, state) WHERE mail_group <> '' AND state <> 'sent';
CREATE INDEX mail_group ON mail (mail_group) WHERE mail_group <> '';
