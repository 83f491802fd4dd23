-- rotation and reminders

-- name: find_schedule
-- The one row of the schedule.
SELECT rules_approved_on, needs_board_approval, board_approved_on, implementation_months, first_cycle_on, version
FROM rotation_schedule WHERE id = 1;

-- name: insert_schedule
-- First save; a second server's is ignored and then updates.
INSERT INTO rotation_schedule (id, rules_approved_on, needs_board_approval, board_approved_on, implementation_months, first_cycle_on, version)
VALUES (1, CAST(:rules_approved_on AS TEXT), :needs_board_approval, CAST(:board_approved_on AS TEXT), :implementation_months,
  CAST(:first_cycle_on AS TEXT), 1);

-- name: update_schedule
-- Only over the version that the page was made with.
UPDATE rotation_schedule SET rules_approved_on = CAST(:rules_approved_on AS TEXT), needs_board_approval = :needs_board_approval,
  board_approved_on = CAST(:board_approved_on AS TEXT), implementation_months = :implementation_months,
  first_cycle_on = CAST(:first_cycle_on AS TEXT), version = rotation_schedule.version + 1
WHERE id = 1 AND version = :version;

-- name: list_blackouts
-- Weeks in which nothing falls due, in order.
SELECT id, first_on, last_on, reason FROM rotation_blackout WHERE removed_at IS NULL ORDER BY first_on, id LIMIT 1000;

-- name: insert_blackout
-- One more such week.
INSERT INTO rotation_blackout (first_on, last_on, reason) VALUES (:first_on, :last_on, :reason) RETURNING id;

-- name: remove_blackout
-- Dates fall into it again; the row stays, so that it can be brought back.
UPDATE rotation_blackout SET removed_at = :at WHERE id = :blackout AND removed_at IS NULL;

-- name: restore_blackout
-- Its removal is undone.
UPDATE rotation_blackout SET removed_at = NULL WHERE id = :blackout AND removed_at IS NOT NULL;

-- name: find_blackout
-- One week, removed or not.
SELECT id, first_on, last_on, reason FROM rotation_blackout WHERE id = :blackout;

-- name: list_slots
-- Every organisation's month.
SELECT organisation, slot, region, from_round FROM rotation_slot ORDER BY organisation LIMIT 50000;

-- name: has_slots
-- Whether staff have given anybody a month yet.
SELECT 1 AS one FROM rotation_slot LIMIT 1;

-- name: find_slot
-- One organisation's month.
SELECT organisation, slot, region, from_round FROM rotation_slot WHERE organisation = :organisation;

-- name: put_slot
-- Gives or changes it.
INSERT INTO rotation_slot (organisation, slot, region, from_round) VALUES (:organisation, :slot, :region, :from_round)
ON CONFLICT (organisation) DO UPDATE SET slot = excluded.slot, region = excluded.region, from_round = excluded.from_round;

-- name: delete_slots_before
-- Forgets what could be undone to.
DELETE FROM rotation_slot_before;

-- name: keep_slots_before
-- What the next plan can be undone to.
INSERT INTO rotation_slot_before (organisation, slot, region, from_round)
SELECT organisation, slot, region, from_round FROM rotation_slot;

-- name: keep_no_slot_before
-- One that gets its first slot with this plan.
INSERT INTO rotation_slot_before (organisation, slot, region, from_round) VALUES (:organisation, NULL, :region, 1)
ON CONFLICT (organisation) DO NOTHING;

-- name: forget_slot_before
-- Moved by hand since the plan: undoing the plan leaves this one alone.
DELETE FROM rotation_slot_before WHERE organisation = :organisation;

-- name: count_slots_before
-- How many an undo would bring back to another month, or to none.
SELECT COUNT(*) AS count FROM rotation_slot_before LEFT JOIN rotation_slot ON rotation_slot.organisation = rotation_slot_before.organisation
WHERE rotation_slot_before.slot IS NULL OR rotation_slot.slot IS NULL OR rotation_slot.slot <> rotation_slot_before.slot;

