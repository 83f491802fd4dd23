-- name: list_erased
-- Everybody who was forgotten, and where their words were taken out of free text.
SELECT p.id, p.created_at, p.erased_at, e.taken_out FROM person p LEFT JOIN erasure e ON e.person = p.id WHERE p.erased_at IS NOT NULL ORDER BY p.id LIMIT 100000;

-- name: put_erasure
-- A second time: what was taken out either time.
INSERT INTO erasure (person, taken_out) VALUES (:person, :taken_out)
ON CONFLICT (person) DO UPDATE SET taken_out = excluded.taken_out;

-- name: find_erasure
-- Where words were taken out.
SELECT taken_out FROM erasure WHERE person = :person;

-- name: list_held_requests
-- Every wish to be forgotten of a person.
SELECT asked_at, closed_at, outcome FROM erasure_request WHERE person = :person ORDER BY id LIMIT 1000;

-- name: find_beginning
-- When the number was given.
SELECT created_at FROM person WHERE id = :person;

-- name: insert_request
-- A wish, unless there is one.
INSERT INTO erasure_request (person, asked_at, outcome) SELECT :person, :at, ''
WHERE NOT EXISTS (SELECT 1 FROM erasure_request r WHERE r.person = :person AND r.closed_at IS NULL);

-- name: close_requests
-- Done, or taken back.
UPDATE erasure_request SET closed_at = :at, outcome = :outcome WHERE person = :person AND closed_at IS NULL;

-- name: find_request
-- Since when somebody waits.
SELECT asked_at FROM erasure_request WHERE person = :person AND closed_at IS NULL;

-- name: list_requests
-- Those who wait, the longest first.
SELECT person, asked_at FROM erasure_request WHERE closed_at IS NULL ORDER BY asked_at LIMIT 200;

-- name: list_rules
-- What staff switched on or off.
SELECT kind, is_on FROM retention_rule ORDER BY kind LIMIT 100;

-- name: put_rule
-- The newest word on it.
INSERT INTO retention_rule (kind, is_on, changed_at) VALUES (:kind, :is_on, :at)
ON CONFLICT (kind) DO UPDATE SET is_on = excluded.is_on, changed_at = excluded.changed_at;
