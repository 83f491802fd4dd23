// The door of the privacy room: everything held about a person in one copy, and forgetting a person. Offices held
// stay on record under a number, the chain of the log stays whole, and free text is shown to a human before words
// are taken out of it. Never deletes an organisation's own statements.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/programme.hpp"
#include "platform/db/database.hpp"

namespace muster::privacy {

std::vector<HeldTable> list_held(db::Read& read, PersonId person);

// Answers whose words may be taken out have place "answer"; the others are put right by hand.
std::vector<Mention> list_mentions(db::Read& read, PersonId person);
// Names a mention in a form.
std::string mention_key(const Mention& mention);

// Whether the program could still be administered without this person.
bool is_last_administrator(db::Read& read, PersonId person, Date today);
// In one step. `mentions`: keys of answers that words are taken out of; empty leaves all. A person who is erased
// already is erased again, for rows that a restored backup brought back.
void erase(db::Write& write, const By& by, const Programme& programme, PersonId person, const std::vector<std::string>& mentions);

// The list that outlives a restored backup: numbers and times, no names.
struct Erased {
  PersonId person;
  Instant created_at;
  Instant erased_at;
};
std::vector<Erased> list_erased(db::Read& read);
// Those of the list that this database still knows; a number with another beginning is somebody else and is left
// alone. How many were forgotten again.
int erase_again(db::Database& database, const By& by, const Programme& programme, const std::vector<Erased>& list);

// Enqueued with each erasure: folds the files of the database and tells the list.
inline constexpr std::string_view kErased = "privacy.erased";
using KeepList = std::function<void(const std::vector<Erased>&)>;

}  // namespace muster::privacy
