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

-- name: list_issues
-- Newest first, in a state or in any.
SELECT id, state, title, source_locale, regions, topics, languages, kinds, asks_action, counts_links, language_deadline, note_deadline, scheduled_at,
  created_by, created_at, written_by, ready_by, ready_at, approved_by, approved_at, rate_reason, rate_reason_by, sending_at, sent_at, version
FROM update_issue WHERE (:state = '' OR state = :state) ORDER BY id DESC LIMIT :limit;

-- name: find_issue
-- One issue.
SELECT id, state, title, source_locale, regions, topics, languages, kinds, asks_action, counts_links, language_deadline, note_deadline, scheduled_at,
  created_by, created_at, written_by, ready_by, ready_at, approved_by, approved_at, rate_reason, rate_reason_by, sending_at, sent_at, version
FROM update_issue WHERE id = :issue;

-- name: insert_issue
-- A draft without words.
INSERT INTO update_issue (state, title, source_locale, regions, topics, languages, kinds, asks_action, counts_links, created_by, created_at, written_by, rate_reason, version)
VALUES ('draft', :title, :source_locale, '', '', '', '', 0, 1, CAST(:by AS BIGINT), :at, CAST(:by AS BIGINT), '', 1) RETURNING id;

-- name: update_issue
-- Everything that may change.
UPDATE update_issue SET state = :state, title = :title, source_locale = :source_locale, regions = :regions, topics = :topics, languages = :languages, kinds = :kinds,
  asks_action = :asks_action, counts_links = :counts_links, language_deadline = CAST(:language_deadline AS TEXT), note_deadline = CAST(:note_deadline AS TEXT),
  scheduled_at = CAST(:scheduled_at AS BIGINT), written_by = CAST(:written_by AS BIGINT), ready_by = CAST(:ready_by AS BIGINT), ready_at = CAST(:ready_at AS BIGINT),
  approved_by = CAST(:approved_by AS BIGINT), approved_at = CAST(:approved_at AS BIGINT), rate_reason = :rate_reason, rate_reason_by = CAST(:rate_reason_by AS BIGINT),
  sending_at = CAST(:sending_at AS BIGINT), sent_at = CAST(:sent_at AS BIGINT), version = update_issue.version + 1
WHERE id = :issue;

-- name: list_versions
-- The languages of an issue.
SELECT locale, subject, body, social, revision, source_revision, edited_by, edited_at, ready_by, ready_at FROM update_version WHERE issue = :issue ORDER BY locale LIMIT 10;

-- name: find_version
-- One language.
SELECT locale, subject, body, social, revision, source_revision, edited_by, edited_at, ready_by, ready_at FROM update_version WHERE issue = :issue AND locale = :locale;

-- name: save_version
-- New words: a draft of this language.
INSERT INTO update_version (issue, locale, subject, body, social, revision, source_revision, edited_by, edited_at)
VALUES (:issue, :locale, :subject, :body, :social, 1, :source_revision, CAST(:by AS BIGINT), :at)
ON CONFLICT (issue, locale) DO UPDATE SET subject = excluded.subject, body = excluded.body, social = excluded.social, revision = update_version.revision + 1,
  source_revision = excluded.source_revision, edited_by = excluded.edited_by, edited_at = excluded.edited_at, ready_by = NULL, ready_at = NULL;

-- name: mark_version
-- Somebody says that it is done.
UPDATE update_version SET ready_by = CAST(:by AS BIGINT), ready_at = :at, source_revision = :source_revision WHERE issue = :issue AND locale = :locale;

-- name: unmark_version
-- Not done after all.
UPDATE update_version SET ready_by = NULL, ready_at = NULL WHERE issue = :issue AND locale = :locale AND ready_at IS NOT NULL;

-- name: list_notes
-- What regions add; an empty text was taken back.
SELECT region, locale, body, revision FROM update_note WHERE issue = :issue ORDER BY region, locale LIMIT 100;

