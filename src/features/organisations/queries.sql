-- name: insert_organisation
-- A new member with what is known of it.
INSERT INTO organisation (name, name_english, short_name, country, region, region_reason, place, kind, summary, summary_language,
  languages, topics, status, joined_on, contact, prefers_relay, relay_address, website, reference_url, quiet, redistribution_address,
  action_mail_to_all, waiver_wish, source_note, folded, sort_key, version, created_at, updated_at)
VALUES (:name, :name_english, :short_name, :country, :region, :region_reason, :place, :kind, :summary, :summary_language,
  :languages, :topics, :status, :joined_on, :contact, :prefers_relay, :relay_address, :website, :reference_url, 0, :redistribution_address,
  :action_mail_to_all, :waiver_wish, '', :folded, :sort_key, 1, :at, :at)
RETURNING id;

-- name: find_organisation
-- All public facts, also of a quiet one; for those who may.
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status,
  joined_on, contact, prefers_relay, website, reference_url, quiet, version
FROM organisation WHERE id = :organisation;

-- name: find_public_organisation
-- Public facts from the projection: a quiet one is not there.
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status,
  joined_on, contact, prefers_relay, website, reference_url, 0 AS quiet, version
FROM public_organisation WHERE id = :organisation;

-- name: list_reporting
-- Organisations that report: accredited ones, and those whose state is unclear.
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status,
  joined_on, contact, prefers_relay, website, reference_url, quiet, version
FROM organisation WHERE status IN ('accredited', 'unclear') AND merged_into IS NULL ORDER BY id LIMIT 200000;

-- name: list_mail_choices
-- Where mail of those organisations may go beside their people.
SELECT id, redistribution_address, action_mail_to_all FROM organisation WHERE status IN ('accredited', 'unclear') AND merged_into IS NULL ORDER BY id LIMIT 200000;

-- name: find_private_side
-- What only the organisation and staff see.
SELECT redistribution_address, action_mail_to_all, relay_address, waiver_wish, departure_deadline, external_key, region_reason, source_note
FROM organisation WHERE id = :organisation;

-- name: update_organisation
-- The whole row as edited; the version moves on.
UPDATE organisation SET name = :name, name_english = :name_english, short_name = :short_name, country = :country, region = :region,
  region_reason = :region_reason, place = :place, kind = :kind, summary = :summary, summary_language = :summary_language,
  languages = :languages, topics = :topics, joined_on = :joined_on, contact = :contact, prefers_relay = :prefers_relay,
  relay_address = :relay_address, website = :website, reference_url = :reference_url, redistribution_address = :redistribution_address,
  action_mail_to_all = :action_mail_to_all, waiver_wish = :waiver_wish, folded = :folded, sort_key = :sort_key,
  version = organisation.version + 1, updated_at = :at
WHERE id = :organisation AND version = :version;

-- name: update_status
-- Another state of life.
UPDATE organisation SET status = :status, version = organisation.version + 1, updated_at = :at WHERE id = :organisation;

-- name: insert_status
-- One line of its dated history.
INSERT INTO organisation_status (organisation, status, since_on, reason, recorded_at) VALUES (:organisation, :status, :since_on, :reason, :at);

-- name: update_quiet
-- In or out of the public directory.
UPDATE organisation SET quiet = :quiet, version = organisation.version + 1, updated_at = :at WHERE id = :organisation;

-- name: update_external_key
-- The key that an import knows it by.
UPDATE organisation SET external_key = CAST(:key AS TEXT) WHERE id = :organisation;

-- name: update_source_note
-- Where the record was seen; for staff.
UPDATE organisation SET source_note = :note WHERE id = :organisation;

-- name: update_departure_deadline
-- The grace period after a representative left; null when all is well.
UPDATE organisation SET departure_deadline = CAST(:deadline AS TEXT) WHERE id = :organisation;

-- name: find_by_external_key
-- For imports.
SELECT COALESCE(merged_into, id) AS id FROM organisation WHERE external_key = :key;

-- name: delete_public
-- Before the projection is renewed; tags, states and memberships go with it.
DELETE FROM public_organisation WHERE id = :organisation;

