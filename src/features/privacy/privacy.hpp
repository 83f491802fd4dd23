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

// `rows`: at most as many mails, and lines of the log; the newest.
std::vector<HeldTable> list_held(db::Read& read, PersonId person, int rows);

// Where a person stands in what people wrote. Place "organisation" is put right by hand; from all others the words may
// be taken out.
std::vector<Mention> list_mentions(db::Read& read, PersonId person);
inline bool is_for_hands(const Mention& mention) { return mention.place == "organisation"; }
// Names a mention in a form and in the list of the forgotten: place, number and part, no word of anybody.
std::string mention_key(const Mention& mention);
// Mails to others that name the person: their words go.
std::int64_t count_mails_naming(db::Read& read, PersonId person);

// Whether the program could still be administered without this person.
bool is_last_administrator(db::Read& read, PersonId person, Date today);
// Mail that came in is looked through before the one step, in parts, so that nobody's save waits behind it; what names an
// address of the person goes at once. Bytes alone: whom a message is tied to is found by `erase`.
struct SearchedMail {
  std::vector<std::string> addresses;
  std::optional<Instant> since;  // what arrived from then on is not looked through; empty: nothing is
};
SearchedMail erase_from_mail(db::Database& database, const Clock& clock, PersonId person);
// In one step. `mentions`: keys of texts that words are taken out of; empty leaves all. A person who is erased
// already is erased again, for rows that a restored backup brought back. Of mail that came in, what `searched` leaves over is
// looked through here: what arrived meanwhile, and everything for an address that the person got meanwhile.
void erase(db::Write& write, const By& by, const Programme& programme, PersonId person, const std::vector<std::string>& mentions, const SearchedMail& searched = {});

// The list that outlives a restored backup: numbers, times and places, no names.
struct Erased {
  PersonId person;
  Instant created_at;
  Instant erased_at;
  std::vector<std::string> taken_out = {};  // keys of mentions
};
std::vector<Erased> list_erased(db::Read& read);
struct Again {
  int forgotten = 0;
  std::vector<std::string> for_hands;  // keys of mentions that somebody has to look after once more
};
// Those of the list that this database still knows; a number with another beginning is somebody else and is left
// alone.
Again erase_again(db::Database& database, const By& by, const Programme& programme, const std::vector<Erased>& list);

// Topic of the stamp that moves with each erasure, so that every server brings its copy of the list up to date.
inline constexpr std::string_view kForgotten = "forgotten";
// How long kinds of data are kept, and how much is older than that.
struct Kept {
  std::string code;
  int days = 0;
  std::int64_t waiting = 0;
  bool is_on = false;
};
std::vector<Kept> list_kept(db::Database& database, Instant now);
// What happens at night, now: of the kinds that are switched on. How many rows.
std::int64_t let_go_now(db::Database& database, const By& by, const Programme& programme);

// Enqueued with each erasure: folds the files of the database and tells the list.
inline constexpr std::string_view kErased = "privacy.erased";
using KeepList = std::function<void(const std::vector<Erased>&)>;

}  // namespace muster::privacy
