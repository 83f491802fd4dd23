-- name: insert_conversation
-- A new one, as its first message begins it.
INSERT INTO inbox_conversation (place, state, subject, issue, mail, organisation, person, writer_name, address, address_key, proof, locale, assigned_to, waiting_since, begun_at, changed_at, closed_at, erased_at, version)
VALUES (:place, :state, :subject, CAST(:issue AS BIGINT), CAST(:mail AS BIGINT), CAST(:organisation AS BIGINT), CAST(:person AS BIGINT), :writer_name, :address, :address_key, :proof, :locale, NULL,
  CAST(:waiting_since AS BIGINT), :at, :at, CAST(:closed_at AS BIGINT), NULL, 1) RETURNING id;

-- name: find_conversation
-- One of them.
SELECT id, place, state, subject, issue, mail, organisation, person, writer_name, address, address_key, proof, locale, assigned_to, waiting_since, begun_at, changed_at, closed_at, erased_at, version
FROM inbox_conversation WHERE id = :conversation;

-- name: list_conversations
-- The longest waiting first, then what changed last. Empty filters ask for nothing.
SELECT id, place, state, subject, issue, mail, organisation, person, writer_name, address, address_key, proof, locale, assigned_to, waiting_since, begun_at, changed_at, closed_at, erased_at, version
FROM inbox_conversation
WHERE (:place = '' OR place = :place) AND (:state = '' OR state = :state) AND (:open_only = 0 OR state <> 'closed')
  AND (CAST(:assigned_to AS BIGINT) = 0 OR assigned_to = :assigned_to) AND (CAST(:issue AS BIGINT) = 0 OR issue = :issue) AND (:locale = '' OR locale = :locale)
ORDER BY waiting_since IS NULL, waiting_since, changed_at DESC, id DESC LIMIT :limit;

-- name: count_by_place
-- For the tabs.
SELECT place, state, COUNT(*) AS count FROM inbox_conversation GROUP BY place, state ORDER BY place, state;

-- name: count_assigned
-- What one of staff has to do.
SELECT COUNT(*) AS count FROM inbox_conversation WHERE place = 'inbox' AND state <> 'closed' AND assigned_to = :assigned_to;

-- name: find_waiting
-- How many wait, and since when the first one does.
SELECT COUNT(*) AS count, MIN(waiting_since) AS oldest FROM inbox_conversation WHERE place = 'inbox' AND state = 'waiting';

-- name: count_replies
-- To one update, whoever wrote them: messages that people wrote.
SELECT COUNT(*) AS count FROM inbox_entry e JOIN inbox_conversation c ON c.id = e.conversation
WHERE c.issue = :issue AND c.place IN ('inbox', 'unknown') AND e.kind = 'received' AND e.is_automatic = 0;

-- name: count_conversations_of_issue
-- Of one update, machines left out.
SELECT COUNT(*) AS count FROM inbox_conversation WHERE issue = :issue AND place IN ('inbox', 'unknown');

-- name: list_issues
-- Updates that somebody wrote about, newest first: for a filter.
SELECT DISTINCT issue FROM inbox_conversation WHERE issue IS NOT NULL ORDER BY issue DESC LIMIT 200;

-- name: find_of_answer
-- The conversation that an answer of ours belongs to.
SELECT conversation FROM inbox_entry WHERE mail = :mail AND kind = 'answer';

-- name: find_of_mail
-- Begun by the same address in answer to the same mail, or about the same update.
SELECT id FROM inbox_conversation WHERE address_key = :address_key AND address_key <> ''
  AND (mail = :mail OR (CAST(:issue AS BIGINT) <> 0 AND issue = :issue)) ORDER BY id DESC LIMIT 1;

-- name: find_of_message
-- In which this address wrote before, and which holds the message that is named.
SELECT e.conversation FROM inbox_entry e WHERE e.message_id = :message_id AND e.message_id <> ''
  AND EXISTS (SELECT 1 FROM inbox_entry o WHERE o.conversation = e.conversation AND o.address_key = :address_key AND o.address_key <> '') ORDER BY e.id DESC LIMIT 1;