-- name: list_begun
-- Reports that somebody works on or that wait, by round.
SELECT organisation, round FROM report WHERE state <> 'accepted' ORDER BY organisation, round LIMIT 200000;

-- name: delete_slots_given
-- Undo: those that had none.
DELETE FROM rotation_slot WHERE organisation IN (SELECT organisation FROM rotation_slot_before WHERE slot IS NULL);

-- name: restore_slots
-- Undo: those that had one; slots given since then stay.
INSERT INTO rotation_slot (organisation, slot, region, from_round)
SELECT organisation, slot, region, from_round FROM rotation_slot_before WHERE slot IS NOT NULL
ON CONFLICT (organisation) DO UPDATE SET slot = excluded.slot, region = excluded.region, from_round = excluded.from_round;

-- name: list_exceptions
-- Every date given by hand.
SELECT organisation, round, kind, due_on, reason, decided_at FROM rotation_exception WHERE removed_at IS NULL ORDER BY organisation, round LIMIT 50000;

-- name: list_exceptions_of
-- One organisation's dates given by hand.
SELECT organisation, round, kind, due_on, reason, decided_at FROM rotation_exception WHERE organisation = :organisation AND removed_at IS NULL
ORDER BY round LIMIT 100;

-- name: put_exception
-- A date by hand, in place of an earlier one.
INSERT INTO rotation_exception (organisation, round, kind, due_on, reason, decided_by, decided_at)
VALUES (:organisation, :round, :kind, :due_on, :reason, CAST(:decided_by AS BIGINT), :at)
ON CONFLICT (organisation, round) DO UPDATE SET kind = excluded.kind, due_on = excluded.due_on, reason = excluded.reason,
  decided_by = excluded.decided_by, decided_at = excluded.decided_at, removed_at = NULL;

-- name: keep_date
-- A date that a plan leaves as it was; one by hand is left alone.
INSERT INTO rotation_exception (organisation, round, kind, due_on, reason, decided_by, decided_at)
VALUES (:organisation, :round, 'moved', :due_on, '', CAST(:decided_by AS BIGINT), :at)
ON CONFLICT (organisation, round) DO UPDATE SET kind = excluded.kind, due_on = excluded.due_on, reason = excluded.reason,
  decided_by = excluded.decided_by, decided_at = excluded.decided_at, removed_at = NULL
WHERE rotation_exception.removed_at IS NOT NULL;

-- name: remove_exception
-- Back to the regular date; the row stays, so that it can be brought back.
UPDATE rotation_exception SET removed_at = :at WHERE organisation = :organisation AND round = :round AND removed_at IS NULL;

-- name: restore_exception
-- Its removal is undone.
UPDATE rotation_exception SET removed_at = NULL WHERE organisation = :organisation AND round = :round AND removed_at IS NOT NULL;

-- name: delete_open_time_request
-- A newer wish takes the place of one that is open.
DELETE FROM report_time_request WHERE organisation = :organisation AND round = :round AND decision = 'open';

-- name: insert_time_request
-- A wish for more time.
INSERT INTO report_time_request (organisation, round, wished_on, reason, asked_by, asked_at, decision, answer)
VALUES (:organisation, :round, :wished_on, :reason, :asked_by, :at, 'open', '') RETURNING id;

-- name: list_time_requests
-- Wishes by decision, oldest first.
SELECT id, organisation, round, wished_on, reason, asked_by, asked_at, decision, answer
FROM report_time_request WHERE decision = :decision ORDER BY asked_at, id LIMIT :limit;

-- name: find_time_request
-- One wish.
SELECT id, organisation, round, wished_on, reason, asked_by, asked_at, decision, answer FROM report_time_request WHERE id = :request;

-- name: find_time_request_of
-- The newest wish of a round.
SELECT id, organisation, round, wished_on, reason, asked_by, asked_at, decision, answer
FROM report_time_request WHERE organisation = :organisation AND round = :round ORDER BY id DESC LIMIT 1;

