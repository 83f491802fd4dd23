-- name: list_terms
-- The glossary, without what was removed.
SELECT id, code, short, known, version, removed_at FROM glossary_term WHERE removed_at IS NULL ORDER BY id LIMIT 2000;

-- name: list_term_texts
-- Its words in every language.
SELECT x.term, x.locale, x.name, x.plain FROM glossary_text x JOIN glossary_term t ON t.id = x.term
WHERE t.removed_at IS NULL ORDER BY x.term, x.locale LIMIT 12000;

-- name: find_term
-- One of them, removed or not.
SELECT id, code, short, known, version, removed_at FROM glossary_term WHERE id = :term;

-- name: list_texts_of_term
-- Its words.
SELECT term, locale, name, plain FROM glossary_text WHERE term = :term ORDER BY locale LIMIT 20;

-- name: find_term_of_code
-- Codes are never used again.
SELECT id FROM glossary_term WHERE code = :code;

-- name: find_same_term
-- Another one with the same acronym or, without one, the same English word.
SELECT t.id FROM glossary_term t LEFT JOIN glossary_text x ON x.term = t.id AND x.locale = 'en'
WHERE t.removed_at IS NULL AND t.id <> :term AND t.short = :short AND (:short <> '' OR x.name = :name) LIMIT 1;

-- name: count_terms
-- Removed ones as well.
SELECT COUNT(*) AS count FROM glossary_term;

-- name: insert_term
-- A new one.
INSERT INTO glossary_term (code, short, known, version) VALUES (:code, :short, :known, 1) RETURNING id;

-- name: update_term
-- Only as the editor saw it.
UPDATE glossary_term SET short = :short, known = :known, version = version + 1 WHERE id = :term AND version = :version AND removed_at IS NULL;

-- name: delete_texts
-- Before they are written anew.
DELETE FROM glossary_text WHERE term = :term;

-- name: insert_text
-- The words of one language.
INSERT INTO glossary_text (term, locale, name, plain) VALUES (:term, :locale, :name, :plain);

-- name: remove_term
-- It stays for an undo.
UPDATE glossary_term SET removed_at = :at, version = version + 1 WHERE id = :term AND removed_at IS NULL;

-- name: restore_term
-- Undo.
UPDATE glossary_term SET removed_at = NULL, version = version + 1 WHERE id = :term AND removed_at IS NOT NULL;

-- name: bump_glossary_stamp
-- The public page is made anew.
INSERT INTO change_stamp (topic, stamp) VALUES ('glossary', 1) ON CONFLICT (topic) DO UPDATE SET stamp = change_stamp.stamp + 1;
