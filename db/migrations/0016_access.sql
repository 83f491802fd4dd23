-- What served once is taken out of stored mails, and people choose a language for pages apart from mails.

-- The mail that a sign-in was sent with: its words go when its code is used.
ALTER TABLE sign_in ADD COLUMN mail_key {text};

-- Null: as the language of mails.
ALTER TABLE person_name ADD COLUMN site_locale {text} CHECK (site_locale IN ('ar', 'en', 'es', 'fr', 'ru', 'zh'));

-- Mails of the door that still hold their words.
CREATE INDEX mail_with_words ON mail (kind, created_at) WHERE mail_class = 'sign_in' AND body_text <> '';
