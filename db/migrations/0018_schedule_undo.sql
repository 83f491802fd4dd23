-- Removing a blackout week or a date by hand can be undone: the row stays, with the time of its removal.

ALTER TABLE rotation_blackout ADD COLUMN removed_at {instant};
ALTER TABLE rotation_exception ADD COLUMN removed_at {instant};
