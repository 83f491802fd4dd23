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