-- name: decide_time_request
-- Once only.
UPDATE report_time_request SET decision = :decision, answer = :answer, decided_by = CAST(:decided_by AS BIGINT), decided_at = :at
WHERE id = :request AND decision = 'open';

-- name: list_reminders
-- Steps that were sent since a day, of all.
SELECT organisation, round, due_on, step, sent_at, recipients FROM report_reminder WHERE sent_at >= :since
ORDER BY organisation, round, sent_at LIMIT 200000;

-- name: list_reminders_of
-- Steps of one round.
SELECT organisation, round, due_on, step, sent_at, recipients FROM report_reminder
WHERE organisation = :organisation AND round = :round ORDER BY sent_at, step LIMIT 100;

-- name: insert_reminder
-- A step is taken once; a second server's row changes nothing.
INSERT INTO report_reminder (organisation, round, due_on, step, sent_at, recipients)
VALUES (:organisation, :round, :due_on, :step, :at, :recipients)
ON CONFLICT (organisation, round, due_on, step) DO NOTHING;

-- name: list_rounds_with_person
-- Rounds that staff look after themselves: no answer came, or nobody could be reminded and still cannot.
SELECT organisation, round FROM report_task WHERE kind = 'no_answer' OR (kind = 'nobody_to_remind' AND closed_at IS NULL)
ORDER BY organisation, round LIMIT 200000;

-- name: is_with_person
-- The same for one round.
SELECT COUNT(*) AS count FROM report_task WHERE organisation = :organisation AND round = :round
AND (kind = 'no_answer' OR (kind = 'nobody_to_remind' AND closed_at IS NULL));

-- name: list_answered_tasks
-- Tasks about silence whose report was started after all.
SELECT task.id FROM report_task AS task
JOIN report ON report.organisation = task.organisation AND report.round = task.round
WHERE task.closed_at IS NULL AND task.kind IN ('no_answer', 'nobody_to_remind') ORDER BY task.id LIMIT 500;


-- name: insert_report
-- A report is started.
INSERT INTO report (organisation, round, state, response, due_on, started_at, started_by, on_behalf, on_behalf_source, version)
VALUES (:organisation, :round, 'started', :response, :due_on, :at, CAST(:started_by AS BIGINT), :on_behalf, :on_behalf_source, 1)
RETURNING id;

-- name: find_report
-- One report.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE id = :report;

-- name: find_report_of_round
-- One organisation's report of a round.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE organisation = :organisation AND round = :round;

-- name: list_reports
-- One organisation's reports, newest first.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE organisation = :organisation ORDER BY round DESC LIMIT 100;

-- name: find_last_accepted
-- The newest accepted report before another one, or at all.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE organisation = :organisation AND state = 'accepted' AND (:before = 0 OR id < :before) ORDER BY round DESC LIMIT 1;

-- name: list_reports_in
-- Reports in one state, longest waiting first.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE state = :state ORDER BY sent_at, id LIMIT :limit;

-- name: list_report_states
-- Where every report stands, for the lists of all organisations.
SELECT id, organisation, round, state, sent_at FROM report ORDER BY organisation, round LIMIT 200000;

-- name: update_sent
-- Sent, by whom.
UPDATE report SET state = 'sent', sent_at = :at, sent_by = CAST(:by AS BIGINT), version = report.version + 1 WHERE id = :report;

-- name: update_state
-- Another state without anything to note beside it.
UPDATE report SET state = :state, version = report.version + 1 WHERE id = :report;

-- name: update_accepted
-- Accepted, by whom.
UPDATE report SET state = 'accepted', accepted_at = :at, accepted_by = CAST(:by AS BIGINT), version = report.version + 1 WHERE id = :report;

-- name: update_confirmed
-- A representative confirmed what staff entered.
UPDATE report SET confirmed_at = :at, confirmed_by = CAST(:by AS BIGINT), version = report.version + 1 WHERE id = :report;

-- name: update_assigned
-- Handed to one representative, or to nobody in particular.
UPDATE report SET assigned_to = CAST(:person AS BIGINT), version = report.version + 1 WHERE id = :report;