-- name: save_note
-- A region's words in one language.
INSERT INTO update_note (issue, region, locale, body, revision, edited_by, edited_at) VALUES (:issue, :region, :locale, :body, 1, CAST(:by AS BIGINT), :at)
ON CONFLICT (issue, region, locale) DO UPDATE SET body = excluded.body, revision = update_note.revision + 1, edited_by = excluded.edited_by, edited_at = excluded.edited_at;

-- name: list_questions
-- The question in each language.
SELECT locale, words, choices, revision FROM update_question WHERE issue = :issue ORDER BY locale LIMIT 10;

-- name: save_question
-- Its words in one language.
INSERT INTO update_question (issue, locale, words, choices, revision, edited_by, edited_at) VALUES (:issue, :locale, :words, :choices, 1, CAST(:by AS BIGINT), :at)
ON CONFLICT (issue, locale) DO UPDATE SET words = excluded.words, choices = excluded.choices, revision = update_question.revision + 1,
  edited_by = excluded.edited_by, edited_at = excluded.edited_at;

-- name: list_sending_times
-- When issues were sent or will be, but for one. Of a cancelled one some mails may have gone.
SELECT COALESCE(sending_at, scheduled_at) AS at FROM update_issue
WHERE id <> :issue AND (sending_at IS NOT NULL OR (state = 'scheduled' AND scheduled_at IS NOT NULL)) ORDER BY id DESC LIMIT 1000;

-- name: list_rate_exceptions
-- More than usual in a month, with the reason.
SELECT id, title, rate_reason, rate_reason_by, COALESCE(sending_at, scheduled_at) AS sent_at FROM update_issue WHERE rate_reason <> '' ORDER BY id DESC LIMIT 50;


-- name: list_public
-- Newest first, in a language, else in the first one.
SELECT p.issue, v.locale, v.subject, v.body, v.question, v.choices, v.published_at, p.sent_at, p.source_locale FROM public_update p
JOIN public_update_version v ON v.issue = p.issue AND v.locale = CASE WHEN EXISTS (SELECT 1 FROM public_update_version o WHERE o.issue = p.issue AND o.locale = :locale)
  THEN :locale ELSE p.source_locale END
WHERE (:before = 0 OR p.sent_at < :before) ORDER BY p.sent_at DESC, p.issue DESC LIMIT :limit;

-- name: list_public_versions
-- The languages of a sent issue.
SELECT p.issue, v.locale, v.subject, v.body, v.question, v.choices, v.published_at, p.sent_at, p.source_locale FROM public_update p
JOIN public_update_version v ON v.issue = p.issue WHERE p.issue = :issue ORDER BY v.locale LIMIT 10;

-- name: list_public_notes
-- Regional notes of a sent issue.
SELECT region, locale, body FROM public_update_note WHERE issue = :issue ORDER BY region, locale LIMIT 100;

-- name: insert_public
-- An issue begins to be sent.
INSERT INTO public_update (issue, source_locale, sent_at) VALUES (:issue, :source_locale, :at) ON CONFLICT (issue) DO NOTHING;

-- name: insert_public_version
-- One of its languages.
INSERT INTO public_update_version (issue, locale, subject, body, question, choices, published_at) VALUES (:issue, :locale, :subject, :body, :question, :choices, :at)
ON CONFLICT (issue, locale) DO NOTHING;

-- name: insert_public_note
-- One of its notes.
INSERT INTO public_update_note (issue, region, locale, body) VALUES (:issue, :region, :locale, :body) ON CONFLICT (issue, region, locale) DO NOTHING;


-- name: count_received
-- How many other issues each address got since then.
SELECT address_key, COUNT(DISTINCT issue) AS count FROM update_delivery WHERE made_at >= :since AND issue <> :issue GROUP BY address_key LIMIT 1000000;

-- name: list_addresses
-- What is known of addresses for passing on.
SELECT organisation, address_key, asked_at, ends_at, confirmed_at, refused_at, waived_at, waived_reason FROM update_address ORDER BY organisation LIMIT 200000;

-- name: find_address
-- Of one organisation.
SELECT organisation, address_key, asked_at, ends_at, confirmed_at, refused_at, waived_at, waived_reason FROM update_address WHERE organisation = :organisation;

