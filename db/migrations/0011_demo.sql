-- Used by the demo alone; stays empty elsewhere.
CREATE TABLE demo_state (
  id {int64} PRIMARY KEY CHECK (id = 1),
  seeded {flag} NOT NULL CHECK (seeded IN (0, 1)),
  offset_us {int64} NOT NULL
);