-- name: insert_snapshot
-- The register when the report was sent.
INSERT INTO report_snapshot (report, taken_at, register) VALUES (:report, :at, :register)
ON CONFLICT (report, taken_at) DO NOTHING;

-- name: list_snapshots
-- Newest first.
SELECT taken_at, register FROM report_snapshot WHERE report = :report ORDER BY taken_at DESC LIMIT 20;

-- name: insert_question
-- Staff ask about one answer.
INSERT INTO report_question (report, question, asked_by, asked_at, words) VALUES (:report, :question, :asked_by, :at, :words) RETURNING id;

-- name: find_question
-- One question.
SELECT id, report, question, asked_by, asked_at, words, reply, answered_by, answered_at FROM report_question WHERE id = :id;

-- name: list_questions
-- The talk about a report, oldest first.
SELECT id, report, question, asked_by, asked_at, words, reply, answered_by, answered_at
FROM report_question WHERE report = :report ORDER BY id LIMIT 200;

-- name: answer_question
-- The reply, once.
UPDATE report_question SET reply = :reply, answered_by = CAST(:by AS BIGINT), answered_at = :at WHERE id = :id AND answered_at IS NULL;

-- name: count_open_questions
-- Questions that wait for a reply.
SELECT COUNT(*) AS count FROM report_question WHERE report = :report AND answered_at IS NULL;

-- name: insert_certification
-- Who confirmed passing updates on, when, and which text.
INSERT INTO report_certification (organisation, report, person, certified_at, language, words)
VALUES (:organisation, CAST(:report AS BIGINT), :person, :at, :language, :words);

-- name: find_certification
-- The newest confirmation.
SELECT id, organisation, report, person, certified_at, language, words
FROM report_certification WHERE organisation = :organisation ORDER BY id DESC LIMIT 1;

-- name: insert_task
-- Something for a person to do; once a round and kind.
INSERT INTO report_task (organisation, round, kind, opened_at, note) VALUES (:organisation, :round, :kind, :at, :note)
ON CONFLICT (organisation, round, kind) DO NOTHING;

-- name: list_open_tasks
-- Oldest first.
SELECT id, organisation, round, kind, opened_at, closed_at, note FROM report_task WHERE closed_at IS NULL ORDER BY opened_at, id LIMIT :limit;

-- name: find_task
-- One task.
SELECT id, organisation, round, kind, opened_at, closed_at, note FROM report_task WHERE id = :id;

-- name: count_open_tasks
-- How many wait.
SELECT COUNT(*) AS count FROM report_task WHERE closed_at IS NULL;

-- name: update_task
-- A note, or the end of it.
UPDATE report_task SET note = :note, closed_at = CAST(:closed_at AS BIGINT), closed_by = CAST(:closed_by AS BIGINT)
WHERE id = :id AND closed_at IS NULL;

-- name: mark_on_behalf
-- Staff go on with what came by another way; a representative confirms it later.
UPDATE report SET on_behalf = 1, on_behalf_source = :source, confirmed_at = NULL, confirmed_by = NULL, version = report.version + 1
WHERE id = :report;

-- name: list_publications
-- Newest first, before a time; 0 and '' mean any.
SELECT report, organisation, year, number, published_at, language FROM publication
WHERE withdrawn_at IS NULL AND held_at IS NULL AND (:year = 0 OR year = :year) AND (:region = '' OR region = :region) AND (:before = 0 OR published_at < :before)
ORDER BY published_at DESC, report DESC LIMIT :limit;

-- name: list_publications_of
-- One organisation's, newest first (by its address, which has an index).
SELECT report, organisation, year, number, published_at, language FROM publication
WHERE organisation = :organisation AND withdrawn_at IS NULL AND held_at IS NULL ORDER BY year DESC, number DESC LIMIT 100;

-- name: find_publication
-- One by its address, held back, taken down or not.
SELECT report, organisation, year, number, published_at, language, form_version, corrected_at, held_at, withdrawn_at FROM publication
WHERE organisation = :organisation AND year = :year AND number = :number;

