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
// Of one organisation also what staff stopped: whoever gets no mail should know.
// How many, without looking at each: for the rail of staff. Addresses for passing on among them.
std::int64_t count_tasks(db::Read& read, Date today);

// Updates for an organisation's members go nowhere, as mail to its address for passing on came back. It is over when the
// address is another one, when its owner says that it works, or when staff put it back.
struct RedistributionTask {
  std::int64_t address = 0;  // of /staff/bounces/addresses/
  OrganisationId organisation;
  std::string text;  // the address
  std::string key;
  Cause cause = Cause::hard;
  Instant since;
  enum class Owner { silent, asked, refused } owner = Owner::silent;  // asked since it was stopped
  std::optional<Instant> asked_at;

  // What somebody reported as unwanted, and what staff decided, is for staff.
  bool is_for_staff_alone() const { return owner == Owner::silent && (cause == Cause::complaint || cause == Cause::staff); }
};
// At most 20,000; without those that staff stopped.
std::vector<RedistributionTask> list_redistribution_tasks(db::Read& read);
// Those too: representatives should know.
std::optional<RedistributionTask> find_redistribution_task(db::Read& read, OrganisationId organisation);

// Whether anything came back of this mail.
bool has_events(db::Read& read, MailId mail);

// What is held here about a person: what came back of mails to them.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// What came back of mails to a person, with the messages that said so; and of everything that names this address. What else
// came in and names it is looked for by the caller.
void forget_person(db::Write& write, PersonId person);
void forget_address(db::Write& write, const std::string& address);
// Reasons that staff wrote, where they hold these words.
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
void rewrite_passage(db::Write& write, const Passage& passage);
// What came back before then: how many, and turns at most `limit` of them into sums.
std::int64_t count_events_before(db::Read& read, Instant before);
std::int64_t sum_events_before(db::Write& write, Instant before, int limit);

}  // namespace muster::bounces
