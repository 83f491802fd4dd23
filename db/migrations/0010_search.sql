-- Folded text of public organisations, three letters at a time; rowid is the organisation's number.
-- public: public_search
CREATE VIRTUAL TABLE public_search USING fts5 (folded, tokenize = 'trigram');
