#include "features/updates/leaving_store.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

constexpr std::chrono::minutes kTellAfter{15};

Leaving read_leaving(const db::Row& row) {
  return {.id = row.int64("id"), .person = row.id<PersonId>("person"), .organisation = row.id<OrganisationId>("organisation"), .left_at = row.instant("left_at"), .left_by = parse_left_by(row.text("left_by")).value_or(LeftBy::page)};
}

std::string_view ended_by_name(EndedBy by) {
  switch (by) {
    case EndedBy::undo:
      return "undo";
    case EndedBy::own_page:
      return "own_page";
    case EndedBy::staff:
      break;
  }
  return "staff";
}

}  // namespace

std::optional<Leaving> find_leaving(db::Read& read, PersonId person) { return read.find(sql::find_leaving, {{"person", person}}, read_leaving); }

std::optional<Leaving> find_open_leaving(db::Read& read, std::int64_t id) { return read.find(sql::find_open_leaving, {{"id", id}}, read_leaving); }

std::vector<Leaving> list_left(db::Read& read) { return read.list(sql::list_left, {}, read_leaving); }

std::vector<Leaving> list_left_representatives(db::Read& read, Date today) {
  auto left = list_left(read);
  if (left.empty()) return left;
  std::unordered_set<PersonId> representatives;
  for (const auto& seat : access::list_representatives(read, today)) representatives.insert(seat.person);
  std::erase_if(left, [&](const Leaving& one) { return !representatives.contains(one.person); });
  return left;
}

Leaving leave(db::Write& write, const By& by, PersonId person, OrganisationId organisation, LeftBy left_by) {
  write.lock("update_leaving", person.value());
  if (const auto before = find_leaving(write, person)) return *before;
  const Instant now = by.clock.now();
  const Leaving leaving{.id = write.insert(sql::insert_leaving, {{"person", person}, {"organisation", organisation}, {"at", now}, {"left_by", left_by_name(left_by)}}), .person = person, .organisation = organisation, .left_at = now, .left_by = left_by};
  audit::record(write, by, {.action = "updates.leave", .subject_kind = "person", .subject = person.value(), .organisation = organisation, .about = person, .changes = {{"left_by", "", std::string(left_by_name(left_by))}}, .reason = {}});
  const std::string id = std::to_string(leaving.id);
  jobs::enqueue(write, by.clock, {.kind = std::string(kTellLeft), .key = id, .values = {{"leaving", id}}, .run_at = now + kTellAfter});
  return leaving;
}

bool come_back(db::Write& write, const By& by, PersonId person, EndedBy ended_by, std::string_view reason) {
  write.lock("update_leaving", person.value());
  const auto leaving = find_leaving(write, person);
  if (!leaving) return false;
  write.execute(sql::end_leavings, {{"person", person}, {"at", by.clock.now()}, {"ended_by", ended_by_name(ended_by)}});
  audit::record(write, by, {.action = "updates.come_back", .subject_kind = "person", .subject = person.value(), .organisation = leaving->organisation, .about = person, .changes = {{"ended_by", "", std::string(ended_by_name(ended_by))}}, .reason = std::string(reason)});
  return true;
}

std::optional<PersonId> find_holder(db::Read& read, const Secret& key, const LeaveToken& token) {
  const auto person = people::find_person(read, token.person);
  if (!person || person->is_erased) return std::nullopt;
  const bool is_theirs = std::ranges::any_of(person->addresses, [&](const people::Address& address) { return is_address_of(key, token, address.email.key()); });
  return is_theirs ? std::optional(person->id) : std::nullopt;
}

}  // namespace muster::updates