-- name: find_publication_of_report
-- One by its report.
SELECT report, organisation, year, number, published_at, language, form_version, corrected_at, held_at, withdrawn_at FROM publication WHERE report = :report;

-- name: list_publications_from
-- For lists of everything, by report; those that anybody may read.
SELECT report, organisation, year, number, published_at, language, form_version, corrected_at, held_at, withdrawn_at FROM publication
WHERE withdrawn_at IS NULL AND held_at IS NULL AND report > :after ORDER BY report LIMIT :limit;

-- name: count_publications_in_year
-- Numbers given in that year, for the address of one more.
SELECT COALESCE(MAX(number), 0) AS count FROM publication WHERE organisation = :organisation AND year = :year;

-- name: hold_publication
-- Not shown until staff have decided, once.
UPDATE publication SET held_at = :at WHERE report = :report AND held_at IS NULL AND withdrawn_at IS NULL;

-- name: release_publication
-- Staff have decided: shown again.
UPDATE publication SET held_at = NULL WHERE report = :report AND held_at IS NOT NULL AND withdrawn_at IS NULL;

-- name: mark_corrected
-- A public answer was corrected.
UPDATE publication SET corrected_at = :at WHERE report = :report;

-- name: list_publication_years
-- For the filter.
SELECT DISTINCT year FROM publication WHERE withdrawn_at IS NULL AND held_at IS NULL ORDER BY year DESC LIMIT 100;

-- name: list_publication_answers
-- Answers of a report that is neither held back nor taken down, in the form's order.
SELECT question, answer FROM publication_answer WHERE report = :report
AND EXISTS (SELECT 1 FROM publication WHERE publication.report = publication_answer.report AND withdrawn_at IS NULL AND held_at IS NULL) ORDER BY position LIMIT 1000;

-- name: insert_publication
-- Once a report; publishing again after a take-down brings it back.
INSERT INTO publication (report, organisation, region, round, year, number, language, form_version, published_at)
VALUES (:report, :organisation, :region, :round, :year, :number, :language, :form_version, :at)
ON CONFLICT (report) DO UPDATE SET withdrawn_at = NULL, held_at = NULL, corrected_at = NULL, published_at = excluded.published_at, language = excluded.language;

-- name: delete_publication_answers
-- Taken down: no public words stay behind.
DELETE FROM publication_answer WHERE report = :report;

-- name: insert_publication_answer
-- One public answer.
INSERT INTO publication_answer (report, question, position, answer) VALUES (:report, :question, :position, :answer);

-- name: withdraw_publication
-- Taken down, once.
UPDATE publication SET withdrawn_at = :at WHERE report = :report AND withdrawn_at IS NULL;

-- name: insert_finding
-- A finding is decided once; the same span again keeps its decision.
INSERT INTO leak_finding (report, question, span, kind, found_at, decision) VALUES (:report, :question, :span, :kind, :at, 'open')
ON CONFLICT (report, question, span) DO NOTHING;

-- name: list_findings
-- What the guard found in a report.
SELECT id, question, span, kind, decision FROM leak_finding WHERE report = :report ORDER BY id LIMIT 500;

-- name: allow_finding
-- Staff looked: it gives nobody away.
UPDATE leak_finding SET decision = 'allowed', decided_by = CAST(:by AS BIGINT), decided_at = :at
WHERE id = :finding AND report = :report AND decision <> 'allowed';

-- name: list_reports_with_findings
-- Accepted reports with something found that nobody has decided about, longest waiting first.
SELECT report.id AS report, report.organisation AS organisation, COUNT(*) AS count, MIN(leak_finding.found_at) AS found_at
FROM leak_finding JOIN report ON report.id = leak_finding.report
WHERE leak_finding.decision = 'open' AND report.state = 'accepted'
AND NOT EXISTS (SELECT 1 FROM publication WHERE publication.report = report.id AND withdrawn_at IS NOT NULL) GROUP BY report.id, report.organisation ORDER BY MIN(leak_finding.found_at), report.id
LIMIT :limit;

