// The door of the updates room: what others may ask of the news that organisations pass on. Numbers of who opened what
// are not here and nowhere in this room.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/held.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/programme.hpp"
#include "features/updates/issue.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

// What staff call it; empty when there is none.
std::string find_issue_title(db::Read& read, IssueId issue);

// Addresses of public pages for the site map, newest first, at most 10,000.
struct PublicAddress {
  IssueId issue;
  Instant updated_at;
};
std::vector<PublicAddress> list_public_addresses(db::PublicRead& read);

// What is held here about a person: whether updates were wanted.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);

// A question that somebody asked about an issue, with its answer, for everybody who reads it in that language (S49). The
// words are those that staff wrote for it: no name of a person belongs in them.
struct PublicAnswer {
  std::int64_t number = 0;  // of the room that publishes
  IssueId issue;
  Locale locale = Locale::en;
  std::string question, answer;
  Instant published_at;
};
// Once more with the same number: its words anew.
void publish_answer(db::Write& write, const PublicAnswer& answer);
void remove_answer(db::Write& write, std::int64_t number);

// How many messages people wrote about an issue; app/ connects it to the room that takes them in. Never of one organisation.
struct Replies {
  std::int64_t count = 0;
  std::string url;  // of staff's page about them, without language
};
using FindReplies = std::function<Replies(db::Read&, IssueId)>;
// Addresses of a forgotten person go out of what was sent; that something was sent stays.
void forget_person(db::Write& write, PersonId person);
// To whom was sent what before then: how many rows say so, and takes it out of at most `limit` of them. The same for
// wishes to get none that ended before then.
std::int64_t count_delivery_addresses_before(db::Read& read, Instant before);
std::int64_t forget_deliveries_before(db::Write& write, Instant before, int limit);
std::int64_t count_leavings_before(db::Read& read, Instant before);
std::int64_t delete_leavings_before(db::Write& write, Instant before, int limit);

// Since when a person wants no updates; empty when they come.
std::optional<Instant> find_left_at(db::Read& read, PersonId person);
// How many representatives want none today, and of one organisation those who do.
std::int64_t count_left(db::Read& read, Date today);
std::int64_t count_left_of(db::Read& read, OrganisationId organisation, Date today);

// How many were sent in the twelve months up to this day, where that is fewer than the programme's least (S48).
// Something to know, no fault; empty otherwise, and as long as there is less than a year to look back on.
std::optional<std::int64_t> find_seldom(db::Read& read, const Programme& programme, Date today);

// The newest update that everybody can read, in the reader's language or else in its first.
struct Latest {
  IssueId issue;
  std::string subject;
  Locale locale = Locale::en;
  Instant sent_at;
};
using Translate = std::function<std::string(Locale, const Message&)>;
std::optional<Latest> find_latest(db::PublicRead& read, const Programme& programme, const Translate& translate, Locale reader);

// Writes to the owner of an organisation's address for passing on: what was said before no longer counts, so that nothing
// goes there until the owner says yes.
void ask_owner(db::Write& write, const Clock& clock, OrganisationId organisation);

// For the overviews: issues that wait for a second person, and those that a region may still write a note for.
std::int64_t count_waiting_for_approval(db::Read& read);
std::int64_t count_open_for_notes(db::Read& read, Date today);

}  // namespace muster::updates