-- name: insert_public
-- The projection, unless the organisation is quiet; without the address where it prefers the relay form.
INSERT INTO public_organisation (id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages,
  topics, status, joined_on, contact, prefers_relay, website, reference_url, folded, sort_key, version)
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status, joined_on,
  CASE WHEN prefers_relay = 1 THEN '' ELSE contact END, prefers_relay, website, reference_url, folded, sort_key, version
FROM organisation WHERE id = :organisation AND quiet = 0 AND status <> 'applicant' AND merged_into IS NULL;

-- name: insert_public_tag
-- One language or topic of the projection.
INSERT INTO public_tag (kind, tag, organisation) SELECT :kind, :tag, id FROM public_organisation WHERE id = :organisation
ON CONFLICT (kind, tag, organisation) DO NOTHING;

-- name: insert_public_statuses
-- Dated states without their reasons.
INSERT INTO public_status (organisation, status, since_on, position)
SELECT s.organisation, s.status, s.since_on, s.id FROM organisation_status s JOIN public_organisation p ON p.id = s.organisation
WHERE s.organisation = :organisation;

-- name: insert_public_memberships
-- Memberships elsewhere, without where it votes.
INSERT INTO public_membership (organisation, body, status, position)
SELECT m.organisation, m.body, m.status, m.id FROM organisation_membership m JOIN public_organisation p ON p.id = m.organisation
WHERE m.organisation = :organisation;

-- name: bump_stamp
-- Public pages of a topic have changed.
UPDATE change_stamp SET stamp = change_stamp.stamp + 1 WHERE topic = :topic;

-- name: list_stamps
-- For page caches.
SELECT topic, stamp FROM change_stamp ORDER BY topic LIMIT 50;

-- name: delete_memberships
-- Before they are written anew.
DELETE FROM organisation_membership WHERE organisation = :organisation;

-- name: insert_membership
-- One membership elsewhere.
INSERT INTO organisation_membership (organisation, body, status, votes_there) VALUES (:organisation, :body, :status, :votes_there);

-- name: list_memberships
-- With where it votes.
SELECT body, status, votes_there FROM organisation_membership WHERE organisation = :organisation ORDER BY id LIMIT 50;

-- name: list_leaders
-- In the organisation's order.
SELECT person, office FROM organisation_leader WHERE organisation = :organisation AND until_on IS NULL ORDER BY position, id LIMIT 50;

-- name: list_leader_history
-- Every leader ever named: their traces are guarded too.
SELECT DISTINCT person FROM organisation_leader WHERE organisation = :organisation LIMIT 500;

-- name: list_led_organisations
-- Where a person is or was a leader.
SELECT DISTINCT organisation FROM organisation_leader WHERE person = :person LIMIT 200;

-- name: end_leader
-- No longer a leader.
UPDATE organisation_leader SET until_on = :today WHERE organisation = :organisation AND person = :person AND until_on IS NULL;

-- name: insert_leader
-- Newly named.
INSERT INTO organisation_leader (organisation, person, office, position) VALUES (:organisation, :person, :office, :position);

-- name: update_leader
-- Another office or place in the order.
UPDATE organisation_leader SET office = :office, position = :position WHERE organisation = :organisation AND person = :person AND until_on IS NULL;

-- name: list_key_roles
-- Of its representatives elsewhere.
SELECT person, body, role FROM organisation_key_role WHERE organisation = :organisation ORDER BY id LIMIT 100;

-- name: delete_key_roles
-- Before they are written anew.
DELETE FROM organisation_key_role WHERE organisation = :organisation;

-- name: insert_key_role
-- One office of a representative elsewhere.
INSERT INTO organisation_key_role (organisation, person, body, role) VALUES (:organisation, :person, :body, :role);

-- name: find_country_region
-- The region of a country on a day, where staff dated one.
SELECT region FROM country_region WHERE country = :country AND from_on <= :today ORDER BY from_on DESC LIMIT 1;

-- name: upsert_country_region
-- A country's region from a day on.
INSERT INTO country_region (country, region, from_on, reason) VALUES (:country, :region, :from_on, :reason)
ON CONFLICT (country, from_on) DO UPDATE SET region = excluded.region, reason = excluded.reason;

