-- Who wants no updates, and when that ended again. One row for each time; an open one (ended_at NULL) stops the mails to
-- this person, for whatever organisation. organisation: in whose copy the link stood, or whose page it was.
-- left_by: see updates/leaving.hpp. ended_by: undo (by the link, within some days), own_page (signed in), staff (on request).
CREATE TABLE update_leaving (
  id {id},
  person {int64} NOT NULL,
  organisation {int64} NOT NULL,
  left_at {instant} NOT NULL,
  left_by {text} NOT NULL CHECK (left_by IN ('one_click', 'page', 'own_page')),
  ended_at {instant},
  ended_by {text} NOT NULL CHECK (ended_by IN ('', 'undo', 'own_page', 'staff'))
);
CREATE INDEX update_leaving_person ON update_leaving (person);
CREATE INDEX update_leaving_open ON update_leaving (left_at) WHERE ended_at IS NULL;

-- The link to the owner of an address for passing on works once, and for some days.
ALTER TABLE update_address ADD COLUMN ends_at {instant};
UPDATE update_address SET ends_at = asked_at + 1209600000000 WHERE asked_at IS NOT NULL;
