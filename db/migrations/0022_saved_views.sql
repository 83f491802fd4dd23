-- What staff keep beside the tables they work with: filters under a name, and which of them stand above the table.

-- A query string of one table. Private to its owner unless shared; what is deleted stays for a while, so that
-- deleting can be undone. A shared view outlives the person who made it.
CREATE TABLE saved_view (
  id {id},
  list {text} NOT NULL,
  owner {int64} REFERENCES person (id),
  name {text} NOT NULL,
  query {text} NOT NULL,
  shared {flag} NOT NULL CHECK (shared IN (0, 1)),
  made_at {instant} NOT NULL,
  deleted_at {instant}
);
CREATE INDEX saved_view_list ON saved_view (list, id);
CREATE INDEX saved_view_owner ON saved_view (owner, id);

-- One person's own choice: a view above the table, or not. Without a row the rule decides (see the desk room).
-- view: the word of a view that comes with the program, else the number of a saved one.
CREATE TABLE saved_view_pin (
  person {int64} NOT NULL REFERENCES person (id),
  list {text} NOT NULL,
  view {text} NOT NULL,
  pinned {flag} NOT NULL CHECK (pinned IN (0, 1)),
  PRIMARY KEY (person, list, view)
);