-- name: list_by_derived_region
-- Organisations of a country whose region nobody chose by hand and that is another one.
SELECT id FROM organisation WHERE country = :country AND region_reason = '' AND region <> :region AND merged_into IS NULL ORDER BY id LIMIT 5000;

-- name: update_region
-- Its country belongs to another region now.
UPDATE organisation SET region = :region, version = organisation.version + 1, updated_at = :at WHERE id = :organisation;

-- name: insert_prime_change
-- A new prime, to be contested within some days.
INSERT INTO prime_change (organisation, former_person, person, changed_at, contestable_until)
VALUES (:organisation, CAST(:former AS BIGINT), :person, :at, :until) RETURNING id;

-- name: find_prime_change
-- The newest one that is still open to objection.
SELECT id, former_person, person, changed_at, contestable_until, contested_at FROM prime_change
WHERE organisation = :organisation AND contestable_until >= :now ORDER BY id DESC LIMIT 1;

-- name: get_prime_change
-- For the mail about it.
SELECT id, organisation, former_person, person, changed_at, contestable_until, contested_at FROM prime_change WHERE id = :change;

-- name: contest_prime_change
-- Somebody objects; the first one counts.
UPDATE prime_change SET contested_by = :person, contested_at = :at WHERE id = :change AND contested_at IS NULL;

-- name: insert_attention
-- Something for staff to put right.
INSERT INTO organisation_attention (organisation, kind, person, words, opened_at)
VALUES (:organisation, :kind, CAST(:person AS BIGINT), :words, :at);

-- name: close_attention
-- Dealt with.
UPDATE organisation_attention SET closed_at = :at, closed_by = CAST(:person AS BIGINT)
WHERE organisation = :organisation AND kind = :kind AND closed_at IS NULL;

-- name: list_open_attention
-- Reported and not dealt with, oldest first.
SELECT organisation, kind, MIN(opened_at) AS since, COUNT(*) AS count FROM organisation_attention
WHERE closed_at IS NULL GROUP BY organisation, kind ORDER BY MIN(opened_at), organisation LIMIT 5000;

-- name: list_standing
-- Each reporting organisation with the number of its representatives and primes today, and what is missing.
SELECT o.id, o.created_at, o.departure_deadline, o.contact, o.relay_address, COUNT(s.id) AS representatives, COALESCE(SUM(s.prime), 0) AS primes
FROM organisation o LEFT JOIN seat s ON s.organisation = o.id AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
WHERE o.status IN ('accredited', 'unclear') AND o.merged_into IS NULL
GROUP BY o.id, o.created_at, o.departure_deadline, o.contact, o.relay_address ORDER BY o.id LIMIT 20000;

-- name: match_organisations
-- Folded names, place or topics that hold a word, for those who may see all.
SELECT id FROM organisation WHERE folded LIKE :pattern AND merged_into IS NULL ORDER BY sort_key, id LIMIT 20000;

-- name: insert_mail_link
-- A link in a mail by which the wrong reader can say so.
INSERT INTO mail_link (token, person, organisation, made_at) VALUES (:token, :person, :organisation, :at);

-- name: find_mail_link
-- Whom the mail was for, and the organisation that stands for it now.
SELECT l.person, COALESCE(o.merged_into, o.id) AS organisation FROM mail_link l JOIN organisation o ON o.id = l.organisation WHERE l.token = :token;

-- name: list_untold_leaders
-- Named and not told yet.
SELECT person, office FROM organisation_leader WHERE organisation = :organisation AND until_on IS NULL AND told_at IS NULL ORDER BY position, id LIMIT 50;

-- name: mark_leader_told
-- Told once.
UPDATE organisation_leader SET told_at = :at WHERE organisation = :organisation AND person = :person AND told_at IS NULL;

-- name: insert_relay_message
-- Words for an organisation, or for staff where none is named.
INSERT INTO relay_message (organisation, about, writer_name, writer_address, words, written_at)
VALUES (CAST(:organisation AS BIGINT), :about, :name, :address, :words, :at) RETURNING id;