-- name: drop_findings
-- Words that no longer stand in the report hold nothing back.
UPDATE leak_finding SET decision = 'removed', decided_at = :at WHERE id = :finding AND decision = 'open';

-- name: reopen_finding
-- Words that had gone stand there again.
UPDATE leak_finding SET decision = 'open', decided_at = NULL, found_at = :at WHERE report = :report AND question = :question AND span = :span
AND decision = 'removed';

-- name: list_to_review
-- Sent or opened by staff, longest waiting first.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE state IN ('sent', 'review') AND id <> :except ORDER BY sent_at, id LIMIT :limit;

-- name: list_sent_reports
-- Everything that was ever sent, newest first, for the committee; below a report's number, 0 means from the newest.
SELECT id, organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, assigned_to,
  on_behalf, on_behalf_source, confirmed_at, version
FROM report WHERE sent_at IS NOT NULL AND state <> 'started' AND (:before = 0 OR id < :before) ORDER BY id DESC LIMIT :limit;

-- name: find_certification_of_report
-- The confirmation given with this report.
SELECT id, organisation, report, person, certified_at, language, words
FROM report_certification WHERE report = :report ORDER BY id DESC LIMIT 1;

-- name: list_published_reports_of
-- To look through again when people change.
SELECT report FROM publication WHERE organisation = :organisation AND withdrawn_at IS NULL ORDER BY report LIMIT 100;

-- name: count_to_review
-- Sent, or opened by staff and not decided.
SELECT count(*) AS count FROM report WHERE state IN ('sent', 'review');

-- name: list_closed_tasks
-- Done last first, to undo.
SELECT id, organisation, round, kind, opened_at, closed_at, note FROM report_task WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT :limit;

-- name: reopen_task
-- Not done after all.
UPDATE report_task SET closed_at = NULL, closed_by = NULL WHERE id = :id AND closed_at IS NOT NULL;

-- name: count_open_time_requests
-- Wishes that wait for a decision.
SELECT COUNT(*) AS count FROM report_time_request WHERE decision = 'open';

-- name: rewrite_snapshot
-- Without the name of a forgotten person.
UPDATE report_snapshot SET register = :register WHERE report = :report AND taken_at = :at;

-- name: delete_finding
-- It holds words of a forgotten person.
DELETE FROM leak_finding WHERE id = :finding;

-- name: list_held_reports_of_person
-- Each step that the person took.
SELECT r.organisation, r.round, CASE WHEN r.started_by = :person THEN r.started_at END AS started_at,
  CASE WHEN r.sent_by = :person THEN r.sent_at END AS sent_at,
  (SELECT MAX(c.certified_at) FROM report_certification c WHERE c.report = r.id AND c.person = :person) AS certified_at
FROM report r WHERE r.started_by = :person OR r.sent_by = :person
  OR EXISTS (SELECT 1 FROM report_certification c WHERE c.report = r.id AND c.person = :person) ORDER BY r.id LIMIT 1000;

-- name: count_handed
-- What a merge moves.
SELECT 'report' AS place, COUNT(*) AS count FROM report WHERE organisation = :from
UNION ALL SELECT 'publication' AS place, COUNT(*) AS count FROM publication WHERE organisation = :from AND withdrawn_at IS NULL
UNION ALL SELECT 'date' AS place, COUNT(*) AS count FROM rotation_exception WHERE organisation = :from AND removed_at IS NULL
UNION ALL SELECT 'task' AS place, COUNT(*) AS count FROM report_task WHERE organisation = :from AND closed_at IS NULL
UNION ALL SELECT 'certification' AS place, COUNT(*) AS count FROM report_certification WHERE organisation = :from;

-- name: move_report
-- One report under another number; both are known to be free.
UPDATE report SET organisation = :into WHERE id = :report AND organisation = :from;

