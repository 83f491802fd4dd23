-- name: list_views
-- Those of one table that a person sees: the own ones and shared ones, oldest first.
SELECT id, list, owner, name, query, shared, deleted_at FROM saved_view
WHERE list = :list AND deleted_at IS NULL AND (owner = :person OR shared = 1) ORDER BY id LIMIT 500;

-- name: find_view
-- One of them, deleted or not.
SELECT id, list, owner, name, query, shared, deleted_at FROM saved_view WHERE id = :view;

-- name: find_view_named
-- Another one of the same owner and name.
SELECT id FROM saved_view WHERE owner = CAST(:owner AS BIGINT) AND list = :list AND name = :name AND id <> :view AND deleted_at IS NULL LIMIT 1;

-- name: count_views
-- How many a person has of one table.
SELECT COUNT(*) AS count FROM saved_view WHERE owner = :owner AND list = :list AND deleted_at IS NULL;

-- name: insert_view
-- A new one.
INSERT INTO saved_view (list, owner, name, query, shared, made_at) VALUES (:list, :owner, :name, :query, :shared, :at) RETURNING id;

-- name: update_view
-- Another name, shared or not.
UPDATE saved_view SET name = :name, shared = :shared WHERE id = :view AND deleted_at IS NULL;

-- name: delete_view
-- It stays for a while, so that this can be undone.
UPDATE saved_view SET deleted_at = :at WHERE id = :view AND deleted_at IS NULL;

-- name: restore_view
-- Undo.
UPDATE saved_view SET deleted_at = NULL WHERE id = :view AND deleted_at IS NOT NULL;

-- name: forget_pins_before
-- Of views that go for good.
DELETE FROM saved_view_pin WHERE view IN (SELECT CAST(v.id AS TEXT) FROM saved_view v WHERE v.deleted_at < :before);

-- name: forget_views_before
-- Deleted so long ago that nobody wants them back.
DELETE FROM saved_view WHERE deleted_at < :before;

-- name: list_pins
-- What a person chose for one table.
SELECT view, pinned FROM saved_view_pin WHERE person = :person AND list = :list ORDER BY view LIMIT 1000;

-- name: put_pin
-- A person's choice for one view.
INSERT INTO saved_view_pin (person, list, view, pinned) VALUES (:person, :list, :view, :pinned)
ON CONFLICT (person, list, view) DO UPDATE SET pinned = excluded.pinned;

-- name: list_views_of_person
-- For the person's own copy.
SELECT name, list, query, made_at FROM saved_view WHERE owner = :person ORDER BY id LIMIT 1000;

-- name: delete_pins_of_person
-- Of a forgotten person.
DELETE FROM saved_view_pin WHERE person = :person;

-- name: delete_pins_of_private_views
-- Of views that go with a forgotten person: somebody may have pinned one while it was shared.
DELETE FROM saved_view_pin WHERE view IN (SELECT CAST(v.id AS TEXT) FROM saved_view v WHERE v.owner = :person AND (v.shared = 0 OR v.deleted_at IS NOT NULL));

-- name: delete_private_views
-- Of a forgotten person.
DELETE FROM saved_view WHERE owner = :person AND (shared = 0 OR deleted_at IS NOT NULL);

-- name: disown_shared_views
-- Of a forgotten person: colleagues go on using them.
UPDATE saved_view SET owner = NULL WHERE owner = :person;

-- name: find_run
-- One act on many rows.
SELECT id, kind, made_by, made_at, told, finished_at FROM bulk_run WHERE id = :run;

-- name: find_run_of_mark
-- The form was sent before.
SELECT id FROM bulk_run WHERE mark = :mark AND made_by = :person;

-- name: insert_run
-- A new one.
INSERT INTO bulk_run (kind, mark, made_by, made_at, told) VALUES (:kind, :mark, :person, :at, :told) RETURNING id;

-- name: insert_item
-- One of its rows.
INSERT INTO bulk_item (run, position, organisation, name, seen, state, said) VALUES (:run, :position, :organisation, :name, :seen, 'waiting', '');

-- name: list_items
-- All rows with what became of them.
SELECT organisation, name, state, said FROM bulk_item WHERE run = :run ORDER BY position LIMIT 1000;

-- name: list_waiting
-- The next rows to do.
SELECT position, organisation, name, seen FROM bulk_item WHERE run = :run AND state = 'waiting' ORDER BY position LIMIT :limit;

-- name: claim_item
-- Whoever changes the row does the work, in the same transaction.
UPDATE bulk_item SET state = 'done' WHERE run = :run AND position = :position AND state = 'waiting';

-- name: note_item
-- What became of it.
UPDATE bulk_item SET state = :state, said = :said WHERE run = :run AND position = :position;

-- name: leave_waiting
-- The run was stopped.
UPDATE bulk_item SET state = 'left', said = :said WHERE run = :run AND state = 'waiting';

-- name: finish_run
-- No row waits; what the act was given is not needed any more. A row that another server still does keeps it open.
UPDATE bulk_run SET finished_at = :at, told = '{}' WHERE id = :run AND finished_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM bulk_item i WHERE i.run = bulk_run.id AND i.state = 'waiting');

-- name: forget_items_before
-- Of runs that ended long ago.
DELETE FROM bulk_item WHERE run IN (SELECT r.id FROM bulk_run r WHERE r.made_at < :before);

-- name: forget_runs_before
-- Ended long ago.
DELETE FROM bulk_run WHERE made_at < :before;

-- name: put_mark
-- Opened; a mark never goes back.
INSERT INTO desk_seen (person, organisation, seen_at) VALUES (:person, :organisation, :at)
ON CONFLICT (person, organisation) DO UPDATE SET seen_at = excluded.seen_at WHERE desk_seen.seen_at < excluded.seen_at;

-- name: insert_first_mark
-- What is older than a person's first mark is old; 0 stands for every organisation.
INSERT INTO desk_seen (person, organisation, seen_at) VALUES (:person, 0, :at) ON CONFLICT (person, organisation) DO NOTHING;

-- name: find_mark
-- Since when changes are new to the person: its own mark, else the one for all.
SELECT seen_at FROM desk_seen WHERE person = :person AND organisation IN (0, :organisation) ORDER BY organisation DESC LIMIT 1;

-- name: list_marks
-- All of a person.
SELECT organisation, seen_at FROM desk_seen WHERE person = :person ORDER BY organisation LIMIT 50000;

-- name: delete_marks
-- Everything is old, or the person is forgotten.
DELETE FROM desk_seen WHERE person = :person;

-- name: count_changes
-- By others, or by the program itself, as the log has them.
SELECT COUNT(*) AS count FROM audit_entry
WHERE organisation = :organisation AND at > :since AND (actor_person IS NULL OR actor_person <> :person);
