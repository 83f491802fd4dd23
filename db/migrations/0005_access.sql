-- Who may come in. Tokens and codes are stored as hashes only.

-- A person's way in; password and second factor only for those whose seat asks for them.
CREATE TABLE account (
  id {id},
  person {int64} NOT NULL UNIQUE REFERENCES person (id),
  created_at {instant} NOT NULL,
  password {text},
  password_set_at {instant},
  -- Sealed with the server's secret.
  totp_secret {text},
  totp_confirmed_at {instant},
  -- The newest step that was used: each code works once.
  totp_last_step {int64} NOT NULL,
  disabled_at {instant}
);

-- A seat is held from a day to a day; permissions follow from seats held today.
CREATE TABLE seat (
  id {id},
  person {int64} NOT NULL REFERENCES person (id),
  role {text} NOT NULL CHECK (role IN ('administrator', 'staff', 'regional_leader', 'committee_member', 'representative')),
  region {text} NOT NULL,
  organisation {int64},
  prime {flag} NOT NULL CHECK (prime IN (0, 1)),
  from_on {date} NOT NULL,
  until_on {date},
  capacity {text} NOT NULL,
  ended_reason {text} NOT NULL,
  CHECK ((role = 'representative') = (organisation IS NOT NULL)),
  CHECK (prime = 0 OR role = 'representative')
);
CREATE INDEX seat_person ON seat (person);
CREATE INDEX seat_organisation ON seat (organisation) WHERE organisation IS NOT NULL;
CREATE INDEX seat_role ON seat (role);
-- At most one prime: an ended seat gives the mark up.
CREATE UNIQUE INDEX seat_one_prime ON seat (organisation) WHERE prime = 1;
CREATE UNIQUE INDEX seat_once ON seat (person, role, region, organisation) WHERE until_on IS NULL AND organisation IS NOT NULL;

CREATE TABLE session (
  id {id},
  token_hash {text} NOT NULL UNIQUE,
  account {int64} NOT NULL REFERENCES account (id),
  created_at {instant} NOT NULL,
  last_seen_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  -- mail: code or link; full: password and second factor; demo: a demo link.
  strength {text} NOT NULL CHECK (strength IN ('mail', 'full', 'demo')),
  working_seat {int64},
  browser {text} NOT NULL,
  ended_at {instant}
);
CREATE INDEX session_account ON session (account, ended_at);
CREATE INDEX session_expires ON session (expires_at);

-- One sign-in mail: code and link, one hour, single use, a few tries.
CREATE TABLE sign_in (
  id {id},
  account {int64} NOT NULL REFERENCES account (id),
  code_hash {text} NOT NULL,
  link_hash {text} NOT NULL UNIQUE,
  -- The browser that asked; only there the link works.
  browser_hash {text} NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  tries {int64} NOT NULL,
  used_at {instant},
  return_to {text} NOT NULL
);
CREATE INDEX sign_in_browser ON sign_in (browser_hash);
CREATE INDEX sign_in_expires ON sign_in (expires_at);

-- A link in a mail that only opens a page. It carries no right.
CREATE TABLE invitation (
  id {id},
  token_hash {text} NOT NULL UNIQUE,
  person {int64} NOT NULL REFERENCES person (id),
  path {text} NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX invitation_expires ON invitation (expires_at);

-- Sets a password and a second factor once: the first administrator, a new member of staff, a lost phone.
CREATE TABLE set_up_link (
  id {id},
  token_hash {text} NOT NULL UNIQUE,
  account {int64} NOT NULL REFERENCES account (id),
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  used_at {instant},
  -- What was chosen so far; nothing changes for the account before both are there. The secret is sealed.
  password {text},
  totp_secret {text}
);
CREATE INDEX set_up_link_account ON set_up_link (account);
CREATE INDEX set_up_link_expires ON set_up_link (expires_at);

CREATE TABLE recovery_code (
  id {id},
  account {int64} NOT NULL REFERENCES account (id),
  code_hash {text} NOT NULL,
  used_at {instant}
);
CREATE INDEX recovery_code_account ON recovery_code (account);

-- Demo only.
CREATE TABLE demo_link (
  token_hash {text} PRIMARY KEY,
  seat {int64} NOT NULL REFERENCES seat (id)
);

-- An address that somebody wants to add and has not shown to be theirs yet.
CREATE TABLE address_check (
  id {id},
  account {int64} NOT NULL UNIQUE REFERENCES account (id),
  address {text} NOT NULL,
  code_hash {text} NOT NULL,
  expires_at {instant} NOT NULL,
  tries {int64} NOT NULL
);

-- A save whose session had ended: kept sealed, applied after signing in again as the same person.
-- Without an account the browser no longer knew who it was; the token of that browser must do.
CREATE TABLE kept_form (
  id {id},
  token_hash {text} NOT NULL UNIQUE,
  account {int64} REFERENCES account (id),
  path {text} NOT NULL,
  sealed_fields {text} NOT NULL,
  kept_at {instant} NOT NULL
);
CREATE INDEX kept_form_kept ON kept_form (kept_at);

-- Tries against named limits, counted in windows; shared by all servers. `who` is hashed.
CREATE TABLE rate_count (
  name {text} NOT NULL,
  who {text} NOT NULL,
  window_start {instant} NOT NULL,
  tries {int64} NOT NULL,
  PRIMARY KEY (name, who, window_start)
);
CREATE INDEX rate_count_window ON rate_count (window_start);