-- name: find_relay_message
-- For its delivery.
SELECT organisation, about, writer_name, writer_address, words, delivered_at FROM relay_message WHERE id = :message;

-- name: mark_relayed
-- It is in the mail queue.
UPDATE relay_message SET delivered_at = :at WHERE id = :message;

-- name: list_status_history
-- With reasons, for staff.
SELECT status, since_on, reason, recorded_at FROM organisation_status WHERE organisation = :organisation ORDER BY id LIMIT 100;

-- name: list_public_statuses
-- Dated states for the public page.
SELECT status, since_on FROM public_status WHERE organisation = :organisation ORDER BY position LIMIT 100;

-- name: list_public_memberships
-- Memberships elsewhere as the public page shows them.
SELECT body, status FROM public_membership WHERE organisation = :organisation ORDER BY position LIMIT 50;

-- name: list_public
-- The whole directory by name.
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status,
  joined_on, contact, prefers_relay, website, reference_url, 0 AS quiet, version
FROM public_organisation ORDER BY sort_key, id LIMIT 200000;

-- name: list_directory
-- What the directory in memory holds of each public organisation, in any order.
SELECT id, sort_key, folded, country, region, languages, topics, status FROM public_organisation LIMIT 1000000;

-- name: find_directory_row
-- The same of one.
SELECT id, sort_key, folded, country, region, languages, topics, status FROM public_organisation WHERE id = :organisation;

-- name: find_stamp
-- How far public pages of a topic have changed.
SELECT stamp FROM change_stamp WHERE topic = :topic;

-- name: list_public_changes
-- Which organisations' public side changed since, also those that are no longer public.
SELECT organisation FROM public_change WHERE stamp > :stamp ORDER BY stamp, organisation LIMIT :limit;

-- name: mark_public_change
-- Behind bump_stamp, whose row is locked until the commit: a later stamp is never seen before an earlier one.
INSERT INTO public_change (organisation, stamp) SELECT :organisation, stamp FROM change_stamp WHERE topic = 'organisations'
ON CONFLICT (organisation) DO UPDATE SET stamp = excluded.stamp;

-- name: delete_public_offices
-- Before they are renewed.
DELETE FROM public_office WHERE organisation = :organisation;

-- name: insert_public_leaders
-- Leaders of a public organisation, as numbers.
INSERT INTO public_office (organisation, person, office, prime, position)
SELECT l.organisation, l.person, l.office, 0, l.position FROM organisation_leader l
JOIN public_organisation p ON p.id = l.organisation WHERE l.organisation = :organisation AND l.until_on IS NULL;

-- name: insert_public_representatives
-- Representatives today, as numbers; 1000 keeps them behind the leaders.
INSERT INTO public_office (organisation, person, office, prime, position)
SELECT s.organisation, s.person, '', s.prime, 1000 - s.prime FROM seat s
JOIN public_organisation p ON p.id = s.organisation
WHERE s.organisation = :organisation AND s.role = 'representative' AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today);

-- name: list_public_people
-- Only those whose name is published with consent. The caller sorts the few: a sorter of the engine would cost more than the page's other reads.
SELECT n.name, o.office, o.prime, o.position FROM public_office o JOIN published_name n ON n.person = o.person
WHERE o.organisation = :organisation LIMIT 50;

-- name: count_public_by_country
-- Current members for the map and for numbers; empty country = not known.
SELECT country, region, count(*) AS count FROM public_organisation WHERE status IN ('accredited', 'unclear')
GROUP BY country, region ORDER BY country, region LIMIT 1000;

-- name: list_staff
-- Every organisation with its representatives and primes today.
SELECT o.id, o.name, o.name_english, o.short_name, o.country, o.region, o.place, o.kind, o.summary, o.summary_language, o.languages, o.topics,
  o.status, o.joined_on, o.contact, o.prefers_relay, o.website, o.reference_url, o.quiet, o.version,
  COUNT(s.id) AS representatives, COALESCE(SUM(s.prime), 0) AS primes
FROM organisation o LEFT JOIN seat s ON s.organisation = o.id AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
WHERE o.merged_into IS NULL GROUP BY o.id ORDER BY o.sort_key, o.id LIMIT 20000;

