-- name: insert_event
-- Once for each message that came in.
INSERT INTO bounce_event (happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence)
VALUES (:happened_at, CAST(:incoming AS BIGINT), CAST(:mail AS BIGINT), CAST(:person AS BIGINT), CAST(:organisation AS BIGINT), :address, :address_key, :kind, :is_unknown, :verdict, :status, :words, :evidence)
RETURNING id;

-- name: count_same
-- The message once more, or the same refusal of the same mail.
SELECT COUNT(*) AS count FROM bounce_event WHERE incoming = CAST(:incoming AS BIGINT)
OR (incoming IS NULL AND CAST(:incoming AS BIGINT) IS NULL AND mail = CAST(:mail AS BIGINT) AND happened_at = :happened_at);

-- name: find_event
-- One, whole.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event WHERE id = :id;

-- name: list_events
-- Newest first. known: 1 of somebody in the register, 0 of nobody there, -1 either.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event e
WHERE (:kind = '' OR e.kind = :kind) AND (:verdict = '' OR e.verdict = :verdict)
  AND (CAST(:known AS BIGINT) = -1 OR CAST(:known AS BIGINT) = (CASE WHEN e.address_key <> '' AND EXISTS (SELECT 1 FROM person_address a WHERE a.address_key = e.address_key) THEN 1 ELSE 0 END))
  AND (CAST(:before AS BIGINT) = 0 OR e.id < :before)
ORDER BY e.id DESC LIMIT :limit;

-- name: list_events_of_organisation
-- Of mail about an organisation, or to somebody who represents it or did.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event e
WHERE (e.organisation = :organisation OR e.person IN (SELECT s.person FROM seat s WHERE s.organisation = :organisation))
  AND (:kind = '' OR e.kind = :kind) AND (:verdict = '' OR e.verdict = :verdict) AND (CAST(:before AS BIGINT) = 0 OR e.id < :before)
ORDER BY e.id DESC LIMIT :limit;

-- name: list_events_of_person
-- Of mail to a person.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event e WHERE e.person = :person AND (:kind = '' OR e.kind = :kind) AND (:verdict = '' OR e.verdict = :verdict)
  AND (CAST(:before AS BIGINT) = 0 OR e.id < :before) ORDER BY e.id DESC LIMIT :limit;

-- name: list_events_of_mail
-- Of one mail.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event e WHERE e.mail = :mail AND (CAST(:before AS BIGINT) = 0 OR e.id < :before) ORDER BY e.id DESC LIMIT :limit;

-- name: count_events_of_mail
-- Whether there is one.
SELECT COUNT(*) AS count FROM bounce_event WHERE mail = :mail;

-- name: list_events_of_address
-- Of one address.
SELECT id, happened_at, incoming, mail, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence
FROM bounce_event e WHERE e.address_key = :address_key AND (CAST(:before AS BIGINT) = 0 OR e.id < :before) ORDER BY e.id DESC LIMIT :limit;

-- name: find_last_good
-- When the newest mail to this address was taken of which nothing that counts has come back. Mail that left this machine only.
SELECT MAX(m.finished_at) AS at FROM mail m
WHERE m.to_key = :key AND m.state = 'sent' AND m.reason <> 'log' AND m.finished_at <= :settled
  AND NOT EXISTS (SELECT 1 FROM bounce_event e WHERE e.mail = m.id AND e.verdict = 'counted');

-- name: list_failures
-- The newest of those that count, since then.
SELECT happened_at, kind, is_unknown FROM bounce_event
WHERE address_key = :key AND verdict = 'counted' AND happened_at > :from ORDER BY happened_at DESC, id DESC LIMIT 100;

-- name: find_address
-- One that was stopped.
SELECT id, address_key, address, state, cause, event, since, stopped_at, put_back_at, put_back_by, counts_from FROM bounce_address WHERE id = :id;

-- name: find_address_by_key
-- The same by its key.
SELECT id, address_key, address, state, cause, event, since, stopped_at, put_back_at, put_back_by, counts_from FROM bounce_address WHERE address_key = :key;

-- name: stop_address
-- Stopped, for the first time or again.
INSERT INTO bounce_address (address_key, address, state, cause, event, since, stopped_at)
VALUES (:key, :address, 'stopped', :cause, :event, :since, :now)
ON CONFLICT (address_key) DO UPDATE SET address = excluded.address, state = 'stopped', cause = excluded.cause, event = excluded.event,
  since = excluded.since, stopped_at = excluded.stopped_at, put_back_at = NULL, put_back_by = NULL
RETURNING id;

-- name: put_back
-- What was before counts no more. asked: its owner decides, by an answer to a mail.
UPDATE bounce_address SET state = :state, put_back_at = :now, put_back_by = CAST(:person AS BIGINT), counts_from = :now WHERE id = :id AND state = 'stopped';

