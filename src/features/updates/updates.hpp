// The door of the updates room: what others may ask of the news that organisations pass on. Numbers of who opened what
// are not here and nowhere in this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/locale.hpp"
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

// Addresses of a forgotten person go out of what was sent; that something was sent stays.
void forget_person(db::Write& write, PersonId person);

// For the overviews: issues that wait for a second person, and those that a region may still write a note for.
std::int64_t count_waiting_for_approval(db::Read& read);
std::int64_t count_open_for_notes(db::Read& read, Date today);

}  // namespace muster::updates