-- name: move_time_requests
-- Wishes for more time.
UPDATE report_time_request SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_certifications
-- Who confirmed passing updates on.
UPDATE report_certification SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id;

-- name: move_tasks
-- Those that do not stand there already.
UPDATE report_task SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM report_task k WHERE k.organisation = :into AND k.round = report_task.round AND k.kind = report_task.kind) RETURNING id;

-- name: close_tasks_of
-- The same task stands with the record that stays.
UPDATE report_task SET closed_at = :at, closed_by = NULL WHERE organisation = :organisation AND closed_at IS NULL RETURNING id;

-- name: move_slot
-- The month, where the record that stays has none.
UPDATE rotation_slot SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR organisation = :from)
  AND NOT EXISTS (SELECT 1 FROM rotation_slot k WHERE k.organisation = :into) RETURNING organisation AS id;

-- name: delete_slot
-- Of a record that another one stands for.
DELETE FROM rotation_slot WHERE organisation = :organisation;

-- name: move_exceptions
-- Dates by hand go with the month.
UPDATE rotation_exception SET organisation = :into WHERE organisation = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row)
  AND NOT EXISTS (SELECT 1 FROM rotation_exception k WHERE k.organisation = :into AND k.round = rotation_exception.round) RETURNING id;

-- name: copy_reminders
-- Nobody is reminded twice for one step.
INSERT INTO report_reminder (organisation, round, due_on, step, sent_at, recipients)
SELECT CAST(:into AS BIGINT), r.round, r.due_on, r.step, r.sent_at, r.recipients FROM report_reminder r WHERE r.organisation = :from
ON CONFLICT (organisation, round, due_on, step) DO NOTHING;

-- name: list_publications_to_move
-- Taken down or not.
SELECT report, year, number FROM publication WHERE organisation = :organisation ORDER BY report LIMIT 1000;

-- name: move_publication
-- Under another number, where its address is free.
UPDATE publication SET organisation = :into, number = :number WHERE report = :report AND organisation = :from;

-- name: is_publication_address
-- Whether an address is given.
SELECT COUNT(*) AS count FROM publication WHERE organisation = :organisation AND year = :year AND number = :number;

-- name: put_publication_alias
-- The old address leads on.
INSERT INTO publication_alias (organisation, year, number, report) VALUES (:organisation, :year, :number, :report)
ON CONFLICT (organisation, year, number) DO UPDATE SET report = excluded.report;

-- name: delete_publication_alias
-- The merge was undone.
DELETE FROM publication_alias WHERE organisation = :organisation AND report = :report;

-- name: find_publication_alias
-- Which report an old address was of.
SELECT p.organisation, p.year, p.number FROM publication_alias a JOIN publication p ON p.report = a.report
WHERE a.organisation = :organisation AND a.year = :year AND a.number = :number;

-- name: list_passages
-- Free text beside the answers that holds words of a person.
SELECT place, number, part, text FROM (
  SELECT 'question' AS place, id AS number, 'words' AS part, words AS text FROM report_question
  UNION ALL SELECT 'question' AS place, id AS number, 'reply' AS part, reply AS text FROM report_question
  UNION ALL SELECT 'wish' AS place, id AS number, 'reason' AS part, reason AS text FROM report_time_request
  UNION ALL SELECT 'wish' AS place, id AS number, 'answer' AS part, answer AS text FROM report_time_request
  UNION ALL SELECT 'behalf' AS place, id AS number, 'on_behalf_source' AS part, on_behalf_source AS text FROM report
  UNION ALL SELECT 'task' AS place, id AS number, 'note' AS part, note AS text FROM report_task
  UNION ALL SELECT 'exception' AS place, id AS number, 'reason' AS part, reason AS text FROM rotation_exception
  UNION ALL SELECT 'week' AS place, id AS number, 'reason' AS part, reason AS text FROM rotation_blackout
  UNION ALL SELECT 'certified' AS place, id AS number, 'words' AS part, words AS text FROM report_certification
  UNION ALL SELECT 'published' AS place, report AS number, question AS part, answer AS text FROM publication_answer
) AS passage WHERE text LIKE :pattern ESCAPE '\' OR lower(text) LIKE :small ESCAPE '\' LIMIT 10000;

