-- name: touch_waiting
-- Finds the waiting job of this kind and key. There is one writer: whoever runs it sees what this transaction wrote.
SELECT id FROM job WHERE kind = :kind AND key = :key AND state = 'waiting' LIMIT 1;

-- name: touch_waiting [postgres]
-- As above, and locks its row until this transaction ends.
UPDATE job SET key = :key WHERE kind = :kind AND key = :key AND state = 'waiting' RETURNING id;

-- name: insert_job
-- Adds a job of which none waits: nobody else writes meanwhile.
INSERT INTO job (kind, key, job_values, state, attempt, run_at, fence, reason, created_at)
VALUES (:kind, :key, :job_values, 'waiting', 0, :run_at, 0, '', :now)
RETURNING id;

-- name: insert_job [postgres]
-- As above. When somebody else has just added one with the same key, that one is returned.
INSERT INTO job (kind, key, job_values, state, attempt, run_at, fence, reason, created_at)
VALUES (:kind, :key, :job_values, 'waiting', 0, :run_at, 0, '', :now)
ON CONFLICT (kind, key) WHERE state = 'waiting' AND attempt = 0 AND key <> '' DO UPDATE SET key = excluded.key
RETURNING id;

-- name: has_due
-- Whether a claim could find something. Cheap, so that idle workers do not write.
SELECT COUNT(*) AS count FROM (
  SELECT id FROM job WHERE state = 'waiting' AND run_at <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
  UNION ALL
  SELECT id FROM job WHERE state = 'running' AND lease_until <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
  LIMIT 1
) AS due;

-- name: pick_expired
-- A job whose worker ran out of its lease: it died, or is too slow to be trusted.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE state = 'running' AND lease_until <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
ORDER BY lease_until LIMIT 1;

-- name: pick_expired [postgres]
-- As above; rows that another server is just claiming are passed over.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE state = 'running' AND lease_until <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: pick_waiting
-- The job that has been due for longest, of the kinds that this binary knows.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE state = 'waiting' AND run_at <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
ORDER BY run_at, id LIMIT 1;

-- name: pick_waiting [postgres]
-- As above; rows that another server is just claiming are passed over.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE state = 'waiting' AND run_at <= :now AND REPLACE(:kinds, '|' || kind || '|', '') <> :kinds
ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: has_due_of_kind
-- As has_due, for one kind: found by index however many others are due.
SELECT COUNT(*) AS count FROM (
  SELECT id FROM job WHERE kind = :kind AND state = 'waiting' AND run_at <= :now
  UNION ALL
  SELECT id FROM job WHERE state = 'running' AND lease_until <= :now AND kind = :kind
  LIMIT 1
) AS due;

-- name: pick_waiting_of_kind
-- As pick_waiting, for one kind.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE kind = :kind AND state = 'waiting' AND run_at <= :now
ORDER BY run_at, id LIMIT 1;

-- name: pick_waiting_of_kind [postgres]
-- As above; rows that another server is just claiming are passed over.
SELECT id, kind, key, job_values, attempt, fence FROM job
WHERE kind = :kind AND state = 'waiting' AND run_at <= :now
ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: claim_job
-- Takes a picked job. The fencing number shuts out whoever held it before.
UPDATE job SET state = 'running', attempt = attempt + 1, fence = fence + 1, lease_until = :lease_until
WHERE id = :id AND fence = :fence;

-- name: extend_lease
-- The clock has jumped, the run has not taken longer than it may.
UPDATE job SET lease_until = :lease_until WHERE id = :id AND fence = :fence AND state = 'running';

-- name: check_fence
-- Changes nothing; counts 1 and locks the row while the claim holds, 0 when it is lost.
UPDATE job SET fence = fence WHERE id = :id AND fence = :fence AND state = 'running';

-- name: finish_job
-- done or failed, for good.
UPDATE job SET state = :state, reason = :reason, finished_at = :now, lease_until = NULL
WHERE id = :id AND fence = :fence AND state = 'running';

-- name: delete_finished
-- A job that recurs every few seconds leaves no row when it went well.
DELETE FROM job WHERE id = :id AND fence = :fence AND state = 'running';

-- name: requeue_job
-- Waits for its next try.
UPDATE job SET state = 'waiting', reason = :reason, run_at = :run_at, lease_until = NULL
WHERE id = :id AND fence = :fence AND state = 'running';

-- name: expire_leases
-- For one process that starts alone: nobody else can be running these.
UPDATE job SET lease_until = :now WHERE state = 'running';

-- name: insert_recurring
-- Known from now on; an existing row keeps its time.
INSERT INTO job_recurring (name, next_at) VALUES (:name, :next_at) ON CONFLICT (name) DO NOTHING;

-- name: list_recurring
-- All of them; as many as the modules declare.
SELECT name, next_at FROM job_recurring ORDER BY name LIMIT 1000;

-- name: move_recurring
-- Counts 1 for the one server that enqueues this period's job.
UPDATE job_recurring SET next_at = :next_at WHERE name = :name AND next_at = :seen;

-- name: delete_done
-- A chunk of old finished jobs; the failed ones stay for staff.
DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = 'done' AND finished_at < :before ORDER BY finished_at LIMIT 500);

-- name: list_jobs
-- All of them, newest first.
SELECT id, kind, key, state, attempt, run_at, finished_at, reason FROM job ORDER BY id DESC LIMIT :limit;

-- name: list_jobs_in_state
-- Newest first. A statement of its own, so that the few failed ones among many are found by index.
SELECT id, kind, key, state, attempt, run_at, finished_at, reason FROM job
WHERE state = :state ORDER BY id DESC LIMIT :limit;

-- name: count_jobs
-- All of them.
SELECT COUNT(*) AS count FROM job;

-- name: count_jobs_in_state
-- Found by index.
SELECT COUNT(*) AS count FROM job WHERE state = :state;

-- name: retry_job
-- A failed job gets one more try, now.
UPDATE job SET state = 'waiting', run_at = :now, finished_at = NULL, lease_until = NULL WHERE id = :id AND state = 'failed';
