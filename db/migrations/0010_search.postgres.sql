-- Folded text of public organisations; rowid is the organisation's number, as on SQLite.
-- public: public_search
CREATE TABLE public_search (
  rowid {int64} PRIMARY KEY,
  folded {text} NOT NULL
);