-- name: list_bouncing
-- Organisations with a representative today whose preferred address did not take the newest mail that ended.
SELECT DISTINCT s.organisation FROM seat s JOIN person_address a ON a.person = s.person AND a.preferred = 1
WHERE s.role = 'representative' AND s.from_on <= :today AND (s.until_on IS NULL OR s.until_on >= :today)
  AND (a.failing = 1 OR EXISTS (SELECT 1 FROM mail m WHERE m.to_key = a.address_key AND m.state IN ('failed', 'suppressed')
    AND NOT EXISTS (SELECT 1 FROM mail n WHERE n.to_key = m.to_key AND n.id > m.id AND n.state IN ('sent', 'failed', 'suppressed'))))
LIMIT 20000;

-- name: list_by_folded_name
-- For imports: the names that are the same to a reader.
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status,
  joined_on, contact, prefers_relay, website, reference_url, quiet, version
FROM organisation WHERE sort_key = :folded AND merged_into IS NULL ORDER BY id LIMIT 20;

-- name: delete_newest_status
-- A change of state that was a mistake.
DELETE FROM organisation_status WHERE id = (SELECT MAX(s.id) FROM organisation_status s WHERE s.organisation = :organisation);

-- name: delete_statuses
-- Of a record made by mistake.
DELETE FROM organisation_status WHERE organisation = :organisation;

-- name: delete_leaders
-- Of a record made by mistake.
DELETE FROM organisation_leader WHERE organisation = :organisation;

-- name: delete_attention
-- Of a record made by mistake.
DELETE FROM organisation_attention WHERE organisation = :organisation;

-- name: delete_prime_changes
-- Of a record made by mistake.
DELETE FROM prime_change WHERE organisation = :organisation;

-- name: delete_mail_links
-- Of a record made by mistake.
DELETE FROM mail_link WHERE organisation = :organisation;

-- name: delete_organisation
-- A record made by mistake.
DELETE FROM organisation WHERE id = :organisation;

-- name: list_held_offices
-- As a leader, now and before.
SELECT o.name, l.office, l.until_on FROM organisation_leader l JOIN organisation o ON o.id = l.organisation WHERE l.person = :person ORDER BY l.id LIMIT 1000;

-- name: list_held_roles
-- In other bodies.
SELECT o.name, k.body, k.role FROM organisation_key_role k JOIN organisation o ON o.id = k.organisation WHERE k.person = :person ORDER BY k.id LIMIT 1000;

-- name: forget_mail_links
-- Of a forgotten person.
DELETE FROM mail_link WHERE person = :person;

-- name: forget_attention_words
-- What was reported about a forgotten person.
UPDATE organisation_attention SET words = '' WHERE person = :person;

-- name: count_messages_before
-- Delivered long ago, or written so long ago that nobody delivers them any more.
SELECT COUNT(*) AS count FROM relay_message WHERE COALESCE(delivered_at, written_at) < :before;

-- name: delete_messages_before
-- A chunk of them, oldest first.
DELETE FROM relay_message WHERE id IN (SELECT old.id FROM relay_message old WHERE COALESCE(old.delivered_at, old.written_at) < :before ORDER BY old.id LIMIT :limit);

-- name: find_standing_for
-- Which record stands for one that was merged.
SELECT merged_into FROM organisation WHERE id = :organisation AND merged_into IS NOT NULL;

-- name: find_public_standing_for
-- The same for public pages.
SELECT stands_for FROM public_alias WHERE organisation = :organisation;

-- name: list_merged
-- Records that were merged into one.
SELECT id FROM organisation WHERE merged_into = :organisation ORDER BY id LIMIT 200;

-- name: mark_merged
-- Another record stands for this one.
UPDATE organisation SET merged_into = :into, version = organisation.version + 1, updated_at = :at WHERE id = :from AND merged_into IS NULL;

-- name: unmark_merged
-- It stands for itself again.
UPDATE organisation SET merged_into = NULL, version = organisation.version + 1, updated_at = :at WHERE id = :from AND merged_into = :into;

