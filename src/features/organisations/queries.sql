-- name: insert_organisation
-- A new member with what is known of it.
INSERT INTO organisation (name, name_english, short_name, country, region, region_reason, place, kind, summary, summary_language,
  languages, topics, status, joined_on, contact, prefers_relay, relay_address, website, reference_url, quiet, redistribution_address,
  action_mail_to_all, waiver_wish, source_note, folded, sort_key, version, created_at, updated_at)
VALUES (:name, :name_english, :short_name, :country, :region, :region_reason, :place, :kind, :summary, :summary_language,
  :languages, :topics, :status, :joined_on, :contact, :prefers_relay, '', :website, :reference_url, 0, :redistribution_address,
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
FROM organisation WHERE status IN ('accredited', 'unclear') ORDER BY id LIMIT 20000;

-- name: find_private_side
-- What only the organisation and staff see.
SELECT redistribution_address, action_mail_to_all, relay_address, waiver_wish, departure_deadline, external_key, region_reason, source_note
FROM organisation WHERE id = :organisation;

-- name: update_organisation
-- The whole row as edited; the version moves on.
UPDATE organisation SET name = :name, name_english = :name_english, short_name = :short_name, country = :country, region = :region,
  region_reason = :region_reason, place = :place, kind = :kind, summary = :summary, summary_language = :summary_language,
  languages = :languages, topics = :topics, joined_on = :joined_on, contact = :contact, prefers_relay = :prefers_relay,
  website = :website, reference_url = :reference_url, redistribution_address = :redistribution_address,
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
UPDATE organisation SET external_key = :key WHERE id = :organisation;

-- name: update_source_note
-- Where the record was seen; for staff.
UPDATE organisation SET source_note = :note WHERE id = :organisation;

-- name: update_relay_address
-- Where the relay form sends to.
UPDATE organisation SET relay_address = :address WHERE id = :organisation;

-- name: update_departure_deadline
-- The grace period after a representative left; null when all is well.
UPDATE organisation SET departure_deadline = CAST(:deadline AS TEXT) WHERE id = :organisation;

-- name: find_by_external_key
-- For imports.
SELECT id FROM organisation WHERE external_key = :key;

-- name: delete_public
-- Before the projection is renewed; tags, states and memberships go with it.
DELETE FROM public_organisation WHERE id = :organisation;

-- name: insert_public
-- The projection, unless the organisation is quiet.
INSERT INTO public_organisation (id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages,
  topics, status, joined_on, contact, prefers_relay, website, reference_url, folded, sort_key, version)
SELECT id, name, name_english, short_name, country, region, place, kind, summary, summary_language, languages, topics, status, joined_on,
  contact, prefers_relay, website, reference_url, folded, sort_key, version
FROM organisation WHERE id = :organisation AND quiet = 0 AND status <> 'applicant';

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

-- name: delete_search
-- Before the search copy is renewed.
DELETE FROM public_search WHERE rowid = :organisation;

-- name: insert_search
-- The search copy of a public organisation.
INSERT INTO public_search (rowid, folded) SELECT id, folded FROM public_organisation WHERE id = :organisation;

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