-- name: ask_address
-- Its owner is asked: what was known of another address of this organisation no longer counts.
INSERT INTO update_address (organisation, address_key, token_hash, asked_at, ends_at, waived_reason) VALUES (:organisation, :address_key, :token_hash, :at, :ends_at, '')
ON CONFLICT (organisation) DO UPDATE SET address_key = excluded.address_key, token_hash = excluded.token_hash, asked_at = excluded.asked_at, ends_at = excluded.ends_at,
  confirmed_at = NULL, refused_at = NULL;

-- name: find_asked_address
-- Whose address a link was made for.
SELECT organisation, address_key, asked_at, ends_at, confirmed_at, refused_at, waived_at, waived_reason FROM update_address WHERE token_hash = :token_hash AND token_hash <> '';

-- name: answer_address
-- Its owner has answered.
UPDATE update_address SET confirmed_at = CASE WHEN :yes = 1 THEN CAST(:at AS BIGINT) END, refused_at = CASE WHEN :yes = 1 THEN NULL ELSE CAST(:at AS BIGINT) END
WHERE token_hash = :token_hash AND confirmed_at IS NULL AND refused_at IS NULL;

-- name: waive_address
-- A waiver ends redistribution.
INSERT INTO update_address (organisation, address_key, token_hash, waived_at, waived_reason) VALUES (:organisation, '', '', :at, :reason)
ON CONFLICT (organisation) DO UPDATE SET waived_at = excluded.waived_at, waived_reason = excluded.waived_reason;

-- name: unwaive_address
-- It does not any more.
UPDATE update_address SET waived_at = NULL, waived_reason = '' WHERE organisation = :organisation AND waived_at IS NOT NULL;


-- name: find_passed_on
-- What an organisation said of one issue.
SELECT way, about_many, said_at FROM update_passed_on WHERE issue = :issue AND organisation = :organisation;

-- name: save_passed_on
-- It said so, perhaps again.
INSERT INTO update_passed_on (issue, organisation, way, about_many, said_at) VALUES (:issue, :organisation, :way, CAST(:about_many AS BIGINT), :at)
ON CONFLICT (issue, organisation) DO UPDATE SET way = excluded.way, about_many = excluded.about_many, said_at = excluded.said_at;

-- name: delete_passed_on
-- Taken back.
DELETE FROM update_passed_on WHERE issue = :issue AND organisation = :organisation;

-- name: list_public_addresses
-- Public pages with their newest language.
SELECT issue, MAX(published_at) AS updated_at FROM public_update_version GROUP BY issue ORDER BY issue DESC LIMIT 10000;

-- name: insert_delivery
-- An address has this issue in this language, once.
INSERT INTO update_delivery (issue, locale, address_key, organisation, kind, person, mail, made_at)
VALUES (:issue, :locale, :address_key, :organisation, :kind, CAST(:person AS BIGINT), CAST(:mail AS BIGINT), :at) ON CONFLICT (issue, locale, address_key) DO NOTHING;

-- name: list_deliveries
-- Addresses that have their row.
SELECT locale, address_key FROM update_delivery WHERE issue = :issue ORDER BY id LIMIT 2000000;

-- name: set_delivery_mail
-- The mail of a row.
UPDATE update_delivery SET mail = :mail WHERE issue = :issue AND locale = :locale AND address_key = :address_key;

-- name: forget_deliveries
-- A forgotten person's address goes; the row keeps its number in the place, as no two may be the same.
UPDATE update_delivery SET address_key = 'forgotten/' || id WHERE person = :person;

-- name: find_leaving
-- Whether a person wants no updates now.
SELECT id, person, organisation, left_at, left_by FROM update_leaving WHERE person = :person AND ended_at IS NULL ORDER BY id LIMIT 1;

-- name: find_open_leaving
-- One of them, if it was not ended since.
SELECT id, person, organisation, left_at, left_by FROM update_leaving WHERE id = :id AND ended_at IS NULL;

