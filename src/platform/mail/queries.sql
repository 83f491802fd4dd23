-- name: insert_mail
-- Queues a mail. A second one with the same key is not added; the first's number comes back.
INSERT INTO mail (kind, mail_key, mail_class, state, to_address, to_key, to_name, reply_to, person, organisation, locale,
  subject, body_text, body_html, message_id, created_at, due_at, fence, attempts, refusals, reason,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id, source, source_values, mail_group, domain,
  in_reply_to, reference_ids)
VALUES (:kind, :mail_key, :mail_class, :state, :to_address, :to_key, :to_name, :reply_to, :person, :organisation, :locale,
  :subject, :body_text, :body_html, :message_id, :now, :due_at, 0, 0, 0, '',
  :list_id, :list_words, :unsubscribe_url, :unsubscribe_mailto, :is_one_click, :feedback_id, :source, :source_values, :mail_group, :domain,
  :in_reply_to, :reference_ids)
ON CONFLICT (mail_key) DO UPDATE SET mail_key = excluded.mail_key
RETURNING id;

-- name: list_mails
-- All of it, newest first.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail
WHERE (CAST(:before AS BIGINT) = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit;

-- name: list_mails_in_state
-- Newest first, of any state but sent. A statement of its own, so that the few failed ones among many are found by the index
-- mail_state. It leaves out what was sent, and SQLite takes it only where a statement says "state <> 'sent'", here and below.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail
WHERE state = :state AND state <> 'sent' AND (CAST(:before AS BIGINT) = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit;

-- name: list_sent_mails
-- Newest first, by number: most mails are sent, but for the newest while an update goes out.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail
WHERE state = 'sent' AND (CAST(:before AS BIGINT) = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit;

-- name: list_mails_of_organisation
-- What was sent about an organisation, newest first.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail
WHERE organisation = :organisation AND (:state = '' OR state = :state) AND (CAST(:before AS BIGINT) = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit;

-- name: list_mails_of_person
-- What was sent to a person, newest first.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail
WHERE person = :person AND (:state = '' OR state = :state)
  AND (CAST(:organisation AS BIGINT) = 0 OR organisation = :organisation) AND (CAST(:before AS BIGINT) = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit;

-- name: find_mail
-- One mail with everything that a message is made of.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail WHERE id = :id;

-- name: find_mail_by_message_id
-- The one that a message names; complete from the first try on.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail WHERE (message_id = :left AND message_domain = :right) OR (message_id = :whole AND message_domain = '');

-- name: count_mails
-- All of it.
SELECT COUNT(*) AS count FROM mail;

-- name: count_mails_in_state
-- Any state but sent.
SELECT COUNT(*) AS count FROM mail WHERE state = :state AND state <> 'sent';

-- name: count_sent_mails
-- What is in no other state.
SELECT COUNT(*) - (SELECT COUNT(*) FROM mail WHERE state <> 'sent') AS count FROM mail;

-- name: list_planned
-- What goes out by then, soonest first.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids
FROM mail WHERE state IN ('queued', 'held') AND state <> 'sent' AND due_at <= :until ORDER BY due_at, id LIMIT 1000;

-- name: find_switch
-- A switch that staff set; no row means off.
SELECT is_on FROM mail_switch WHERE name = :name;

-- name: set_switch
-- The time is kept, so that staff see since when.
INSERT INTO mail_switch (name, is_on, changed_at) VALUES (:name, :is_on, :now)
ON CONFLICT (name) DO UPDATE SET is_on = excluded.is_on, changed_at = excluded.changed_at;

-- name: delete_switch
-- As if it had never been set.
DELETE FROM mail_switch WHERE name = :name;

-- name: count_paused
-- Groups that wait.
SELECT COUNT(*) AS count FROM mail_switch WHERE is_on = 1 AND name LIKE 'paused/%';

-- name: park_paused
-- What is due of a group that waits does not go out before it is resumed.
UPDATE mail SET due_at = :never WHERE mail_group <> '' AND state IN ('queued', 'held') AND state <> 'sent' AND due_at <= :now
  AND mail_group IN (SELECT SUBSTR(s.name, 8) FROM mail_switch s WHERE s.is_on = 1 AND s.name LIKE 'paused/%');

-- name: hold_queued
-- Everything but sign-in mail waits. Senders run this and the next one too, whichever the switch says.
UPDATE mail SET state = 'held' WHERE state = 'queued' AND mail_class <> 'sign_in';

-- name: release_held
-- Back to the queue.
UPDATE mail SET state = 'queued' WHERE state = 'held' AND state <> 'sent';

-- name: retry_mail
-- A failed mail starts anew; its Message-ID stays.
UPDATE mail SET state = 'queued', due_at = :now, first_tried_at = NULL, refusals = 0, finished_at = NULL
WHERE id = :id AND state = 'failed' AND (body_text <> '' OR source <> '') AND to_address <> '';

-- name: has_work
-- Whether a sender could find something to do. Cheap, so that idle senders do not write.
SELECT COUNT(*) AS count FROM (
  SELECT id FROM mail WHERE state = 'queued' AND mail_class = 'sign_in' AND due_at <= :now
  UNION ALL
  SELECT id FROM mail WHERE state = 'queued' AND mail_class = 'notice' AND due_at <= :now
  UNION ALL
  SELECT id FROM mail WHERE state = 'queued' AND mail_class = 'bulk' AND due_at <= :now
  UNION ALL
  SELECT id FROM mail WHERE state = 'sending' AND state <> 'sent' AND lease_until <= :now
  UNION ALL
  SELECT id FROM mail WHERE state = 'held' AND state <> 'sent' AND :is_held = 0
  LIMIT 1
) AS work;

-- name: has_expired
-- Whether one of the next two has anything to do; most claims find none.
SELECT COUNT(*) AS count FROM (SELECT id FROM mail WHERE state = 'sending' AND state <> 'sent' AND lease_until <= :now LIMIT 1) AS expired;

-- name: extend_lease
-- The clock has jumped, the transaction with the smarthost has not taken longer than it may.
UPDATE mail SET lease_until = :lease_until WHERE id = :id AND fence = :fence AND state = 'sending' AND lease_until <= :now;

-- name: requeue_expired
-- The sender died between claim and record. Whether the mail had gone out nobody knows, so it goes again
-- under its old Message-ID.
UPDATE mail SET state = 'queued', lease_until = NULL WHERE state = 'sending' AND state <> 'sent' AND lease_until <= :now;

-- name: expire_leases
-- For one process that starts alone: nobody else can be sending these.
UPDATE mail SET lease_until = :now WHERE state = 'sending' AND state <> 'sent';

-- name: pick_due
-- Mails of this class that have been due for longest, without those to domains that have to wait ("|a|b|"), or only those to some.
-- Each with why its address gets no mail, where that is so. The CAST: SQLite would look whether the bare parameter fits an index
-- with a condition about mail_class, and compile the statement anew each time it is given a value.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids,
  (SELECT s.reason FROM mail_suppression s WHERE s.address_key = to_key) AS suppression
FROM mail WHERE state = 'queued' AND mail_class = CAST(:mail_class AS TEXT) AND due_at <= :now
  AND (:waiting = '' OR REPLACE(:waiting, '|' || domain || '|', '') = :waiting)
  AND (:only = '' OR REPLACE(:only, '|' || domain || '|', '') <> :only)
ORDER BY due_at, id LIMIT :limit;

-- name: pick_due [postgres]
-- As above; rows that another sender is just claiming are passed over.
SELECT id, kind, mail_class, state, to_address, to_name, reply_to, person, organisation, locale, subject, body_text,
  body_html, message_id, message_domain, created_at, due_at, first_tried_at, attempts, refusals, reason, finished_at, fence,
  list_id, list_words, unsubscribe_url, unsubscribe_mailto, is_one_click, feedback_id,
  source, source_values, mail_group, domain, in_reply_to, reference_ids,
  (SELECT s.reason FROM mail_suppression s WHERE s.address_key = to_key) AS suppression
FROM mail WHERE state = 'queued' AND mail_class = CAST(:mail_class AS TEXT) AND due_at <= :now
  AND (:waiting = '' OR REPLACE(:waiting, '|' || domain || '|', '') = :waiting)
  AND (:only = '' OR REPLACE(:only, '|' || domain || '|', '') <> :only)
ORDER BY due_at, id LIMIT :limit
FOR UPDATE SKIP LOCKED;

-- name: release_claim
-- Claimed with others and not tried: back to the queue as it was.
UPDATE mail SET state = 'queued', attempts = attempts - 1, lease_until = NULL WHERE id = :id AND fence = :fence AND state = 'sending';

-- name: pause_group
-- Waits for its day that never comes; what is tried again later waits with it.
UPDATE mail SET due_at = :never WHERE mail_group = :mail_group AND mail_group <> '' AND state IN ('queued', 'held') AND state <> 'sent';

-- name: resume_group
-- Due now.
UPDATE mail SET due_at = :now WHERE mail_group = :mail_group AND mail_group <> '' AND state IN ('queued', 'held') AND state <> 'sent' AND due_at = :never;

-- name: cancel_group
-- Nothing more goes out.
UPDATE mail SET state = 'suppressed', reason = 'cancelled', finished_at = :now WHERE mail_group = :mail_group AND mail_group <> '' AND state IN ('queued', 'held') AND state <> 'sent';

-- name: count_group_waiting
-- Up to a limit.
SELECT COUNT(*) AS count FROM (SELECT id FROM mail WHERE mail_group = :mail_group AND mail_group <> '' AND state IN ('queued', 'held', 'sending') AND state <> 'sent' LIMIT :most) AS waiting;

-- name: count_group_sent_since
-- How fast it goes.
SELECT COUNT(*) AS count FROM mail WHERE mail_group = :mail_group AND mail_group <> '' AND state = 'sent' AND finished_at >= :since;

-- name: was_sent
-- In that time, at least one.
SELECT COUNT(*) AS count FROM (SELECT id FROM mail WHERE organisation = :organisation AND mail_group = :mail_group AND locale = :locale
  AND state = 'sent' AND finished_at >= :from AND finished_at <= :until LIMIT 1) AS sent;

-- name: has_untried
-- Whether one of the group was not tried yet.
SELECT COUNT(*) AS count FROM (SELECT id FROM mail WHERE mail_group = :mail_group AND mail_group <> '' AND state IN ('queued', 'held') AND state <> 'sent' AND first_tried_at IS NULL LIMIT 1) AS untried;

-- name: count_group
-- How many are in each state, and under '' all of them: what is missing was sent. Only what was not is counted by state.
SELECT state, COUNT(*) AS count FROM mail WHERE mail_group = :mail_group AND mail_group <> '' AND state <> 'sent' GROUP BY state
UNION ALL
SELECT '' AS state, COUNT(*) AS count FROM mail WHERE mail_group = :mail_group AND mail_group <> '';

-- name: claim_mail
-- Takes a picked mail: one more attempt, and from now on the Message-ID is complete.
UPDATE mail SET state = 'sending', fence = fence + 1, attempts = attempts + 1, lease_until = :lease_until,
  first_tried_at = :first_tried_at, message_domain = CASE WHEN message_id LIKE '%@%' THEN '' ELSE :message_domain END
WHERE id = :id AND fence = :fence AND state = 'queued';

-- name: finish_mail
-- sent, failed or suppressed, for good. Only by the sender that holds the mail.
UPDATE mail SET state = :state, reason = :reason, finished_at = :now, lease_until = NULL
WHERE id = :id AND fence = :fence AND state IN ('sending', 'queued');

-- name: requeue_mail
-- To be tried again at due_at. Only by the sender that holds the mail.
UPDATE mail SET state = 'queued', reason = :reason, due_at = :due_at, refusals = :refusals, lease_until = NULL
WHERE id = :id AND fence = :fence AND state = 'sending';

-- name: insert_suppression
-- From now on this address gets no mail.
INSERT INTO mail_suppression (address_key, reason, suppressed_at) VALUES (:address_key, :reason, :now)
ON CONFLICT (address_key) DO UPDATE SET reason = excluded.reason, suppressed_at = excluded.suppressed_at;

-- name: delete_suppression
-- The address gets mail again.
DELETE FROM mail_suppression WHERE address_key = :address_key;

-- name: list_suppressed
-- All addresses that get no mail.
SELECT address_key FROM mail_suppression ORDER BY address_key LIMIT 1000000;

-- name: find_suppression
-- By the address's key: local part and A-label domain.
SELECT address_key, reason, suppressed_at FROM mail_suppression WHERE address_key = :address_key;

-- name: erase_content
-- What a mail with a code or link said, once that is used up; who got it and when stays.
UPDATE mail SET subject = '', body_text = '', body_html = ''
WHERE mail_key = :mail_key AND mail_class = 'sign_in' AND state IN ('sent', 'failed', 'suppressed');

-- name: erase_contents_of_person
-- All of one kind: a finished set-up ends every link of the account.
UPDATE mail SET subject = '', body_text = '', body_html = ''
WHERE person = :person AND kind = :kind AND mail_class = 'sign_in' AND body_text <> '' AND state IN ('sent', 'failed', 'suppressed');

-- name: erase_old_contents
-- Codes and links that are too old to work.
UPDATE mail SET subject = '', body_text = '', body_html = ''
WHERE kind = :kind AND created_at < :before AND mail_class = 'sign_in' AND body_text <> '' AND state IN ('sent', 'failed', 'suppressed');

-- name: stop_mails_of_person
-- What waits for a forgotten person does not go out.
UPDATE mail SET state = 'suppressed', finished_at = :now, reason = '' WHERE person = :person AND state IN ('queued', 'held');

-- name: forget_mails_of_person
-- The rows stay for the counts.
UPDATE mail SET to_address = '', to_key = '', domain = '', to_name = '', reply_to = NULL, subject = '', body_text = '', body_html = '', reason = '',
  unsubscribe_url = '', unsubscribe_mailto = '', in_reply_to = '', reference_ids = ''
WHERE person = :person;

-- name: forget_suppressions_of_person
-- Of addresses that mail to the person went to.
DELETE FROM mail_suppression WHERE address_key IN (SELECT m.to_key FROM mail m WHERE m.person = :person);

-- name: stop_mail
-- Its words are about to be taken out.
UPDATE mail SET state = 'suppressed', finished_at = :now WHERE id = :id AND state IN ('queued', 'held');

-- name: erase_words
-- Subject and words.
UPDATE mail SET subject = '', body_text = '', body_html = '' WHERE id = :id;

-- name: count_words_before
-- Old mails that still hold words.
SELECT COUNT(*) AS count FROM mail WHERE finished_at < :before AND body_text <> '';

-- name: erase_words_before
-- A chunk of old mails, oldest first.
UPDATE mail SET subject = '', body_text = '', body_html = ''
WHERE id IN (SELECT old.id FROM mail old WHERE old.finished_at < :before AND old.body_text <> '' ORDER BY old.id LIMIT :limit);

-- name: count_mails_of_organisation
-- What a merge moves.
SELECT 'mail' AS place, COUNT(*) AS count FROM mail WHERE organisation = :from;

-- name: count_mails_of_person
-- What a merge moves.
SELECT 'mail' AS place, COUNT(*) AS count FROM mail WHERE person = :from;

-- name: move_mails_of_organisation
-- Two records became one.
UPDATE mail SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_mails_of_person
-- Two records became one.
UPDATE mail SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: count_mails_with
-- Looks through all mails; for the seldom case that somebody is forgotten.
SELECT COUNT(*) AS count FROM mail WHERE (to_address LIKE :pattern ESCAPE '\' OR to_key LIKE :pattern ESCAPE '\' OR to_name LIKE :pattern ESCAPE '\' OR reply_to LIKE :pattern ESCAPE '\'
  OR subject LIKE :pattern ESCAPE '\' OR body_text LIKE :pattern ESCAPE '\' OR body_html LIKE :pattern ESCAPE '\' OR reason LIKE :pattern ESCAPE '\'
  OR lower(to_address) LIKE :small ESCAPE '\' OR lower(to_name) LIKE :small ESCAPE '\' OR lower(reply_to) LIKE :small ESCAPE '\'
  OR lower(subject) LIKE :small ESCAPE '\' OR lower(body_text) LIKE :small ESCAPE '\' OR lower(body_html) LIKE :small ESCAPE '\' OR lower(reason) LIKE :small ESCAPE '\');

-- name: stop_mails_with
-- To staff, or to nobody known: what waits and names a forgotten person does not go out.
UPDATE mail SET state = 'suppressed', finished_at = :now WHERE state IN ('queued', 'held') AND organisation IS NULL
AND (to_address LIKE :pattern ESCAPE '\' OR to_key LIKE :pattern ESCAPE '\' OR to_name LIKE :pattern ESCAPE '\' OR reply_to LIKE :pattern ESCAPE '\'
  OR subject LIKE :pattern ESCAPE '\' OR body_text LIKE :pattern ESCAPE '\' OR body_html LIKE :pattern ESCAPE '\' OR reason LIKE :pattern ESCAPE '\'
  OR lower(to_address) LIKE :small ESCAPE '\' OR lower(to_name) LIKE :small ESCAPE '\' OR lower(reply_to) LIKE :small ESCAPE '\'
  OR lower(subject) LIKE :small ESCAPE '\' OR lower(body_text) LIKE :small ESCAPE '\' OR lower(body_html) LIKE :small ESCAPE '\' OR lower(reason) LIKE :small ESCAPE '\');

-- name: forget_mails_with
-- What went out to others and names a forgotten person. The rows stay for the counts.
UPDATE mail SET to_address = '', to_key = '', domain = '', to_name = '', reply_to = NULL, subject = '', body_text = '', body_html = '', reason = '',
  unsubscribe_url = '', unsubscribe_mailto = '', in_reply_to = '', reference_ids = ''
WHERE state IN ('sent', 'failed', 'suppressed')
AND (to_address LIKE :pattern ESCAPE '\' OR to_key LIKE :pattern ESCAPE '\' OR to_name LIKE :pattern ESCAPE '\' OR reply_to LIKE :pattern ESCAPE '\'
  OR subject LIKE :pattern ESCAPE '\' OR body_text LIKE :pattern ESCAPE '\' OR body_html LIKE :pattern ESCAPE '\' OR reason LIKE :pattern ESCAPE '\'
  OR lower(to_address) LIKE :small ESCAPE '\' OR lower(to_name) LIKE :small ESCAPE '\' OR lower(reply_to) LIKE :small ESCAPE '\'
  OR lower(subject) LIKE :small ESCAPE '\' OR lower(body_text) LIKE :small ESCAPE '\' OR lower(body_html) LIKE :small ESCAPE '\' OR lower(reason) LIKE :small ESCAPE '\');

-- name: count_addresses_before
-- Old mails that still say to whom they went.
SELECT COUNT(*) AS count FROM mail WHERE finished_at < :before AND to_address <> '';

-- name: erase_addresses_before
-- A chunk of them, oldest first: what is left can be counted and nothing more.
UPDATE mail SET to_address = '', to_key = '', domain = '', to_name = '', reply_to = NULL, person = NULL, subject = '', body_text = '', body_html = '', reason = '',
  unsubscribe_url = '', unsubscribe_mailto = '', in_reply_to = '', reference_ids = ''
WHERE id IN (SELECT old.id FROM mail old WHERE old.finished_at < :before AND old.to_address <> '' ORDER BY old.id LIMIT :limit);

-- name: find_incoming_by_digest
-- Whether this message came for this recipient before.
SELECT id FROM mail_incoming WHERE digest = :digest;

-- name: insert_incoming
-- Exactly as it came.
INSERT INTO mail_incoming (digest, arrived_at, arrived_for, bytes, size, taken_by) VALUES (:digest, :now, :arrived_for, :bytes, :size, '') RETURNING id;

-- name: find_incoming
-- One message, whole.
SELECT id, arrived_at, arrived_for, bytes, size, taken_by, taken_at FROM mail_incoming WHERE id = :id;

-- name: count_asked
-- Whether the rooms were asked about it.
SELECT COUNT(*) AS count FROM mail_incoming WHERE id = :id AND taken_at IS NOT NULL;

-- name: mark_taken
-- By a room, or by none.
UPDATE mail_incoming SET taken_by = :room, taken_at = :now WHERE id = :id;

-- name: list_left
-- What the rooms were asked about and none took.
SELECT id, arrived_at, arrived_for, size, taken_by, taken_at FROM mail_incoming
WHERE taken_by = '' AND taken_at IS NOT NULL AND (CAST(:before AS BIGINT) = 0 OR id < :before) ORDER BY id DESC LIMIT :limit;

-- name: count_left
-- How many, and still whole.
SELECT COUNT(*) AS count FROM mail_incoming WHERE taken_by = '' AND taken_at IS NOT NULL AND size > 0;

-- name: count_incoming_before
-- Old messages that are still whole.
SELECT COUNT(*) AS count FROM mail_incoming WHERE arrived_at < :before AND size > 0;

-- name: erase_incoming_before
-- A chunk of them, oldest first.
UPDATE mail_incoming SET bytes = :nothing, arrived_for = '', size = 0
WHERE id IN (SELECT old.id FROM mail_incoming old WHERE old.arrived_at < :before AND old.size > 0 ORDER BY old.id LIMIT :limit);

-- name: erase_incoming
-- One message.
UPDATE mail_incoming SET bytes = :nothing, arrived_for = '', size = 0 WHERE id = :id;

-- name: find_mailbox
-- How far a mailbox was read.
SELECT uid_validity, next_uid FROM mail_mailbox WHERE name = :name;

-- name: put_mailbox_mark
-- In the transaction that keeps the message before it.
INSERT INTO mail_mailbox (name, uid_validity, next_uid, problem) VALUES (:name, :uid_validity, :next_uid, '')
ON CONFLICT (name) DO UPDATE SET uid_validity = excluded.uid_validity, next_uid = excluded.next_uid;

-- name: update_mailbox_state
-- How the last try went.
UPDATE mail_mailbox SET tried_at = :now, read_at = CASE WHEN :problem = '' THEN :now ELSE read_at END, problem = :problem WHERE name = :name;

-- name: insert_mailbox
-- The first try.
INSERT INTO mail_mailbox (name, uid_validity, next_uid, tried_at, read_at, problem)
VALUES (:name, :uid_validity, :next_uid, :now, CASE WHEN :problem = '' THEN CAST(:now AS BIGINT) ELSE NULL END, :problem);

-- name: list_mailboxes
-- Seldom more than one.
SELECT name, tried_at, read_at, problem FROM mail_mailbox ORDER BY name LIMIT 20;

-- name: find_incoming_end
-- The last of the next so many.
SELECT MAX(part.id) AS id FROM (SELECT id FROM mail_incoming WHERE id > :after ORDER BY id LIMIT :limit) AS part;

-- name: list_incoming_with
-- Of a part of those that are whole.
SELECT id FROM mail_incoming WHERE id > :after AND id <= :until AND size > 0 AND (instr(bytes, :words) > 0 OR instr(bytes, :small) > 0) ORDER BY id;

-- name: list_incoming_with [postgres]
-- As above.
SELECT id FROM mail_incoming WHERE id > :after AND id <= :until AND size > 0
AND (position(CAST(:words AS bytea) IN bytes) > 0 OR position(CAST(:small AS bytea) IN bytes) > 0) ORDER BY id;

-- name: erase_incoming_with
-- Looks through all that is whole and arrived since then; for the seldom case that somebody is forgotten.
UPDATE mail_incoming SET bytes = :nothing, arrived_for = '', size = 0
WHERE size > 0 AND arrived_at >= :since AND (instr(bytes, :words) > 0 OR instr(bytes, :small) > 0);

-- name: erase_incoming_with [postgres]
-- As above.
UPDATE mail_incoming SET bytes = :nothing, arrived_for = '', size = 0
WHERE size > 0 AND arrived_at >= :since AND (position(CAST(:words AS bytea) IN bytes) > 0 OR position(CAST(:small AS bytea) IN bytes) > 0);
