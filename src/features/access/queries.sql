-- name: insert_account
-- A way in for a person.
INSERT INTO account (person, created_at, totp_last_step) VALUES (:person, :at, 0) RETURNING id;

-- name: find_account_of_person
-- Nobody has two.
SELECT id FROM account WHERE person = :person;

-- name: insert_seat
-- A term begins.
INSERT INTO seat (person, role, region, organisation, prime, from_on, until_on, capacity, ended_reason)
VALUES (:person, :role, :region, CAST(:organisation AS BIGINT), :prime, :from_on, CAST(:until_on AS TEXT), :capacity, '')
RETURNING id;

-- name: find_seat
-- One seat, past or present.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat WHERE id = :seat;

-- name: end_seat
-- The last day; a prime seat gives the mark up, so that the next prime can have it.
UPDATE seat SET until_on = :last_day, prime = 0, ended_reason = :reason WHERE id = :seat;

-- name: delete_seat
-- Granted by mistake.
DELETE FROM seat WHERE id = :seat;

-- name: clear_prime
-- Before another representative becomes the prime one.
UPDATE seat SET prime = 0 WHERE organisation = :organisation AND prime = 1;

-- name: set_prime
-- Of a representative who holds the seat today.
UPDATE seat SET prime = 1 WHERE organisation = :organisation AND person = :person AND role = 'representative'
  AND from_on <= :today AND (until_on IS NULL OR until_on >= :today);

-- name: list_seats_of_organisation
-- Representatives today, the prime one first.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE organisation = :organisation AND from_on <= :today AND (until_on IS NULL OR until_on >= :today)
ORDER BY prime DESC, from_on, id LIMIT 100;

-- name: list_seat_history
-- Every seat of an organisation, newest first.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE organisation = :organisation ORDER BY from_on DESC, id DESC LIMIT 500;

-- name: list_seats_of_person
-- What a person holds today.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE person = :person AND from_on <= :today AND (until_on IS NULL OR until_on >= :today)
ORDER BY id LIMIT 100;

-- name: list_seats_of_role
-- Everybody who holds a role today.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE role = :role AND from_on <= :today AND (until_on IS NULL OR until_on >= :today)
ORDER BY region, from_on, id LIMIT 1000;

-- name: list_representatives
-- Every representative today.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE role = 'representative' AND from_on <= :today AND (until_on IS NULL OR until_on >= :today)
ORDER BY organisation, prime DESC, from_on, id LIMIT 200000;

-- name: insert_session
-- Somebody came in.
INSERT INTO session (token_hash, account, created_at, last_seen_at, expires_at, strength, working_seat, browser)
VALUES (:token_hash, :account, :at, :at, :expires_at, :strength, CAST(:working_seat AS BIGINT), :browser);

-- name: find_session
-- By the hash of the cookie's token.
SELECT s.id, s.account, a.person, s.strength, s.last_seen_at, s.expires_at, s.working_seat, s.ended_at
FROM session s JOIN account a ON a.id = s.account WHERE s.token_hash = :token_hash AND a.disabled_at IS NULL;

-- name: touch_session
-- Seen again; time never runs backwards here.
UPDATE session SET last_seen_at = :at WHERE id = :id AND last_seen_at < :at;

-- name: end_session
-- Signed out or revoked.
UPDATE session SET ended_at = :at WHERE id = :id AND ended_at IS NULL;

-- name: end_sessions_of_account
-- All but one.
UPDATE session SET ended_at = :at WHERE account = :account AND id <> :but AND ended_at IS NULL;

-- name: set_working_seat
-- The person works in another role now.
UPDATE session SET working_seat = :seat WHERE id = :id;

-- name: list_sessions
-- A person's own list.
SELECT id, created_at, last_seen_at, browser FROM session WHERE account = :account AND ended_at IS NULL AND expires_at > :now
ORDER BY last_seen_at DESC, id DESC LIMIT 100;

-- name: insert_sign_in
-- One mail with code and link.
INSERT INTO sign_in (account, code_hash, link_hash, browser_hash, created_at, expires_at, tries, return_to, mail_key)
VALUES (:account, :code_hash, :link_hash, :browser_hash, :at, :expires_at, 0, :return_to, :mail_key);