-- name: rewrite_question_words
-- Without words of a forgotten person.
UPDATE report_question SET words = :text WHERE id = :number;

-- name: rewrite_question_reply
-- Without words of a forgotten person.
UPDATE report_question SET reply = :text WHERE id = :number;

-- name: rewrite_wish_reason
-- Without words of a forgotten person.
UPDATE report_time_request SET reason = :text WHERE id = :number;

-- name: rewrite_wish_answer
-- Without words of a forgotten person.
UPDATE report_time_request SET answer = :text WHERE id = :number;

-- name: rewrite_behalf_on_behalf_source
-- Without words of a forgotten person.
UPDATE report SET on_behalf_source = :text WHERE id = :number;

-- name: rewrite_task_note
-- Without words of a forgotten person.
UPDATE report_task SET note = :text WHERE id = :number;

-- name: rewrite_exception_reason
-- Without words of a forgotten person.
UPDATE rotation_exception SET reason = :text WHERE id = :number;

-- name: rewrite_week_reason
-- Without words of a forgotten person.
UPDATE rotation_blackout SET reason = :text WHERE id = :number;

-- name: rewrite_certified_words
-- Without words of a forgotten person.
UPDATE report_certification SET words = :text WHERE id = :number;

-- name: rewrite_published_answer
-- Without words of a forgotten person.
UPDATE publication_answer SET answer = :text WHERE report = :number AND question = :part;

-- name: list_held_questions
-- Asked or answered by a person, in reviews.
SELECT r.organisation, q.question, q.words, q.reply, q.asked_at, q.answered_at FROM report_question q JOIN report r ON r.id = q.report
WHERE q.asked_by = :person OR q.answered_by = :person ORDER BY q.id LIMIT 5000;

-- name: list_held_wishes
-- More time, asked for or decided by a person.
SELECT organisation, wished_on, reason, answer, asked_at, decided_at FROM report_time_request WHERE asked_by = :person OR decided_by = :person ORDER BY id LIMIT 5000;

-- name: list_held_work
-- What a person did with reports of others, as staff.
SELECT 'accepted' AS what, organisation, round, accepted_at AS at FROM report WHERE accepted_by = :person
UNION ALL SELECT 'assigned' AS what, organisation, round, NULL AS at FROM report WHERE assigned_to = :person
UNION ALL SELECT 'confirmed' AS what, organisation, round, confirmed_at AS at FROM report WHERE confirmed_by = :person
UNION ALL SELECT 'another date' AS what, organisation, round, decided_at AS at FROM rotation_exception WHERE decided_by = :person
UNION ALL SELECT 'task closed' AS what, organisation, round, closed_at AS at FROM report_task WHERE closed_by = :person
UNION ALL SELECT 'passing on confirmed' AS what, organisation, 0 AS round, certified_at AS at FROM report_certification WHERE person = :person
UNION ALL SELECT 'finding decided' AS what, r.organisation, r.round, f.decided_at AS at FROM leak_finding f JOIN report r ON r.id = f.report WHERE f.decided_by = :person
LIMIT 20000;

-- name: list_snapshots_with
-- Registers kept with reports that hold words of a person.
SELECT s.report, s.taken_at, s.register, r.organisation, r.round FROM report_snapshot s JOIN report r ON r.id = s.report
WHERE s.register LIKE :pattern ESCAPE '\' OR lower(s.register) LIKE :small ESCAPE '\' ORDER BY s.report, s.taken_at LIMIT 10000;

-- name: list_findings_with
-- What the guard found that holds words of a person.
SELECT f.id, f.span, f.kind, f.found_at, r.organisation, r.round FROM leak_finding f JOIN report r ON r.id = f.report
WHERE f.span LIKE :pattern ESCAPE '\' OR lower(f.span) LIKE :small ESCAPE '\' ORDER BY f.id LIMIT 10000;