-- name: list_of_address
-- The newest ones of an address, to compare their subjects.
SELECT id, subject FROM inbox_conversation WHERE address_key = :address_key AND address_key <> '' ORDER BY id DESC LIMIT 20;

-- name: find_digest
-- Whether this message is here already.
SELECT conversation FROM inbox_entry WHERE digest = :digest;

-- name: insert_entry
-- A message, an answer or a note.
INSERT INTO inbox_entry (conversation, kind, at, digest, incoming, message_id, writer_name, address, address_key, subject, words, quoted, proof, is_automatic, is_doubtful, is_cut, written_by, mail)
VALUES (:conversation, :kind, :at, :digest, CAST(:incoming AS BIGINT), :message_id, :writer_name, :address, :address_key, :subject, :words, :quoted, :proof, :is_automatic, :is_doubtful, :is_cut, CAST(:written_by AS BIGINT), CAST(:mail AS BIGINT)) RETURNING id;

-- name: insert_attachment
-- Its name alone.
INSERT INTO inbox_attachment (entry, position, name, type, size) VALUES (:entry, :position, :name, :type, :size);

-- name: list_entries
-- Of one conversation, oldest first.
SELECT id, conversation, kind, at, incoming, message_id, writer_name, address, address_key, subject, words, quoted, proof, is_automatic, is_doubtful, is_cut, written_by, mail
FROM inbox_entry WHERE conversation = :conversation ORDER BY id LIMIT 2000;

-- name: find_entry
-- One message.
SELECT id, conversation, kind, at, incoming, message_id, writer_name, address, address_key, subject, words, quoted, proof, is_automatic, is_doubtful, is_cut, written_by, mail
FROM inbox_entry WHERE id = :entry AND conversation = :conversation;

-- name: list_attachments
-- Of all messages of one conversation.
SELECT a.entry, a.name, a.type, a.size FROM inbox_attachment a JOIN inbox_entry e ON e.id = a.entry WHERE e.conversation = :conversation ORDER BY a.entry, a.position LIMIT 2000;

-- name: set_standing
-- After a step, a message or an answer.
UPDATE inbox_conversation SET place = :place, state = :state, waiting_since = CAST(:waiting_since AS BIGINT), closed_at = CAST(:closed_at AS BIGINT), assigned_to = CAST(:assigned_to AS BIGINT),
  changed_at = :at, version = version + 1 WHERE id = :conversation;

-- name: set_writer
-- What the newest message claims; a surer tie is kept.
UPDATE inbox_conversation SET writer_name = :writer_name, address = :address, address_key = :address_key, locale = :locale WHERE id = :conversation;

-- name: set_ties
-- A message that proves more than those before it.
UPDATE inbox_conversation SET proof = :proof, mail = CAST(:mail AS BIGINT), organisation = CAST(:organisation AS BIGINT), person = CAST(:person AS BIGINT), issue = CAST(:issue AS BIGINT) WHERE id = :conversation;

-- name: insert_step
-- What stood there before.
INSERT INTO inbox_step (conversation, kind, former_place, former_state, former_assigned_to, former_waiting_since, former_closed_at, made_by, made_at, undone_at)
VALUES (:conversation, :kind, :place, :state, CAST(:assigned_to AS BIGINT), CAST(:waiting_since AS BIGINT), CAST(:closed_at AS BIGINT), CAST(:made_by AS BIGINT), :at, NULL) RETURNING id;

-- name: list_steps
-- Oldest first.
SELECT id, kind, former_place, former_state, former_assigned_to, former_waiting_since, former_closed_at, made_by, made_at, undone_at FROM inbox_step WHERE conversation = :conversation ORDER BY id LIMIT 2000;