-- name: list_sign_ins_of_browser
-- The newest mails that this browser asked for; older ones still work while they live.
SELECT s.id, s.account, a.person, s.code_hash, s.browser_hash, s.expires_at, s.tries, s.used_at, s.return_to, s.mail_key
FROM sign_in s JOIN account a ON a.id = s.account
WHERE s.browser_hash = :browser_hash AND s.expires_at > :now AND s.used_at IS NULL ORDER BY s.id DESC LIMIT 5;

-- name: find_sign_in_by_link
-- By the hash of the link's token.
SELECT s.id, s.account, a.person, s.code_hash, s.browser_hash, s.expires_at, s.tries, s.used_at, s.return_to, s.mail_key
FROM sign_in s JOIN account a ON a.id = s.account WHERE s.link_hash = :link_hash;

-- name: use_sign_in
-- Of many that try at once, one changes the row.
UPDATE sign_in SET used_at = :at WHERE id = :id AND used_at IS NULL;

-- name: count_try
-- Before a code is compared: of many that try at once, only as many as there are tries get through.
UPDATE sign_in SET tries = sign_in.tries + 1 WHERE id = :id AND used_at IS NULL AND tries < :most;

-- name: insert_invitation
-- A link that opens a page and gives no right.
INSERT INTO invitation (token_hash, person, path, created_at, expires_at) VALUES (:token_hash, :person, :path, :at, :expires_at);

-- name: find_invitation
-- Expired ones too: they get a page with one button.
SELECT person, path, expires_at FROM invitation WHERE token_hash = :token_hash;

-- name: insert_set_up_link
-- For a first password.
INSERT INTO set_up_link (token_hash, account, created_at, expires_at) VALUES (:token_hash, :account, :at, :expires_at);

-- name: insert_demo_link
-- Demo only.
INSERT INTO demo_link (token_hash, seat) VALUES (:token_hash, :seat);

-- name: find_demo_seat
-- Demo only.
SELECT seat FROM demo_link WHERE token_hash = :token_hash;

-- name: find_set_up_link
-- Used and expired ones too: they get a page that says what to do.
SELECT s.id, s.account, a.person, s.expires_at, s.used_at, s.password, s.totp_secret
FROM set_up_link s JOIN account a ON a.id = s.account WHERE s.token_hash = :token_hash;

-- name: keep_set_up
-- What was chosen on the first page of a set-up link.
UPDATE set_up_link SET password = :password, totp_secret = :totp_secret WHERE id = :id AND used_at IS NULL;

-- name: use_set_up_link
-- Of many that try at once, one changes the row.
UPDATE set_up_link SET used_at = :at, password = NULL, totp_secret = NULL WHERE id = :id AND used_at IS NULL;

-- name: use_set_up_links_of_account
-- A newer link, or a finished set-up, ends the others.
UPDATE set_up_link SET used_at = :at, password = NULL, totp_secret = NULL WHERE account = :account AND used_at IS NULL;

-- name: find_secrets
-- What an account needs to sign in fully.
SELECT password, totp_secret, totp_confirmed_at, totp_last_step FROM account WHERE id = :account;

-- name: set_secrets
-- Password and second factor at once.
UPDATE account SET password = :password, password_set_at = :at, totp_secret = :totp_secret, totp_confirmed_at = :at, totp_last_step = :step
WHERE id = :account;

-- name: set_password
-- A new password; the second factor stays.
UPDATE account SET password = :password, password_set_at = :at WHERE id = :account;

-- name: clear_secrets
-- After a lost phone: nothing signs in fully until a set-up link is used.
UPDATE account SET password = NULL, password_set_at = NULL, totp_secret = NULL, totp_confirmed_at = NULL WHERE id = :account;

-- name: use_step
-- Each code of the authenticator app works once (RFC 6238 section 5.2).
UPDATE account SET totp_last_step = :step WHERE id = :account AND totp_last_step < :step;

-- name: insert_recovery_code
-- One of ten.
INSERT INTO recovery_code (account, code_hash) VALUES (:account, :code_hash);

-- name: delete_recovery_codes
-- Before new ones are made.
DELETE FROM recovery_code WHERE account = :account;

-- name: use_recovery_code
-- Works once.
UPDATE recovery_code SET used_at = :at WHERE account = :account AND code_hash = :code_hash AND used_at IS NULL;

-- name: count_recovery_codes
-- How many are left.
SELECT count(*) AS count FROM recovery_code WHERE account = :account AND used_at IS NULL;

-- name: insert_kept_form
-- A save that came too late.
INSERT INTO kept_form (token_hash, account, path, sealed_fields, kept_at)
VALUES (:token_hash, CAST(:account AS BIGINT), :path, :sealed_fields, :at);