-- name: insert_address
-- One to which mail was never stopped.
INSERT INTO bounce_address (address_key, address, state, cause, since, stopped_at) VALUES (:key, :address, 'put_back', 'staff', :now, :now) RETURNING id;

-- name: stop_by_hand
-- By a person; what came back is no part of it.
UPDATE bounce_address SET state = 'stopped', cause = 'staff', event = NULL, since = :now, stopped_at = :now, put_back_at = NULL, put_back_by = NULL WHERE id = :id AND state <> 'stopped';

-- name: restore_address
-- As it was before a decision.
UPDATE bounce_address SET state = :state, cause = :cause, event = CAST(:event AS BIGINT), since = :since, stopped_at = :stopped_at, put_back_at = CAST(:put_back_at AS BIGINT),
  put_back_by = CAST(:put_back_by AS BIGINT), counts_from = CAST(:counts_from AS BIGINT) WHERE id = :id;

-- name: insert_decision
-- With the row before it.
INSERT INTO bounce_decision (address, kind, reason, decided_by, decided_at, former_state, former_cause, former_event, former_since, former_stopped_at, former_put_back_at, former_put_back_by, former_counts_from)
SELECT id, :kind, :reason, CAST(:person AS BIGINT), :now, state, cause, event, since, stopped_at, put_back_at, put_back_by, counts_from FROM bounce_address WHERE id = :id;

-- name: list_decisions
-- Newest first.
SELECT id, kind, reason, decided_by, decided_at, undone_at, former_state, former_cause, former_event, former_since, former_stopped_at, former_put_back_at, former_put_back_by, former_counts_from
FROM bounce_decision WHERE address = :address ORDER BY id DESC LIMIT 100;

-- name: mark_undone
-- Once.
UPDATE bounce_decision SET undone_at = :now WHERE id = :id AND undone_at IS NULL;

-- name: list_stopped_in_use
-- Preferred addresses of today's representatives; by_staff: 1, also those that staff stopped. With how many representatives of each organisation have an address that works.
SELECT b.id, b.address, b.cause, b.since, s.organisation, s.person,
  (SELECT COUNT(*) FROM seat o JOIN person_address p ON p.person = o.person AND p.preferred = 1
   LEFT JOIN bounce_address c ON c.address_key = p.address_key AND c.state = 'stopped'
   WHERE o.organisation = s.organisation AND o.role = 'representative' AND o.from_on <= :today AND (o.until_on IS NULL OR o.until_on >= :today) AND c.id IS NULL) AS working
FROM bounce_address b JOIN person_address a ON a.address_key = b.address_key AND a.preferred = 1
JOIN seat s ON s.person = a.person AND s.role = 'representative' AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
WHERE b.state = 'stopped' AND (b.cause <> 'staff' OR CAST(:by_staff AS BIGINT) = 1) AND (CAST(:organisation AS BIGINT) = 0 OR s.organisation = :organisation)
ORDER BY b.stopped_at DESC, s.organisation, s.person LIMIT 20000;

-- name: count_stopped_in_use
-- How many of them.
SELECT COUNT(*) AS count FROM bounce_address b JOIN person_address a ON a.address_key = b.address_key AND a.preferred = 1
JOIN seat s ON s.person = a.person AND s.role = 'representative' AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
WHERE b.state = 'stopped' AND b.cause <> 'staff';

-- name: list_stopped_redistribution
-- Addresses for passing on that are stopped, or whose owner was asked since and has not said yes. The caller compares with
-- the address that the organisation gives now.
SELECT b.id, b.address, b.address_key, b.state, b.cause, b.since, b.put_back_at, u.organisation, u.asked_at, u.ends_at, u.refused_at, o.redistribution_address
FROM bounce_address b JOIN update_address u ON u.address_key = b.address_key JOIN organisation o ON o.id = u.organisation
WHERE (b.state = 'stopped' OR (b.state = 'asked' AND (u.confirmed_at IS NULL OR u.confirmed_at < b.put_back_at))) AND u.waived_at IS NULL
  AND o.redistribution_address <> '' AND o.status IN ('accredited', 'unclear') AND o.merged_into IS NULL
  AND (CAST(:organisation AS BIGINT) = 0 OR u.organisation = :organisation) AND (:key = '' OR b.address_key = :key)
ORDER BY b.stopped_at DESC, b.id DESC, u.organisation LIMIT 20000;

-- name: list_stopped_elsewhere
-- The others that are stopped, and those that staff stopped.
SELECT b.id, b.address_key, b.address, b.state, b.cause, b.event, b.since, b.stopped_at, b.put_back_at, b.put_back_by, b.counts_from FROM bounce_address b
WHERE b.state = 'stopped' AND (b.cause = 'staff' OR NOT EXISTS (SELECT 1 FROM person_address a
  JOIN seat s ON s.person = a.person AND s.role = 'representative' AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
  WHERE a.address_key = b.address_key AND a.preferred = 1))
