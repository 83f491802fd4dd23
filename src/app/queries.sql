-- name: count_seeded
-- Whether the demo's data are there.
SELECT count(*) AS count FROM demo_state WHERE seeded = 1;

-- name: insert_seeded
-- The demo's data are whole.
INSERT INTO demo_state (id, seeded, offset_us) VALUES (1, 1, 0) ON CONFLICT (id) DO UPDATE SET seeded = 1;

-- name: find_clock
-- How far the demo's clock was moved, microseconds.
SELECT offset_us FROM demo_state WHERE id = 1;

-- name: save_clock
-- The clock survives a restart.
INSERT INTO demo_state (id, seeded, offset_us) VALUES (1, 0, :offset_us) ON CONFLICT (id) DO UPDATE SET offset_us = excluded.offset_us;

-- name: find_database_time
-- One process has this file: the time of its own machine, in whole seconds.
SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000000 AS now_us;

-- name: find_database_time [postgres]
-- The time that all servers of this database go by.
SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now_us;