-- name: mark_undone
-- Once.
UPDATE inbox_step SET undone_at = :at WHERE id = :step AND undone_at IS NULL;

-- name: put_draft
-- The newest words.
INSERT INTO inbox_draft (conversation, written_by, words, changed_at) VALUES (:conversation, :written_by, :words, :at)
ON CONFLICT (conversation, written_by) DO UPDATE SET words = excluded.words, changed_at = excluded.changed_at;

-- name: delete_draft
-- Sent, or emptied.
DELETE FROM inbox_draft WHERE conversation = :conversation AND written_by = :written_by;

-- name: list_drafts
-- Who is writing.
SELECT written_by, words, changed_at FROM inbox_draft WHERE conversation = :conversation ORDER BY changed_at DESC LIMIT 20;

-- name: find_publication
-- In one language.
SELECT id, conversation, issue, locale, state, question, answer, revision, edited_by, edited_at, released_revision, released_by, released_at FROM inbox_publication WHERE conversation = :conversation AND locale = :locale;

-- name: list_publications
-- Of one conversation, in every language.
SELECT id, conversation, issue, locale, state, question, answer, revision, edited_by, edited_at, released_revision, released_by, released_at FROM inbox_publication WHERE conversation = :conversation ORDER BY locale LIMIT 6;

-- name: insert_publication
-- Words that nobody sees yet.
INSERT INTO inbox_publication (conversation, issue, locale, state, question, answer, revision, edited_by, edited_at, released_revision) VALUES (:conversation, :issue, :locale, 'draft', :question, :answer, 1, CAST(:edited_by AS BIGINT), :at, 0) RETURNING id;

-- name: update_publication
-- Only as the editor saw it.
UPDATE inbox_publication SET question = :question, answer = :answer, revision = revision + 1, edited_by = CAST(:edited_by AS BIGINT), edited_at = :at WHERE id = :publication AND revision = :revision;

-- name: set_publication_state
-- Under the conversation's lock.
UPDATE inbox_publication SET state = :state, released_revision = :released_revision, released_by = CAST(:by AS BIGINT), released_at = CAST(:at AS BIGINT) WHERE id = :publication;

-- name: list_held
-- What a person wrote, or what was written from these numbers' conversations; answers to it with them.
SELECT e.at, e.kind, c.subject, e.writer_name, e.address, e.words, e.quoted FROM inbox_entry e JOIN inbox_conversation c ON c.id = e.conversation
WHERE c.person = :person AND e.kind <> 'note' ORDER BY e.id LIMIT 5000;

-- name: list_held_of_address
-- The same for an address.
SELECT e.at, e.kind, c.subject, e.writer_name, e.address, e.words, e.quoted FROM inbox_entry e JOIN inbox_conversation c ON c.id = e.conversation
WHERE e.kind <> 'note' AND (c.address_key = :address_key OR e.address_key = :address_key) ORDER BY e.id LIMIT 5000;

-- name: list_conversations_of_person
-- Numbers, for forgetting.
SELECT id FROM inbox_conversation WHERE person = :person ORDER BY id LIMIT 100000;

-- name: list_conversations_of_address
-- Numbers: where this address wrote.
SELECT DISTINCT conversation AS id FROM inbox_entry WHERE address_key = :address_key AND address_key <> '' ORDER BY conversation LIMIT 100000;

-- name: erase_entries
-- Words and addresses of one conversation.
UPDATE inbox_entry SET message_id = '', writer_name = '', address = '', address_key = '', subject = '', words = '', quoted = '' WHERE conversation = :conversation;

-- name: erase_attachments
-- Names of files name people.
DELETE FROM inbox_attachment WHERE entry IN (SELECT e.id FROM inbox_entry e WHERE e.conversation = :conversation);

-- name: erase_drafts
-- Not sent.
DELETE FROM inbox_draft WHERE conversation = :conversation;

