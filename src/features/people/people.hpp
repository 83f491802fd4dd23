// The door of the people room: persons, the names and addresses they have, the languages they read,
// what they agreed to. A person is not a login. Everything personal lives in tables that public
// handlers cannot read; a name reaches the public only by the projection that recorded consent makes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/email.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "platform/db/database.hpp"

namespace muster::people {

struct Address {
  std::int64_t id = 0;
  Email email;
  bool is_preferred = false;
  std::optional<Instant> confirmed_at;
  bool is_failing = false;  // mail to it came back for good
};

struct Person {
  PersonId id;
  std::string name;        // in the person's own script
  std::string name_latin;  // how to say it; may be empty
  Locale locale = Locale::en;            // language of mails
  std::optional<Locale> site_locale;     // language of pages, where it is another one
  std::vector<std::string> languages;    // BCP 47
  std::vector<Address> addresses;        // preferred first
  bool is_erased = false;

  Locale page_locale() const { return site_locale.value_or(locale); }
  const Email* preferred_address() const { return addresses.empty() ? nullptr : &addresses.front().email; }
  bool is_preferred_failing() const { return !addresses.empty() && addresses.front().is_failing; }
};

struct NewPerson {
  std::string name;
  std::string name_latin;
  Locale locale = Locale::en;
  std::vector<std::string> languages;
  std::optional<Email> email;
};

// Names: 1 to 200 code points, no hidden controls, no line breaks.
Result<NewPerson> parse_person(std::string_view name, std::string_view name_latin, std::string_view email, std::string_view locale);

PersonId insert_person(db::Write& write, const By& by, const NewPerson& person);
// Names, addresses, the published name and what the log says of them go; the number, and the dates of what was
// agreed to, stay. What other rooms hold is theirs to forget.
void erase_person(db::Write& write, const By& by, PersonId person);
// A number whose record was merged into another one finds that one.
std::optional<Person> find_person(db::Read& read, PersonId id);
// A person's own number and those of records that were merged into it.
std::vector<PersonId> list_numbers(db::Read& read, PersonId person);
Person get_person(db::Read& read, PersonId id);
std::vector<Person> list_persons(db::Read& read, const std::vector<PersonId>& ids);
// Where mail to everybody goes, who was not forgotten and has an address; at most 500,000, by person.
struct MailAddress {
  PersonId person;
  std::string name;
  std::string text, key;  // of the preferred address
  Locale locale = Locale::en;
  std::optional<Locale> site_locale;
};
std::vector<MailAddress> list_mail_addresses(db::Read& read);
// By any of the person's addresses (compared as A-labels).
std::optional<PersonId> find_person_by_address(db::Read& read, const Email& email);
void rename_person(db::Write& write, const By& by, PersonId person,
                   const std::string& name, const std::string& name_latin);
void set_locale(db::Write& write, const By& by, PersonId person, Locale locale);
// Empty: pages follow the language of mails.
void set_site_locale(db::Write& write, const By& by, PersonId person, std::optional<Locale> locale);
// An address that another person already has is a conflict.
Result<void> add_address(db::Write& write, const By& by, PersonId person, const Email& email, bool preferred);
// An address that is not the preferred one; anything else is left alone.
void remove_address(db::Write& write, const By& by, PersonId person, const Email& email);
void confirm_address(db::Write& write, const By& by, PersonId person, const Email& email);
// Mail to it comes back for good, or does so no more; whoever has it. Nothing is said in the log: the cause is.
void mark_failing(db::Write& write, const Email& email, bool is_failing);
// For staff: by name in any script or transliterated, or by address.
std::vector<PersonId> search_persons(db::Read& read, std::string_view query, int limit);

// Consents are append-only: text version, language, time, way, withdrawal.
enum class Consent { publish_name };
void give_consent(db::Write& write, const By& by, PersonId person, Consent consent, Locale shown_in,
                  std::string_view way);
void withdraw_consent(db::Write& write, const By& by, PersonId person, Consent consent);
bool has_consent(db::Read& read, PersonId person, Consent consent);
// The public projection: empty without consent.
std::optional<std::string> find_published_name(db::PublicRead& read, PersonId person);

// Every token that could give a person away, for the leak guard.
struct Traces {
  PersonId person;
  std::vector<std::string> names;      // own script and Latin
  std::vector<std::string> addresses;  // e-mail addresses, as given and as A-labels
};
std::vector<Traces> list_traces(db::Read& read, const std::vector<PersonId>& persons);

// Names and addresses as words to look for in texts; what is too short to mean anybody is left out.
std::vector<std::string> list_words(const Traces& traces);
// The same for names and addresses of now and, as far as the log still tells them, of before.
std::vector<std::string> list_words_ever(db::Read& read, PersonId person);
// Whole words; letters of ASCII match in either case.
bool has_words(std::string_view text, const std::vector<std::string>& words);
// The rows (place, number, part, text) of a statement that takes :pattern and :small and that hold any of the words.
std::vector<Passage> find_passages(db::Read& read, const db::Statement& statement, const std::vector<std::string>& words);
// With "[…]" in their places.
std::string take_out_words(std::string_view text, const std::vector<std::string>& words);
// Some words around the first of them.
std::string make_excerpt(std::string_view text, const std::vector<std::string>& words);

// What is held here: names, addresses, languages, agreements.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);

// Topic of public pages that show published names: it moves in the write that changes one, so that a cached
// page does not outlive a consent.
inline constexpr std::string_view kPublishedNames = "people";

// Job enqueued in the write that changes a person's name, addresses or published name; values: person. A
// room above gives it its work (public pages are drawn anew, published texts are checked again).
inline constexpr std::string_view kPersonChanged = "people.person_changed";

}  // namespace muster::people