ORDER BY b.stopped_at DESC, b.id DESC LIMIT :limit;

-- name: list_refused
-- Mails that ended with the other server's refusal, and are not noted yet. What was sent is not in the index.
SELECT m.id FROM mail m WHERE m.state = 'failed' AND m.state <> 'sent' AND m.finished_at > :from
  AND NOT EXISTS (SELECT 1 FROM bounce_event e WHERE e.mail = m.id AND e.incoming IS NULL AND e.happened_at = m.finished_at)
ORDER BY m.finished_at, m.id LIMIT :limit;

-- name: list_held
-- What came back of mails to a person.
SELECT happened_at, address, kind, verdict, status, words FROM bounce_event WHERE person = :person
OR address_key IN (SELECT a.address_key FROM person_address a WHERE a.person = :person) ORDER BY id LIMIT 10000;

-- name: list_messages_of_person
-- Messages that said so.
SELECT DISTINCT incoming FROM bounce_event WHERE incoming IS NOT NULL AND (person = :person
OR address_key IN (SELECT a.address_key FROM person_address a WHERE a.person = :person)) LIMIT 100000;

-- name: forget_decisions_of_person
-- About addresses of theirs.
DELETE FROM bounce_decision WHERE address IN (SELECT b.id FROM bounce_address b WHERE b.address_key IN (SELECT a.address_key FROM person_address a WHERE a.person = :person)
OR b.address_key IN (SELECT e.address_key FROM bounce_event e WHERE e.person = :person AND e.address_key <> ''));

-- name: forget_decisions_of_address
-- With the address.
DELETE FROM bounce_decision WHERE address IN (SELECT b.id FROM bounce_address b WHERE b.address_key = :key);

-- name: list_reason_passages
-- Why staff decided so, where that names a person.
SELECT 'bounce_decision' AS place, id AS number, 'reason' AS part, reason AS text FROM bounce_decision WHERE reason LIKE :pattern ESCAPE '\' OR lower(reason) LIKE :small ESCAPE '\'
ORDER BY 1, 2, 3 LIMIT 2000;

-- name: rewrite_reason
-- Without the words of somebody who is forgotten.
UPDATE bounce_decision SET reason = :text WHERE id = :row;

-- name: forget_addresses_of_person
-- With when they were stopped.
DELETE FROM bounce_address WHERE address_key IN (SELECT a.address_key FROM person_address a WHERE a.person = :person)
OR address_key IN (SELECT e.address_key FROM bounce_event e WHERE e.person = :person AND e.address_key <> '');

-- name: forget_events_of_person
-- The rows stay for the sums.
UPDATE bounce_event SET person = NULL, address = '', address_key = '', words = '', evidence = ''
WHERE person = :person OR address_key IN (SELECT a.address_key FROM person_address a WHERE a.person = :person);

-- name: list_messages_of_address
-- Messages about it, proved or not.
SELECT DISTINCT incoming FROM bounce_event WHERE incoming IS NOT NULL AND (address_key = :key OR lower(address) = lower(:address)
OR words LIKE :pattern ESCAPE '\' OR evidence LIKE :pattern ESCAPE '\') LIMIT 100000;

-- name: forget_address
-- When it was stopped.
DELETE FROM bounce_address WHERE address_key = :key;

-- name: forget_events_of_address
-- Also where a machine's words name it.
UPDATE bounce_event SET person = NULL, address = '', address_key = '', words = '', evidence = ''
WHERE address_key = :key OR lower(address) = lower(:address) OR words LIKE :pattern ESCAPE '\' OR evidence LIKE :pattern ESCAPE '\';

-- name: count_events_before
-- Old ones.
SELECT COUNT(*) AS count FROM bounce_event WHERE happened_at < :before;

-- name: list_events_before
-- Oldest first.
SELECT id, happened_at, kind, verdict FROM bounce_event WHERE happened_at < :before ORDER BY happened_at, id LIMIT :limit;

-- name: add_to_month
-- One more.
INSERT INTO bounce_month (month, kind, verdict, count) VALUES (:month, :kind, :verdict, 1)
ON CONFLICT (month, kind, verdict) DO UPDATE SET count = bounce_month.count + 1;

-- name: delete_event
-- Its sum stays.
DELETE FROM bounce_event WHERE id = :id;

-- name: count_of_organisation
-- What a merge moves.
SELECT 'bounce_event' AS place, COUNT(*) AS count FROM bounce_event WHERE organisation = :from;

-- name: count_of_person
-- What a merge moves.
SELECT 'bounce_event' AS place, COUNT(*) AS count FROM bounce_event WHERE person = :from;

-- name: move_events_of_organisation
-- Two records became one.
UPDATE bounce_event SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_events_of_person
-- Two records became one.
UPDATE bounce_event SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;
