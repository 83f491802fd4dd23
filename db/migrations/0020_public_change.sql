-- Which organisation's public side changed at which stamp, so that a server's directory in memory catches up by a
-- few rows. A row stays when the organisation is no longer public: that is a change as well.
-- public: public_change
CREATE TABLE public_change (
  organisation {int64} PRIMARY KEY,
  stamp {int64} NOT NULL
);
CREATE INDEX public_change_stamp ON public_change (stamp);
