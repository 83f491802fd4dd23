#include "features/imports/bring_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/undo.hpp"
#include "features/access/access.hpp"

namespace muster::imports {
namespace {

using organisations::Organisation;
using organisations::Status;

constexpr std::int64_t kFirstVersion = 1;
constexpr std::string_view kUndone = "The import was undone";

// What of the facts is no part of an edit.
void write_rest(db::Write& write, OrganisationId id, const Facts& facts) {
  if (const auto key = facts.find("key"); key != facts.end()) organisations::set_external_key(write, id, key->second);
  if (const auto note = facts.find("note"); note != facts.end()) organisations::set_source_note(write, id, note->second);
}

Status get_status(const Facts& facts, Status absent) {
  const auto found = facts.find("status");
  return found == facts.end() ? absent : organisations::parse_status(found->second).value_or(absent);
}

std::vector<BroughtSeat> bring_people(db::Write& write, const By& by, const Rules& rules, OrganisationId id, const std::vector<Entry::Representative>& people) {
  std::vector<BroughtSeat> seats;
  for (const Entry::Representative& one : people) {
    const auto known = one.person.email ? people::find_person_by_address(write, *one.person.email) : std::nullopt;
    const PersonId person = known ? *known : people::insert_person(write, by, one.person);
    const bool is_seated = std::ranges::any_of(seats, [&](const BroughtSeat& seat) { return seat.person == person; });
    if (!is_seated) seats.push_back({organisations::hold_representative(write, by, rules.programme, id, person, one.is_prime), person, !known});
  }
  return seats;
}

Result<Brought> add(db::Write& write, const By& by, const Rules& rules, const Decision& decision) {
  const auto id = organisations::insert_organisation(write, by, rules.programme, make_edit(decision.changes), get_status(decision.changes, Status::unclear));
  if (!id) return std::unexpected(id.error());
  return Brought{.organisation = *id, .version = kFirstVersion};
}

Result<Brought> change(db::Write& write, const By& by, const Rules& rules, const Decision& decision) {
  if (auto applied = organisations::apply_edit(write, by, rules.programme, decision.organisation, make_edit(decision.changes)); !applied) {
    return std::unexpected(applied.error());
  }
  if (decision.changes.contains("status")) {
    organisations::set_status(write, by, decision.organisation, get_status(decision.changes, Status::unclear), {}, "Import");
  }
  return Brought{.organisation = decision.organisation, .version = organisations::get_organisation(write, decision.organisation).version};
}

// A person who came with the import and has done and got nothing since.
bool is_untouched(db::Read& read, PersonId id) {
  const auto person = people::find_person(read, id);
  if (!person || person->is_erased || !access::list_seat_history_of_person(read, id).empty()) return false;
  return std::ranges::none_of(person->addresses, [](const people::Address& address) { return address.confirmed_at.has_value(); });
}

void erase_new_people(db::Write& write, const By& by, const std::vector<BroughtSeat>& seats) {
  for (const BroughtSeat& seat : seats) {
    if (seat.is_person_new && is_untouched(write, seat.person)) people::erase_person(write, by, seat.person);
  }
}

bool has_same_people(db::Read& read, OrganisationId id, const std::vector<BroughtSeat>& seats) {
  const auto held = access::list_seat_history(read, id);
  return held.size() == seats.size() && std::ranges::all_of(held, [&](const access::SeatRow& row) {
           return !row.until && std::ranges::find(seats, row.id, &BroughtSeat::seat) != seats.end();
         });
}

std::vector<Message> take_back_new(db::Write& write, const By& by, const Rules& rules, const AppliedRow& row, const Organisation& now) {
  if (now.version != row.version) return {tr("Changed since: the organisation stays.")};
  if (!has_same_people(write, now.id, row.seats)) return {tr("Its representatives changed since: the organisation stays.")};
  if (!organisations::list_leaders(write, now.id).empty()) return {tr("Changed since: the organisation stays.")};
  if (rules.is_used && rules.is_used(write, now.id)) return {tr("It has begun a report: the organisation stays.")};
  organisations::erase_organisation(write, by, now.id, kUndone);
  erase_new_people(write, by, row.seats);
  return {};
}

std::vector<Message> take_back_people(db::Write& write, const By& by, const AppliedRow& row) {
  std::vector<Message> left;
  for (const BroughtSeat& seat : row.seats) {
    const auto held = access::find_seat(write, seat.seat);
    if (held && !held->until) {
      organisations::remove_mistaken_representative(write, by, row.organisation, seat.seat, kUndone);
    } else if (held) {
      left.push_back(tr("A representative left since: the time in the seat stays on record."));
    }
  }
  erase_new_people(write, by, row.seats);
  return left;
}

}  // namespace

Result<Brought> bring(db::Write& write, const By& by, const Rules& rules, const Decision& decision) {
  auto brought = decision.outcome == Outcome::added ? add(write, by, rules, decision) : change(write, by, rules, decision);
  if (!brought) return brought;
  write_rest(write, brought->organisation, decision.changes);
  brought->seats = bring_people(write, by, rules, brought->organisation, decision.people);
  return brought;
}

std::vector<Message> take_back(db::Write& write, const By& by, const Rules& rules, const AppliedRow& row) {
  write.lock("organisation", row.organisation.value());
  const auto now = organisations::find_organisation(write, row.organisation);
  if (!now) return {};
  if (row.is_new) return take_back_new(write, by, rules, row, *now);
  const Facts held = make_facts(*now, organisations::get_private_side(write, now->id));
  Facts before = row.before;
  before.erase("region_reason");  // goes with the region
  auto [back, kept] = plan_undo(before, row.file_values, held);
  if (back.contains("region") && row.before.contains("region_reason")) back["region_reason"] = row.before.at("region_reason");
  std::vector<Message> left;
  if (!kept.empty()) left.push_back(tr("Changed since and kept: {columns}.", {{"columns", join(kept, ", ")}}));
  if (const auto applied = organisations::apply_edit(write, by, rules.programme, now->id, make_edit(back)); !applied) left.push_back(applied.error().message);
  if (back.contains("status")) organisations::take_back_status(write, by, now->id, get_status(back, now->status), kUndone);
  write_rest(write, now->id, back);
  for (Message& message : take_back_people(write, by, row)) left.push_back(std::move(message));
  return left;
}

}  // namespace muster::imports
