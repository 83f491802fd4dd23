-- name: find_version_by_hash
-- The version with this very text.
SELECT id FROM form_version WHERE form = :form AND content_hash = :hash;

-- name: insert_version
-- A new version; never changed afterwards.
INSERT INTO form_version (form, content_hash, definition, created_at) VALUES (:form, :hash, :definition, :at) RETURNING id;

-- name: set_newest
-- What new responses are pinned to.
INSERT INTO form_newest (form, form_version) VALUES (:form, :version)
ON CONFLICT (form) DO UPDATE SET form_version = excluded.form_version;

-- name: find_newest
-- The version for new responses.
SELECT form_version FROM form_newest WHERE form = :form;

-- name: find_hash
-- Which text a version has, without the text.
SELECT content_hash FROM form_version WHERE id = :version;

-- name: find_definition
-- A version's text.
SELECT definition FROM form_version WHERE id = :version;

-- name: insert_response
-- A new, empty response.
INSERT INTO response (form_version, organisation, person, subject_kind, subject, copied_from, created_at, locked)
VALUES (:version, :organisation, :person, :subject_kind, :subject, NULL, :at, 0) RETURNING id;

-- name: find_response
-- One response without its answers.
SELECT id, form_version, organisation, person, subject_kind, subject, copied_from, created_at, locked FROM response WHERE id = :response;

-- name: set_subject
-- What the response belongs to.
UPDATE response SET subject_kind = :kind, subject = :subject WHERE id = :response;

-- name: set_locked
-- Sent, or taken back.
UPDATE response SET locked = :locked WHERE id = :response;

-- name: set_copied_from
-- The earlier response that answers were copied from.
UPDATE response SET copied_from = :copied_from WHERE id = :response;

-- name: list_answers
-- Every answer with who changed it last; a form has far fewer questions than the bound.
SELECT question, answer, state, version, language, changed_by, changed_by_name, changed_at
FROM response_answer WHERE response = :response ORDER BY question LIMIT 1000;

-- name: save_answer
-- The answer as it is now; the version was counted on by the caller under the response's lock.
INSERT INTO response_answer (response, question, answer, state, version, language, changed_by, changed_by_name, changed_at)
VALUES (:response, :question, :answer, :state, :version, :language, :person, :name, :at)
ON CONFLICT (response, question) DO UPDATE SET answer = excluded.answer, state = excluded.state, version = excluded.version,
  language = excluded.language, changed_by = excluded.changed_by, changed_by_name = excluded.changed_by_name,
  changed_at = excluded.changed_at;

-- name: insert_change
-- One row a change.
INSERT INTO response_change (response, question, version, answer, changed_by, changed_by_name, changed_at)
VALUES (:response, :question, :version, :answer, :person, :name, :at);

-- name: find_change
-- What an answer was at a version: the base of a merge.
SELECT answer FROM response_change WHERE response = :response AND question = :question AND version = :version;

-- name: list_changes
-- History of one answer, newest first.
SELECT version, answer, changed_by, changed_by_name, changed_at FROM response_change
WHERE response = :response AND question = :question ORDER BY version DESC LIMIT :limit;

-- name: mark_given
-- Somebody says that a copied answer is still right, or sent it as it was.
UPDATE response_answer SET state = 'given', changed_by = :person, changed_by_name = :name, changed_at = :at
WHERE response = :response AND question = :question AND state = 'copied';

-- name: save_page
-- Somebody saved or confirmed the page.
INSERT INTO response_page (response, page, saved_by, saved_at) VALUES (:response, :page, :person, :at)
ON CONFLICT (response, page) DO UPDATE SET saved_by = excluded.saved_by, saved_at = excluded.saved_at;

-- name: list_pages
-- Pages that somebody saved once.
SELECT page FROM response_page WHERE response = :response ORDER BY page LIMIT 200;

-- name: erase_answer_names
-- The answer stays; who gave it is no longer told.
UPDATE response_answer SET changed_by = NULL, changed_by_name = '' WHERE changed_by = :person;

-- name: erase_change_names
-- History stays; who made it is no longer told.
UPDATE response_change SET changed_by = NULL, changed_by_name = '' WHERE changed_by = :person;

-- name: erase_page_names
-- Nor who saved a page.
UPDATE response_page SET saved_by = NULL WHERE saved_by = :person;

-- name: list_passages
-- Answers that hold words of a person: those of now, and what they were before, by their version.
SELECT 'answer' AS place, a.response AS number, a.question || ':0' AS part, a.answer AS text FROM response_answer a
WHERE a.answer LIKE :pattern ESCAPE '\' OR lower(a.answer) LIKE :small ESCAPE '\'
UNION ALL SELECT 'answer' AS place, c.response AS number, c.question || ':' || CAST(c.version AS TEXT) AS part, c.answer AS text FROM response_change c
WHERE c.answer LIKE :pattern ESCAPE '\' OR lower(c.answer) LIKE :small ESCAPE '\'
ORDER BY number, part LIMIT 20000;

-- name: rewrite_answer
-- Words of a forgotten person go.
UPDATE response_answer SET answer = :answer WHERE response = :response AND question = :question;

-- name: rewrite_change
-- From history too.
UPDATE response_change SET answer = :answer WHERE response = :response AND question = :question AND version = :version;

-- name: list_held_answers
-- What a person wrote for organisations.
SELECT r.organisation, c.question, c.answer, c.changed_at FROM response_change c JOIN response r ON r.id = c.response
WHERE c.changed_by = :person ORDER BY c.changed_at, c.response, c.question LIMIT 5000;

-- name: move_responses_of_organisation
-- Answers go with the record that stays.
UPDATE response SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_responses_of_person
-- A person's own answers.
UPDATE response SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: count_handed_of_organisation
-- What a merge moves.
SELECT 'response' AS place, COUNT(*) AS count FROM response WHERE organisation = :from;

-- name: count_handed_of_person
-- What a merge moves.
SELECT 'response' AS place, COUNT(*) AS count FROM response WHERE person = :from;

-- name: list_held_pages
-- Saved by a person, or a response of the person's own.
SELECT r.organisation, p.page, p.saved_at FROM response_page p JOIN response r ON r.id = p.response
WHERE p.saved_by = :person OR r.person = :person ORDER BY p.saved_at, p.response, p.page LIMIT 5000;
