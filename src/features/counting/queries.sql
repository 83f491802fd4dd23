-- name: put_target
-- Where a link leads.
INSERT INTO counted_target (issue, locale, link, url, words) VALUES (:issue, :locale, :link, :url, :words)
ON CONFLICT (issue, locale, link) DO UPDATE SET url = excluded.url, words = excluded.words;

-- name: list_targets
-- Of one issue in one language.
SELECT link, url FROM counted_target WHERE issue = :issue AND locale = :locale ORDER BY link LIMIT 10000;

-- name: list_words
-- Of one issue in every language.
SELECT link, locale, url, words FROM counted_target WHERE issue = :issue ORDER BY link, locale LIMIT 60000;

-- name: put_question
-- Its words in one language.
INSERT INTO counted_question (issue, locale, words) VALUES (:issue, :locale, :words)
ON CONFLICT (issue, locale) DO UPDATE SET words = excluded.words;

-- name: put_choice
-- One choice in one language.
INSERT INTO counted_choice (issue, locale, choice, words) VALUES (:issue, :locale, :choice, :words)
ON CONFLICT (issue, locale, choice) DO UPDATE SET words = excluded.words;

-- name: delete_choices_after
-- The question has fewer choices now.
DELETE FROM counted_choice WHERE issue = :issue AND locale = :locale AND choice > :last;

-- name: find_question
-- Words of the question in one language.
SELECT words FROM counted_question WHERE issue = :issue AND locale = :locale;

-- name: list_choices
-- In their order.
SELECT words FROM counted_choice WHERE issue = :issue AND locale = :locale ORDER BY choice LIMIT 9;

-- name: find_switch
-- Whether links are counted.
SELECT is_on FROM counting_switch WHERE id = 1;

-- name: update_switch
-- By staff.
UPDATE counting_switch SET is_on = :is_on WHERE id = 1;

-- name: add_openings
-- Sums grow, or shrink where some turn out to be another kind's.
INSERT INTO link_count (issue, organisation, locale, link, day, kind, times) VALUES (:issue, :organisation, :locale, :link, :day, :kind, :times)
ON CONFLICT (issue, organisation, locale, link, day, kind) DO UPDATE SET times = link_count.times + excluded.times;

-- name: find_batch
-- The newest that this server has written.
SELECT number FROM count_batch WHERE writer = :writer;

-- name: put_batch
-- In the transaction of its sums.
INSERT INTO count_batch (writer, number, written_at) VALUES (:writer, :number, :at)
ON CONFLICT (writer) DO UPDATE SET number = excluded.number, written_at = excluded.written_at;

-- name: delete_batches_before
-- Of servers that are gone.
DELETE FROM count_batch WHERE written_at < :before;

-- name: add_answer
-- One more.
INSERT INTO answer_count (issue, organisation, locale, choice, times) VALUES (:issue, :organisation, :locale, :choice, 1)
ON CONFLICT (issue, organisation, locale, choice) DO UPDATE SET times = answer_count.times + 1;

-- name: take_answer
-- Another answer takes its place.
UPDATE answer_count SET times = times - 1 WHERE issue = :issue AND organisation = :organisation AND locale = :locale AND choice = :choice AND times > 0;

-- name: sum_by_link
-- Of people, without organisations.
SELECT link, locale, CAST(SUM(times) AS BIGINT) AS times FROM link_count WHERE issue = :issue AND kind = 'people' AND link > 0 GROUP BY link, locale ORDER BY link, locale LIMIT 60000;

-- name: sum_by_day
-- Of people.
SELECT day, CAST(SUM(times) AS BIGINT) AS times FROM link_count WHERE issue = :issue AND kind = 'people' AND link > 0 GROUP BY day ORDER BY day LIMIT 20000;

-- name: sum_by_kind
-- Of all kinds, in copies of organisations and elsewhere.
SELECT kind, CASE WHEN organisation = 0 THEN 0 ELSE 1 END AS in_copy, CAST(SUM(times) AS BIGINT) AS times FROM link_count WHERE issue = :issue
GROUP BY kind, CASE WHEN organisation = 0 THEN 0 ELSE 1 END ORDER BY 1, 2;

-- name: sum_answers
-- By choice and language, without organisations.
SELECT choice, locale, CAST(SUM(times) AS BIGINT) AS times FROM answer_count WHERE issue = :issue GROUP BY choice, locale ORDER BY choice, locale LIMIT 60;
