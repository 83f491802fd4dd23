-- name: list_organisation_keys
-- What likely duplicates are found by.
SELECT id, name_english, sort_key, country, website, contact, redistribution_address FROM organisation WHERE merged_into IS NULL ORDER BY id LIMIT 20000;

-- name: list_person_keys
-- What likely duplicates are found by; folded holds both names.
SELECT p.id, n.name, n.name_latin FROM person p JOIN person_name n ON n.person = p.id WHERE p.merged_into IS NULL AND p.erased_at IS NULL ORDER BY p.id LIMIT 50000;

-- name: list_representatives
-- Who represents the same organisation.
SELECT organisation, person FROM seat WHERE organisation IS NOT NULL ORDER BY organisation, person LIMIT 100000;

-- name: find_person_mark
-- Whether a number stands for itself.
SELECT merged_into, erased_at FROM person WHERE id = :person;

-- name: insert_merge
-- Two records become one.
INSERT INTO record_merge (kind, kept, gone, merged_at, merged_by, before_values, after_values, left_over)
VALUES (:kind, :kept, :gone, :at, CAST(:by AS BIGINT), :before_values, :after_values, '') RETURNING id;

-- name: insert_merge_row
-- A row that was handed over.
INSERT INTO record_merge_row (record_merge, place, moved_row, was) VALUES (:merge, :place, :row, :was);

-- name: list_merge_rows
-- In order.
SELECT place, moved_row, was FROM record_merge_row WHERE record_merge = :merge ORDER BY id LIMIT 100000;

-- name: delete_merge_rows
-- Nothing can be undone any more.
DELETE FROM record_merge_row WHERE record_merge = :merge;

-- name: find_merge
-- One of them.
SELECT id, kind, kept, gone, merged_at, merged_by, before_values, after_values, undone_at, left_over, closed_at FROM record_merge WHERE id = :merge;

-- name: find_merge_of
-- The newest by which a record went.
SELECT id, kind, kept, gone, merged_at, merged_by, before_values, after_values, undone_at, left_over, closed_at FROM record_merge
WHERE kind = :kind AND gone = :gone AND undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: list_merges
-- The newest first.
SELECT id, kind, kept, gone, merged_at, merged_by, before_values, after_values, undone_at, left_over, closed_at FROM record_merge
WHERE kind = :kind ORDER BY id DESC LIMIT :limit;

-- name: mark_undone
-- Once.
UPDATE record_merge SET undone_at = :at, undone_by = CAST(:by AS BIGINT), left_over = :left_over, closed_at = :at, before_values = '{}', after_values = '{}'
WHERE id = :merge AND undone_at IS NULL AND closed_at IS NULL;

-- name: close_merge
-- The time for undoing is over, or somebody was forgotten.
UPDATE record_merge SET closed_at = :at, before_values = '{}', after_values = '{}', left_over = '' WHERE id = :merge;

-- name: list_open_before
-- Whose time is over.
SELECT id FROM record_merge WHERE closed_at IS NULL AND merged_at < :before ORDER BY id LIMIT 100;

-- name: list_of_person
-- Merges with a person's number.
SELECT id FROM record_merge WHERE kind = 'person' AND (kept = :person OR gone = :person) ORDER BY id LIMIT 200;

-- name: list_with_words
-- Merges of organisations whose values hold words of a forgotten person.
SELECT id FROM record_merge WHERE kind = 'organisation' AND (before_values LIKE :pattern ESCAPE '\' OR after_values LIKE :pattern ESCAPE '\') ORDER BY id LIMIT 200;

-- name: insert_not_duplicate
-- Somebody looked.
INSERT INTO not_duplicate (kind, lower_record, higher_record, said_by, said_at) VALUES (:kind, :first, :second, CAST(:by AS BIGINT), :at)
ON CONFLICT (kind, lower_record, higher_record) DO NOTHING;

-- name: list_not_duplicates
-- Pairs that are not shown again.
SELECT lower_record, higher_record FROM not_duplicate WHERE kind = :kind ORDER BY lower_record, higher_record LIMIT 20000;

-- name: find_person_name
-- The own name of a record, also of one that another stands for.
SELECT name FROM person_name WHERE person = :person;