-- name: find_kept_form
-- By the hash of the browser's token.
SELECT account, path, sealed_fields, kept_at FROM kept_form WHERE token_hash = :token_hash;

-- name: count_rate_try
-- One more try in this window; says how many there were.
INSERT INTO rate_count (name, who, window_start, tries) VALUES (:name, :who, :window_start, 1)
ON CONFLICT (name, who, window_start) DO UPDATE SET tries = rate_count.tries + 1 RETURNING tries;

-- name: delete_old_rates
-- Windows that are over.
DELETE FROM rate_count WHERE window_start < :before;

-- name: delete_old_kept_forms
-- Nobody came back for them.
DELETE FROM kept_form WHERE kept_at < :before;

-- name: delete_strangers_kept_forms
-- Of browsers without a session, which nobody can claim any more.
DELETE FROM kept_form WHERE account IS NULL AND kept_at < :before;

-- name: delete_old_sign_ins
-- Mails whose hour is long over.
DELETE FROM sign_in WHERE expires_at < :before;

-- name: delete_old_sessions
-- Kept for a while, so that a late save still finds its account.
DELETE FROM session WHERE expires_at < :before OR ended_at < :before;

-- name: delete_old_invitations
-- Until then an old link still offers a new code.
DELETE FROM invitation WHERE expires_at < :before;

-- name: delete_old_set_up_links
-- Used or expired.
DELETE FROM set_up_link WHERE expires_at < :before;

-- name: delete_old_address_checks
-- Never confirmed.
DELETE FROM address_check WHERE expires_at < :before;

-- name: put_address_check
-- One at a time for each account; a newer one takes the place.
INSERT INTO address_check (account, address, code_hash, expires_at, tries) VALUES (:account, :address, :code_hash, :expires_at, 0)
ON CONFLICT (account) DO UPDATE SET address = excluded.address, code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0;

-- name: find_address_check
-- The address that waits for its code.
SELECT address, code_hash, expires_at FROM address_check WHERE account = :account AND expires_at > :now AND tries < :most;

-- name: count_address_try
-- Before the code is compared.
UPDATE address_check SET tries = address_check.tries + 1 WHERE account = :account AND tries < :most;

-- name: delete_address_check
-- Confirmed, or given up.
DELETE FROM address_check WHERE account = :account;

-- name: find_session_of_account
-- For revoking one's own: another's session is not found.
SELECT id FROM session WHERE id = :id AND account = :account;

-- name: list_office_holders
-- Everybody who holds, or will hold, a seat that is not a representative's.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE role <> 'representative' AND (until_on IS NULL OR until_on >= :today)
ORDER BY role, region, from_on, id LIMIT 1000;

-- name: list_seat_history_of_person
-- Every past, present and coming seat.
SELECT id, person, role, region, organisation, prime, from_on, until_on, capacity FROM seat
WHERE person = :person ORDER BY from_on DESC, id DESC LIMIT 200;

-- name: list_held_sessions
-- Everything kept of a person's devices.
SELECT s.browser, s.created_at, s.last_seen_at, s.ended_at FROM session s JOIN account a ON a.id = s.account
WHERE a.person = :person ORDER BY s.id DESC LIMIT 1000;

-- name: list_held_invitations
-- Links in mails to a person.
SELECT path, created_at, expires_at FROM invitation WHERE person = :person ORDER BY id DESC LIMIT 1000;

-- name: forget_invitations
-- Of a forgotten person.
DELETE FROM invitation WHERE person = :person;

-- name: forget_sessions
-- Of a forgotten person.
DELETE FROM session WHERE account = :account;

-- name: forget_sign_ins
-- Of a forgotten person.
DELETE FROM sign_in WHERE account = :account;

-- name: forget_set_up_links
-- Of a forgotten person.
DELETE FROM set_up_link WHERE account = :account;

-- name: forget_address_checks
-- Of a forgotten person.
DELETE FROM address_check WHERE account = :account;

-- name: forget_kept_forms
-- Of a forgotten person.
DELETE FROM kept_form WHERE account = :account;

-- name: forget_account
-- No way in any more; the number stays, as the log speaks of it.
UPDATE account SET password = NULL, password_set_at = NULL, totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0, disabled_at = :at
WHERE id = :account;

-- name: count_handed_of_organisation
-- What a merge moves.
SELECT 'seat' AS place, COUNT(*) AS count FROM seat WHERE organisation = :from;

