// The door of the audit room: an append-only log of every change: who, when, what, before and after.
// Entries are written unsealed in the transaction of their cause and never serialise writers; one
// leased job chains them by hash in order. Personal values enter the chain as salted commitments and
// stand apart in clear, so that erasing them leaves the chain whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"

namespace muster::audit {

struct Change {
  std::string field;   // column or question, a stable name
  std::string before;
  std::string after;
  bool is_personal = false;  // names, addresses, free text about people
};

struct Entry {
  std::string action;          // "organisations.rename": room and verb
  std::string subject_kind;    // "organisation", "person", "report", ...
  std::int64_t subject = 0;
  OrganisationId organisation; // whose history it belongs to; null when none
  PersonId about;              // whose personal data it touches; null when none
  std::vector<Change> changes;
  std::string reason;          // why, where the actor gave one; free text, so it is kept as a personal value
};

// Appends in the caller's transaction.
void record(db::Write& write, const By& by, const Entry& entry);

struct EntryRow {
  std::int64_t id = 0;
  Instant at;
  Actor::Kind actor_kind = Actor::Kind::system;
  PersonId actor_person;
  std::string action;
  std::string subject_kind;
  std::int64_t subject = 0;
  OrganisationId organisation;
  PersonId about;
  std::vector<Change> changes;  // personal values are empty once erased
  std::string reason;
  bool is_sealed = false;
};
struct Filter {
  std::string action;        // prefix; "" = any
  OrganisationId organisation;
  PersonId person;           // actor or subject
  std::optional<Instant> from, until;
  std::int64_t before = 0;   // entries older than this number
  int limit = 50;
};
std::vector<EntryRow> list_entries(db::Read& read, const Filter& filter);

// Removes the clear personal values that concern a person; the chain still verifies.
void erase_personal(db::Write& write, PersonId person);
// The same for every personal value that contains these words, whomever its entry is about.
void erase_personal_words(db::Write& write, std::string_view words);
// What these fields of a person ever were, as far as the log still says: former names, former addresses.
std::vector<std::string> list_former_values(db::Read& read, PersonId person, const std::vector<std::string>& fields);
// Clear personal values of entries from before then: how many, and removes at most `limit` of them.
std::int64_t count_personal_before(db::Read& read, Instant before);
std::int64_t erase_personal_before(db::Write& write, Instant before, int limit);

// Chains entries that are not sealed yet, in order. Returns how many.
int seal(db::Database& database);

struct Verdict {
  bool is_sound = true;
  std::int64_t first_bad = 0;   // entry number
  std::string reason;
  std::int64_t sealed = 0;
  std::int64_t unsealed = 0;    // the tail that is not chained yet
  std::string head;             // hash of the newest sealed entry, hex
};
Verdict verify(db::Read& read);

}  // namespace muster::audit