-- name: erase_publications
-- Words that stay for everybody stand in the public table.
UPDATE inbox_publication SET question = '', answer = '' WHERE conversation = :conversation AND state <> 'released';

-- name: erase_conversation
-- What stays can be counted and nothing more.
UPDATE inbox_conversation SET subject = '', writer_name = '', address = '', address_key = '', person = NULL, mail = NULL, erased_at = :at WHERE id = :conversation;

-- name: list_incoming_of
-- Messages as they came, to let go of.
SELECT incoming FROM inbox_entry WHERE conversation = :conversation AND incoming IS NOT NULL ORDER BY id LIMIT 2000;

-- name: count_closed_before
-- Closed conversations that still hold words.
SELECT COUNT(*) AS count FROM inbox_conversation WHERE closed_at < :before AND erased_at IS NULL;

-- name: list_closed_before
-- A chunk of them, oldest first.
SELECT id FROM inbox_conversation WHERE closed_at < :before AND erased_at IS NULL ORDER BY closed_at, id LIMIT :limit;

-- name: list_entry_passages
-- Words about a person in what others wrote.
SELECT 'inbox' AS place, id AS number, 'words' AS part, words AS text FROM inbox_entry WHERE words LIKE :pattern ESCAPE '\' OR lower(words) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox', id, 'quoted', quoted FROM inbox_entry WHERE quoted LIKE :pattern ESCAPE '\' OR lower(quoted) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox', id, 'subject', subject FROM inbox_entry WHERE subject LIKE :pattern ESCAPE '\' OR lower(subject) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox_conversation', id, 'subject', subject FROM inbox_conversation WHERE subject LIKE :pattern ESCAPE '\' OR lower(subject) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox_draft', id, 'words', words FROM inbox_draft WHERE words LIKE :pattern ESCAPE '\' OR lower(words) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox_publication', id, 'question', question FROM inbox_publication WHERE question LIKE :pattern ESCAPE '\' OR lower(question) LIKE :small ESCAPE '\'
UNION ALL SELECT 'inbox_publication', id, 'answer', answer FROM inbox_publication WHERE answer LIKE :pattern ESCAPE '\' OR lower(answer) LIKE :small ESCAPE '\'
ORDER BY 1, 2, 3 LIMIT 2000;

-- name: rewrite_entry_words
-- With words taken out.
UPDATE inbox_entry SET words = :text WHERE id = :row;

-- name: rewrite_entry_quoted
-- With words taken out.
UPDATE inbox_entry SET quoted = :text WHERE id = :row;

-- name: rewrite_entry_subject
-- With words taken out.
UPDATE inbox_entry SET subject = :text WHERE id = :row;

-- name: rewrite_conversation_subject
-- With words taken out.
UPDATE inbox_conversation SET subject = :text WHERE id = :row;

-- name: rewrite_draft
-- With words taken out.
UPDATE inbox_draft SET words = :text WHERE id = :row;

-- name: rewrite_publication_question
-- With words taken out.
UPDATE inbox_publication SET question = :text, revision = revision + 1 WHERE id = :row;

-- name: rewrite_publication_answer
-- With words taken out.
UPDATE inbox_publication SET answer = :text, revision = revision + 1 WHERE id = :row;

-- name: find_publication_by_id
-- After its words were changed.
SELECT id, conversation, issue, locale, state, question, answer, revision, edited_by, edited_at, released_revision, released_by, released_at FROM inbox_publication WHERE id = :publication;

-- name: count_handed
-- What a merge moves.
SELECT 'conversation' AS place, COUNT(*) AS count FROM inbox_conversation WHERE organisation = :from;

-- name: count_handed_of_person
-- What a merge moves.
SELECT 'conversation' AS place, COUNT(*) AS count FROM inbox_conversation WHERE person = :from;

-- name: move_conversations
-- Two records became one.
UPDATE inbox_conversation SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_conversations_of_person
-- Two records became one.
UPDATE inbox_conversation SET person = :into WHERE person = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;
