-- Work that happens after the answer, and what enqueues it again and again. Nothing here is public.

-- state: waiting -> running -> done | failed, or back to waiting to be tried again.
-- attempt counts claims: 0 = nobody has tried yet. fence grows by one at each claim, so that a worker
-- that lost its lease is recognised.
CREATE TABLE job (
  id {id},
  kind {text} NOT NULL,
  key {text} NOT NULL,
  job_values {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempt {int64} NOT NULL,
  run_at {instant} NOT NULL,
  lease_until {instant},
  fence {int64} NOT NULL,
  reason {text} NOT NULL,
  created_at {instant} NOT NULL,
  finished_at {instant}
);

-- Only jobs that nobody has tried are held unique: one that goes back to wait for its next try must
-- never collide with a newer one, whose cause it may not have seen.
CREATE UNIQUE INDEX job_untried_key ON job (kind, key) WHERE state = 'waiting' AND attempt = 0 AND key <> '';
CREATE INDEX job_waiting_key ON job (kind, key) WHERE state = 'waiting';
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'waiting';
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_finished ON job (finished_at) WHERE state = 'done';

-- When each recurring job is enqueued next; whoever moves next_at on enqueues it.
CREATE TABLE job_recurring (
  name {text} NOT NULL PRIMARY KEY,
  next_at {instant} NOT NULL
);