-- name: delete_aliases
-- Before they are written anew.
DELETE FROM public_alias WHERE stands_for = :organisation OR organisation = :organisation;

-- name: insert_aliases
-- Old addresses of one record.
INSERT INTO public_alias (organisation, stands_for) SELECT id, merged_into FROM organisation WHERE merged_into = :organisation;

-- name: count_handed_of_organisation
-- What a merge moves.
SELECT 'status' AS place, COUNT(*) AS count FROM organisation_status WHERE organisation = :from
UNION ALL SELECT 'leader' AS place, COUNT(*) AS count FROM organisation_leader WHERE organisation = :from
UNION ALL SELECT 'membership' AS place, COUNT(*) AS count FROM organisation_membership WHERE organisation = :from
UNION ALL SELECT 'key_role' AS place, COUNT(*) AS count FROM organisation_key_role WHERE organisation = :from
UNION ALL SELECT 'attention' AS place, COUNT(*) AS count FROM organisation_attention WHERE organisation = :from AND closed_at IS NULL;

-- name: count_handed_of_person
-- What a merge moves.
SELECT 'leader' AS place, COUNT(*) AS count FROM organisation_leader WHERE person = :from
UNION ALL SELECT 'key_role' AS place, COUNT(*) AS count FROM organisation_key_role WHERE person = :from;

-- name: move_statuses
-- Dated states in a life.
UPDATE organisation_status SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_memberships
-- Those that the other record does not have.
UPDATE organisation_membership SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM organisation_membership k WHERE k.organisation = :into AND k.body = organisation_membership.body) RETURNING id;

-- name: move_leaders
-- Those who do not lead there already.
UPDATE organisation_leader SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM organisation_leader k WHERE k.organisation = :into AND k.person = organisation_leader.person
    AND k.until_on IS NULL AND organisation_leader.until_on IS NULL) RETURNING id;

-- name: move_key_roles
-- Those that do not stand there already.
UPDATE organisation_key_role SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM organisation_key_role k WHERE k.organisation = :into AND k.person = organisation_key_role.person
    AND k.body = organisation_key_role.body AND k.role = organisation_key_role.role) RETURNING id;

-- name: move_attention
-- What staff have to put right.
UPDATE organisation_attention SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_prime_changes
-- They can still be contested.
UPDATE prime_change SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_messages
-- Words of the public.
UPDATE relay_message SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_merged
-- Records that were merged into the one that goes.
UPDATE organisation SET merged_into = :into WHERE merged_into = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_leaders_of_person
-- Offices of a person who was there twice.
UPDATE organisation_leader SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM organisation_leader k WHERE k.person = :into AND k.organisation = organisation_leader.organisation
    AND k.until_on IS NULL AND organisation_leader.until_on IS NULL) RETURNING id;

-- name: end_leaders_of_person
-- The same office stands with the other record.
UPDATE organisation_leader SET until_on = :today WHERE person = :from AND until_on IS NULL RETURNING id;

-- name: reopen_leader
-- The merge was undone.
UPDATE organisation_leader SET until_on = NULL WHERE id = :leader;

-- name: move_key_roles_of_person
-- Roles of a person who was there twice.
UPDATE organisation_key_role SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM organisation_key_role k WHERE k.person = :into AND k.organisation = organisation_key_role.organisation
    AND k.body = organisation_key_role.body AND k.role = organisation_key_role.role) RETURNING id;

-- name: list_key_roles_of_person
-- What the other record has too.
SELECT id, organisation, body, role FROM organisation_key_role WHERE person = :person ORDER BY id LIMIT 200;

-- name: delete_key_role
-- It stands there twice.
DELETE FROM organisation_key_role WHERE id = :role;

-- name: list_passages
-- Free text about organisations that holds words of a person.
SELECT place, number, part, text FROM (
  SELECT 'attention' AS place, id AS number, 'words' AS part, words AS text FROM organisation_attention
  UNION ALL SELECT 'status' AS place, id AS number, 'reason' AS part, reason AS text FROM organisation_status
  UNION ALL SELECT 'register' AS place, id AS number, 'source_note' AS part, source_note AS text FROM organisation
  UNION ALL SELECT 'register' AS place, id AS number, 'region_reason' AS part, region_reason AS text FROM organisation
  UNION ALL SELECT 'message' AS place, id AS number, 'words' AS part, words AS text FROM relay_message
) AS passage WHERE text LIKE :pattern ESCAPE '\' OR lower(text) LIKE :small ESCAPE '\' LIMIT 10000;

