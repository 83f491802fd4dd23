-- name: insert_entry
-- One change, not chained yet.
INSERT INTO audit_entry (at, actor_kind, actor_person, actor_account, action, subject_kind, subject, organisation, about, changes, reason)
VALUES (:at, :actor_kind, CAST(:actor_person AS BIGINT), CAST(:actor_account AS BIGINT), :action, :subject_kind, :subject,
        CAST(:organisation AS BIGINT), CAST(:about AS BIGINT), :changes, :reason)
RETURNING id;

-- name: insert_personal
-- The clear form of one personal value.
INSERT INTO audit_personal (entry, field, before_value, after_value, salt) VALUES (:entry, :field, :before, :after, :salt);

-- name: insert_unsealed
-- Queues an entry for the chain.
INSERT INTO audit_unsealed (entry) VALUES (:entry);

-- name: list_unsealed
-- Entries to chain next, oldest first.
SELECT e.id, e.at, e.actor_kind, e.actor_person, e.actor_account, e.action, e.subject_kind, e.subject, e.organisation, e.about, e.changes, e.reason
FROM audit_unsealed u JOIN audit_entry e ON e.id = u.entry ORDER BY e.id LIMIT :limit;

-- name: delete_unsealed
-- The entry is chained now.
DELETE FROM audit_unsealed WHERE entry = :entry;

-- name: count_unsealed
-- The tail that is not chained yet.
SELECT count(*) AS count FROM audit_unsealed;

-- name: find_head
-- The newest link.
SELECT sequence, hash FROM audit_head WHERE id = 1;

-- name: update_head
-- Moves the head on; somebody else's head in between changes no row.
UPDATE audit_head SET sequence = :sequence, hash = :hash WHERE id = 1 AND sequence = :expected;

-- name: insert_seal
-- One link.
INSERT INTO audit_seal (sequence, entry, hash) VALUES (:sequence, :entry, :hash);

-- name: list_chain
-- Links in order with their entries, from a sequence on; a missing entry shows as null columns.
SELECT s.sequence, s.entry, s.hash, e.id, e.at, e.actor_kind, e.actor_person, e.actor_account, e.action, e.subject_kind, e.subject,
       e.organisation, e.about, e.changes, e.reason
FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry WHERE s.sequence > :after ORDER BY s.sequence LIMIT :limit;

-- name: list_strays
-- Entries that are neither chained nor waiting to be: somebody slipped them in.
SELECT e.id FROM audit_entry e
WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry = e.id) AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry = e.id)
ORDER BY e.id LIMIT 1;

-- name: list_entries
-- Newest first, by any of the filters.
SELECT e.id, e.at, e.actor_kind, e.actor_person, e.action, e.subject_kind, e.subject, e.organisation, e.about, e.changes, e.reason,
       CASE WHEN u.entry IS NULL THEN 1 ELSE 0 END AS sealed
FROM audit_entry e LEFT JOIN audit_unsealed u ON u.entry = e.id
WHERE (:action = '' OR substr(e.action, 1, length(:action)) = :action)
  AND (:organisation = 0 OR e.organisation = :organisation)
  AND (:person = 0 OR e.actor_person = :person OR e.about = :person)
  AND (:from_at = 0 OR e.at >= :from_at) AND (:until_at = 0 OR e.at < :until_at)
  AND (:before = 0 OR e.id < :before)
ORDER BY e.id DESC LIMIT :limit;

-- name: list_personal
-- The clear personal values of one entry, with the salt of their commitment.
SELECT field, before_value, after_value, salt FROM audit_personal WHERE entry = :entry;

-- name: delete_personal_about
-- Erases the clear values of everything that concerned a person.
DELETE FROM audit_personal WHERE entry IN (SELECT id FROM audit_entry WHERE about = :person);

-- name: erase_personal_words
-- Looks through all personal values; for the seldom case that somebody is forgotten. Letters of ASCII match in either case.
DELETE FROM audit_personal WHERE before_value LIKE :pattern ESCAPE '\' OR after_value LIKE :pattern ESCAPE '\'
OR lower(before_value) LIKE :small ESCAPE '\' OR lower(after_value) LIKE :small ESCAPE '\';

-- name: list_personal_about
-- Every clear value of entries about a person, oldest first.
SELECT p.field, p.before_value, p.after_value FROM audit_entry e JOIN audit_personal p ON p.entry = e.id
WHERE e.about = :person ORDER BY e.id, p.field LIMIT 10000;

-- name: count_personal_before
-- Clear values in old entries.
SELECT COUNT(*) AS count FROM audit_personal p JOIN audit_entry e ON e.id = p.entry WHERE e.at < :before;

-- name: erase_personal_before
-- A chunk of old entries, oldest first.
DELETE FROM audit_personal WHERE entry IN (
  SELECT old.entry FROM audit_personal old JOIN audit_entry e ON e.id = old.entry WHERE e.at < :before ORDER BY old.entry LIMIT :limit);
