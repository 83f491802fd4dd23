-- name: insert_person
-- A new number.
INSERT INTO person (created_at) VALUES (:at) RETURNING id;

-- name: insert_name
-- Names and languages of a new person.
INSERT INTO person_name (person, name, name_latin, folded, locale, languages)
VALUES (:person, :name, :name_latin, :folded, :locale, :languages);

-- name: find_person
-- Empty names for an erased person. One that was merged is the person that stands for it.
SELECT now.id, now.erased_at, n.name, n.name_latin, n.locale, n.site_locale, n.languages
FROM person p JOIN person now ON now.id = COALESCE(p.merged_into, p.id) LEFT JOIN person_name n ON n.person = now.id WHERE p.id = :person;

-- name: list_mail_addresses
-- The preferred address of everybody, with the languages for mails and pages. One who was merged is not there twice.
SELECT a.person, a.address, a.address_key, n.name, n.locale, n.site_locale FROM person_address a
JOIN person p ON p.id = a.person AND p.erased_at IS NULL AND p.merged_into IS NULL JOIN person_name n ON n.person = a.person
WHERE a.preferred = 1 ORDER BY a.person LIMIT 500000;

-- name: list_addresses
-- Preferred first.
SELECT id, address, preferred, confirmed_at, failing FROM person_address WHERE person = :person ORDER BY preferred DESC, id LIMIT 20;

-- name: find_by_address
-- Whose address it is.
SELECT person FROM person_address WHERE address_key = :key;

-- name: update_name
-- Another name.
UPDATE person_name SET name = :name, name_latin = :name_latin, folded = :folded WHERE person = :person;

-- name: update_published_name
-- The public projection follows, where there is one.
UPDATE published_name SET name = :name, name_latin = :name_latin WHERE person = :person;

-- name: update_locale
-- Language of mails.
UPDATE person_name SET locale = :locale WHERE person = :person;

-- name: update_site_locale
-- Language of pages; null: as the language of mails.
UPDATE person_name SET site_locale = CAST(:locale AS TEXT) WHERE person = :person;

-- name: insert_address
-- One more address.
INSERT INTO person_address (person, address, address_key, preferred, failing, added_at) VALUES (:person, :address, :key, :preferred, 0, :at);

-- name: clear_preferred
-- Before another address becomes the preferred one.
UPDATE person_address SET preferred = 0 WHERE person = :person AND preferred = 1;

-- name: set_preferred
-- The address that mail goes to.
UPDATE person_address SET preferred = 1 WHERE person = :person AND address_key = :key;

-- name: delete_address
-- An address that is not preferred.
DELETE FROM person_address WHERE person = :person AND address_key = :key AND preferred = 0;

-- name: confirm_address
-- Its owner has used it.
UPDATE person_address SET confirmed_at = :at, failing = 0 WHERE person = :person AND address_key = :key AND confirmed_at IS NULL;

-- name: mark_failing
-- Whether mail to it comes back.
UPDATE person_address SET failing = :failing WHERE address_key = :key;

-- name: insert_consent
-- One more line of what was agreed to or taken back.
INSERT INTO person_consent (person, consent, given, text_version, language, way, recorded_by, recorded_at)
VALUES (:person, :consent, :given, :text_version, :language, :way, CAST(:recorded_by AS BIGINT), :at);

-- name: find_consent
-- The newest word on it.
SELECT given FROM person_consent WHERE person = :person AND consent = :consent ORDER BY id DESC LIMIT 1;

-- name: insert_published_name
-- Makes or renews the public projection.
INSERT INTO published_name (person, name, name_latin) VALUES (:person, :name, :name_latin)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, name_latin = excluded.name_latin;

-- name: bump_stamp
-- Public pages that show names are made anew.
INSERT INTO change_stamp (topic, stamp) VALUES (:topic, 1) ON CONFLICT (topic) DO UPDATE SET stamp = change_stamp.stamp + 1;

-- name: delete_published_name
-- Consent was taken back.
DELETE FROM published_name WHERE person = :person;

-- name: find_published_name
-- For public pages.
SELECT name FROM published_name WHERE person = :person;

-- name: search_persons
-- For staff: by folded name or address.
SELECT p.id FROM person p JOIN person_name n ON n.person = p.id
WHERE p.merged_into IS NULL AND (n.folded LIKE :pattern ESCAPE '\' OR EXISTS (SELECT 1 FROM person_address a WHERE a.person = p.id AND a.address_key LIKE :pattern ESCAPE '\'))
ORDER BY n.folded, p.id LIMIT :limit;

-- name: delete_names
-- Of an erased person.
DELETE FROM person_name WHERE person = :person;

-- name: delete_addresses
-- Of an erased person.
DELETE FROM person_address WHERE person = :person;

-- name: mark_erased
-- The number stays.
UPDATE person SET erased_at = :at WHERE id = :person;

-- name: list_consents
-- Everything ever agreed to or taken back.
SELECT consent, given, text_version, language, way, recorded_at FROM person_consent WHERE person = :person ORDER BY id LIMIT 1000;

-- name: list_numbers
-- A person's own and those of records that were merged into it.
SELECT id FROM person WHERE id = :person OR merged_into = :person ORDER BY id LIMIT 200;

-- name: list_merged_names
-- Names that merged records had: they give the person away as well.
SELECT n.name, n.name_latin FROM person_name n JOIN person p ON p.id = n.person WHERE p.merged_into = :person ORDER BY n.person LIMIT 200;

-- name: count_handed
-- What a merge moves.
SELECT 'address' AS place, COUNT(*) AS count FROM person_address WHERE person = :from
UNION ALL SELECT 'consent' AS place, COUNT(*) AS count FROM person_consent WHERE person = :from;

-- name: move_addresses
-- To the record that stays.
UPDATE person_address SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_consents
-- To the record that stays; the newest word counts.
UPDATE person_consent SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_merged
-- Records that were merged into the one that goes.
UPDATE person SET merged_into = :into WHERE merged_into = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: yield_preferred
-- The address of the record that stays remains the preferred one.
UPDATE person_address SET preferred = 0 WHERE person = :from AND preferred = 1
  AND EXISTS (SELECT 1 FROM person_address k WHERE k.person = :into AND k.preferred = 1) RETURNING id;

-- name: prefer_again
-- After a merge was undone.
UPDATE person_address SET preferred = 1 WHERE id = :address AND person = :person
  AND NOT EXISTS (SELECT 1 FROM person_address o WHERE o.person = :person AND o.preferred = 1);

-- name: mark_merged
-- Another record stands for this one.
UPDATE person SET merged_into = :into WHERE id = :from AND merged_into IS NULL AND erased_at IS NULL;

-- name: unmark_merged
-- It stands for itself again.
UPDATE person SET merged_into = NULL WHERE id = :from AND merged_into = :into;