-- name: list_left
-- Everybody who wants none now.
SELECT id, person, organisation, left_at, left_by FROM update_leaving WHERE ended_at IS NULL ORDER BY left_at DESC, id DESC LIMIT 1000000;

-- name: insert_leaving
-- A person wants none any more.
INSERT INTO update_leaving (person, organisation, left_at, left_by, ended_by) VALUES (:person, :organisation, :at, :left_by, '') RETURNING id;

-- name: end_leavings
-- A person gets them again; after a merge there may be two rows.
UPDATE update_leaving SET ended_at = :at, ended_by = :ended_by WHERE person = :person AND ended_at IS NULL;

-- name: list_leavings_of_person
-- For the person's own copy.
SELECT left_at, left_by, ended_at, ended_by FROM update_leaving WHERE person = :person ORDER BY id LIMIT 1000;

-- name: forget_leavings
-- Of a forgotten person.
DELETE FROM update_leaving WHERE person = :person;

-- name: count_leavings_before
-- That ended before then.
SELECT COUNT(*) AS count FROM update_leaving WHERE ended_at < :before;

-- name: delete_leavings_before
-- A chunk of them.
DELETE FROM update_leaving WHERE id IN (SELECT old.id FROM update_leaving old WHERE old.ended_at < :before ORDER BY old.id LIMIT :limit);

-- name: count_delivery_addresses_before
-- Rows that still say to whom something went before then.
SELECT COUNT(*) AS count FROM update_delivery d JOIN update_issue i ON i.id = d.issue WHERE d.made_at < :before AND i.sent_at < :before AND d.address_key NOT LIKE 'forgotten/%';

-- name: forget_deliveries_before
-- A chunk of them: that something went out stays, to whom goes.
UPDATE update_delivery SET address_key = 'forgotten/' || id, person = NULL
WHERE id IN (SELECT old.id FROM update_delivery old JOIN update_issue i ON i.id = old.issue
  WHERE old.made_at < :before AND i.sent_at < :before AND old.address_key NOT LIKE 'forgotten/%' ORDER BY old.id LIMIT :limit);

-- name: count_handed_of_organisation
-- What a merge moves, as far as it can.
SELECT 'address' AS place, COUNT(*) AS count FROM update_address WHERE organisation = :from
UNION ALL SELECT 'passed_on', COUNT(*) FROM update_passed_on WHERE organisation = :from;

-- name: count_handed_of_person
-- What a merge moves.
SELECT 'leaving' AS place, COUNT(*) AS count FROM update_leaving WHERE person = :from AND ended_at IS NULL;

-- name: count_addresses_of_both
-- Two: the one that stays has its own.
SELECT COUNT(*) AS count FROM update_address WHERE organisation IN (:from, :into);

-- name: move_address
-- Its row's number is the organisation.
UPDATE update_address SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR organisation = :row)
  AND NOT EXISTS (SELECT 1 FROM update_address k WHERE k.organisation = :into) RETURNING organisation AS id;

-- name: move_passed_on
-- Of issues of which the one that stays said nothing.
UPDATE update_passed_on SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM update_passed_on k WHERE k.organisation = :into AND k.issue = update_passed_on.issue) RETURNING id;

-- name: move_leavings_of_organisation
-- Where it was said.
UPDATE update_leaving SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_leavings_of_person
-- The same human.
UPDATE update_leaving SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: put_public_answer
-- A question with its answer for everybody.
INSERT INTO public_update_answer (number, issue, locale, question, answer, published_at) VALUES (:number, :issue, :locale, :question, :answer, :at)
ON CONFLICT (number) DO UPDATE SET question = excluded.question, answer = excluded.answer, published_at = excluded.published_at;

-- name: delete_public_answer
-- Nobody sees it any more.
DELETE FROM public_update_answer WHERE number = :number;

-- name: list_public_answers
-- Of one issue in one language, in the order of their numbers.
SELECT number, issue, locale, question, answer, published_at FROM public_update_answer WHERE issue = :issue AND locale = :locale ORDER BY number LIMIT 200;