-- name: count_handed_of_person
-- What a merge moves.
SELECT 'seat' AS place, COUNT(*) AS count FROM seat WHERE person = :from
UNION ALL SELECT 'invitation' AS place, COUNT(*) AS count FROM invitation WHERE person = :from;

-- name: move_seats_of_organisation
-- Representatives, past and present, to the record that stays.
UPDATE seat SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_seats_of_person
-- Every seat ever held.
UPDATE seat SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_account
-- The way in, where the record that stays has none.
UPDATE account SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM account k WHERE k.person = :into) RETURNING id;

-- name: move_invitations
-- Links in mails go on working.
UPDATE invitation SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: list_same_seats_of_organisations
-- Somebody represents both: one seat is enough.
SELECT g.id, g.prime, k.id AS kept FROM seat g JOIN seat k ON k.organisation = :into AND k.person = g.person AND k.role = g.role
WHERE g.organisation = :from AND g.until_on IS NULL AND k.until_on IS NULL ORDER BY g.id LIMIT 200;

-- name: list_same_seats_of_persons
-- Both records hold the same office.
SELECT g.id, g.prime, k.id AS kept FROM seat g
JOIN seat k ON k.person = :into AND k.role = g.role AND k.region = g.region AND COALESCE(k.organisation, 0) = COALESCE(g.organisation, 0)
WHERE g.person = :from AND g.until_on IS NULL AND k.until_on IS NULL ORDER BY g.id LIMIT 200;

-- name: find_prime_seat
-- At most one.
SELECT id, person FROM seat WHERE organisation = :organisation AND prime = 1;

-- name: set_prime_mark
-- During a merge and its undo.
UPDATE seat SET prime = :prime WHERE id = :seat AND prime <> :prime;

-- name: reopen_seat
-- A merge that ended it is undone; nobody changed it since.
UPDATE seat SET until_on = NULL, ended_reason = '' WHERE id = :seat AND until_on = :last_day AND ended_reason = :reason;

-- name: is_prime_elsewhere
-- Another prime came since.
SELECT COUNT(*) AS count FROM seat WHERE prime = 1 AND id <> :seat AND organisation = (SELECT s.organisation FROM seat s WHERE s.id = :seat);

-- name: find_way_in
-- Whether a person's account has a second factor.
SELECT id, totp_confirmed_at FROM account WHERE person = :person AND disabled_at IS NULL;

-- name: close_account
-- A second way in of one person; nobody comes in by it any more.
UPDATE account SET disabled_at = :at WHERE id = :account AND disabled_at IS NULL;

-- name: open_account
-- The merge was undone.
UPDATE account SET disabled_at = NULL WHERE id = :account;

-- name: list_held_account
-- What an account keeps beside secrets.
SELECT a.created_at, a.password_set_at, a.totp_confirmed_at, a.disabled_at,
  (SELECT COUNT(*) FROM recovery_code r WHERE r.account = a.id AND r.used_at IS NULL) AS codes,
  (SELECT MAX(c.address) FROM address_check c WHERE c.account = a.id) AS checked_address,
  (SELECT COUNT(*) FROM kept_form k WHERE k.account = a.id) AS kept_forms,
  (SELECT COUNT(*) FROM sign_in s WHERE s.account = a.id) AS sign_ins,
  (SELECT COUNT(*) FROM set_up_link l WHERE l.account = a.id) AS set_up_links
FROM account a WHERE a.person = :person;

-- name: list_passages
-- Words about terms of office that hold words of a person.
SELECT place, number, part, text FROM (
  SELECT 'seat' AS place, id AS number, 'capacity' AS part, capacity AS text FROM seat
  UNION ALL SELECT 'seat' AS place, id AS number, 'ended_reason' AS part, ended_reason AS text FROM seat
) AS passage WHERE text LIKE :pattern ESCAPE '\' OR lower(text) LIKE :small ESCAPE '\' LIMIT 10000;

-- name: rewrite_seat_capacity
-- Without words of a forgotten person.
UPDATE seat SET capacity = :text WHERE id = :number;

-- name: rewrite_seat_ended_reason
-- Without words of a forgotten person.
UPDATE seat SET ended_reason = :text WHERE id = :number;

-- name: list_held_seats
-- Roles held, now and before.
SELECT role, region, organisation, prime, from_on, until_on, capacity, ended_reason FROM seat WHERE person = :person ORDER BY id LIMIT 1000;
