// The door of the bounces room: what came back of our mail, and the addresses that get none any more because of it. An
// address is stopped by what proves that it answers a mail of ours, and never by anybody's words alone; staff put it back.
// What a message said is kept and shown as text; it never reaches a mail to anybody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/date.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "features/bounces/bounce.hpp"
#include "platform/db/database.hpp"

namespace muster::bounces {

// Mail to a representative is stopped. It is over when the person has another address, or the old one is put back.
struct Task {
  std::int64_t address = 0;  // of /staff/bounces/addresses/
  OrganisationId organisation;
  PersonId person;
  std::string text;  // the address
  Cause cause = Cause::hard;
  Instant since;
  bool is_last = false;  // every representative of the organisation who has an address is stopped
};
// Of all organisations, those whose every representative is stopped first; at most 20,000.
std::vector<Task> list_tasks(db::Read& read, Date today);
std::vector<Task> list_tasks_of_organisation(db::Read& read, OrganisationId organisation, Date today);
// How many, without looking at each: for the rail of staff.
std::int64_t count_tasks(db::Read& read, Date today);

// Whether anything came back of this mail.
bool has_events(db::Read& read, MailId mail);

// What is held here about a person: what came back of mails to them.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// What came back of mails to a person, with the messages that said so; and of everything that names this address.
void forget_person(db::Write& write, PersonId person);
void forget_address(db::Write& write, const std::string& address);
// What came back before then: how many, and turns at most `limit` of them into sums.
std::int64_t count_events_before(db::Read& read, Instant before);
std::int64_t sum_events_before(db::Write& write, Instant before, int limit);

}  // namespace muster::bounces