-- name: rewrite_attention_words
-- Without words of a forgotten person.
UPDATE organisation_attention SET words = :text WHERE id = :number;

-- name: rewrite_status_reason
-- Without words of a forgotten person.
UPDATE organisation_status SET reason = :text WHERE id = :number;

-- name: rewrite_register_source_note
-- Without words of a forgotten person.
UPDATE organisation SET source_note = :text WHERE id = :number;

-- name: rewrite_register_region_reason
-- Without words of a forgotten person.
UPDATE organisation SET region_reason = :text WHERE id = :number;

-- name: rewrite_message_words
-- Without words of a forgotten person.
UPDATE relay_message SET words = :text WHERE id = :number;

-- name: list_named_organisations
-- Whose own words hold words of a person.
SELECT id FROM organisation WHERE name LIKE :pattern ESCAPE '\' OR name_english LIKE :pattern ESCAPE '\' OR short_name LIKE :pattern ESCAPE '\'
OR summary LIKE :pattern ESCAPE '\' OR contact LIKE :pattern ESCAPE '\' OR website LIKE :pattern ESCAPE '\' OR reference_url LIKE :pattern ESCAPE '\'
OR place LIKE :pattern ESCAPE '\' OR redistribution_address LIKE :pattern ESCAPE '\' OR relay_address LIKE :pattern ESCAPE '\' OR waiver_wish LIKE :pattern ESCAPE '\'
OR lower(name) LIKE :small ESCAPE '\' OR lower(summary) LIKE :small ESCAPE '\' OR lower(contact) LIKE :small ESCAPE '\' OR lower(website) LIKE :small ESCAPE '\'
OR lower(relay_address) LIKE :small ESCAPE '\' OR lower(redistribution_address) LIKE :small ESCAPE '\' OR lower(waiver_wish) LIKE :small ESCAPE '\'
ORDER BY id LIMIT 1000;

-- name: forget_writer
-- The letters of a forgotten person.
DELETE FROM relay_message WHERE lower(writer_address) = :small OR writer_address = :address;

-- name: list_held_messages
-- Written from one of a person's addresses.
SELECT organisation, words, written_at, delivered_at FROM relay_message WHERE lower(writer_address) = :small OR writer_address = :address ORDER BY id LIMIT 1000;

-- name: list_held_attention
-- Reported about a person, or dealt with by the person.
SELECT organisation, kind, words, opened_at, closed_at FROM organisation_attention WHERE person = :person OR closed_by = :person ORDER BY id LIMIT 1000;

-- name: list_held_prime_changes
-- Becoming main contact, ceasing to be one, objecting.
SELECT organisation, former_person, person, changed_at, contested_by, contested_at FROM prime_change
WHERE former_person = :person OR person = :person OR contested_by = :person ORDER BY id LIMIT 1000;

-- name: list_held_mail_links
-- Links in mails to a person, without what makes them work.
SELECT organisation, made_at FROM mail_link WHERE person = :person ORDER BY made_at LIMIT 1000;

-- name: list_former_people
-- Known for long, and for as long without a seat, an office or a role elsewhere.
SELECT p.id FROM person p WHERE p.erased_at IS NULL AND p.created_at < :before
AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.person = p.id AND (s.until_on IS NULL OR s.until_on >= :before_on))
AND NOT EXISTS (SELECT 1 FROM organisation_leader l WHERE l.person = p.id AND (l.until_on IS NULL OR l.until_on >= :before_on))
AND NOT EXISTS (SELECT 1 FROM organisation_key_role k WHERE k.person = p.id)
ORDER BY p.id LIMIT :limit;

-- name: list_public_numbers
-- Every organisation that the public may see.
SELECT id FROM public_organisation ORDER BY id LIMIT 100000;
