// The planner: who gets which month of the cycle.
#include <algorithm>
#include <cstdlib>

#include "features/reports/rotation.hpp"
#include "features/reports/rotation_level.hpp"

namespace muster::reports {
namespace {

constexpr int kNoticeDays = 60;  // so long at least between being told a date and the date

std::size_t index(int month) { return static_cast<std::size_t>(month); }

// Loads of the months while new members are slotted in.
class Loads {
 public:
  explicit Loads(int months) : total_(index(months), 0) {}
  void add(int month, const std::string& region) { ++total_[index(month)], ++of(region)[index(month)]; }
  // Where one more of the region disturbs least: the region first, then the month, then the earliest.
  int find_emptiest(const std::string& region) {
    const auto key = [&](std::size_t month) { return std::pair(of(region)[month], total_[month]); };
    std::size_t best = 0;
    for (std::size_t month = 1; month < total_.size(); ++month) {
      if (key(month) < key(best)) best = month;
    }
    return static_cast<int>(best);
  }

 private:
  std::vector<int>& of(const std::string& region) {
    auto& loads = regions_[region];
    loads.resize(total_.size());
    return loads;
  }
  std::vector<int> total_;
  std::map<std::string, std::vector<int>> regions_;
};

std::map<OrganisationId, Slot> index_slots(std::span<const Slot> slots) {
  std::map<OrganisationId, Slot> found;
  for (const Slot& slot : slots) found.emplace(slot.organisation, slot);
  return found;
}

// Room for each region in each month of a level plan.
std::map<std::string, std::vector<int>> make_room(int months, std::span<const Member> members, const std::map<OrganisationId, Slot>& former) {
  std::map<std::string, std::vector<int>> held;
  std::map<std::string, int> sizes;
  for (const Member& member : members) {
    ++sizes[member.region];
    auto& of = held[member.region];
    of.resize(index(months));
    if (const auto found = former.find(member.organisation); found != former.end()) ++of[index(found->second.slot % months)];
  }
  MonthCounts counts;
  std::vector<int> sums;
  for (const auto& [region, size] : sizes) {
    counts.push_back(held[region]);
    sums.push_back(size);
  }
  MonthCounts shares = share_months(months, counts, sums);
  std::map<std::string, std::vector<int>> room;
  for (std::size_t at = 0; const auto& [region, size] : sizes) room.emplace(region, std::move(shares[at++]));
  return room;
}

// The month with room that is nearest to where the member was.
int find_nearest(const std::vector<int>& room, int month) {
  const int months = static_cast<int>(room.size());
  int best = -1, best_way = months;
  for (int candidate = 0; candidate < months; ++candidate) {
    const int ahead = std::abs(candidate - month);
    const int way = std::min(ahead, months - ahead);
    if (room[index(candidate)] > 0 && way < best_way) best = candidate, best_way = way;
  }
  return best;
}

// The first round whose date a member without one before can still meet.
int find_first_round(const Schedule& schedule, const Slot& slot, Date today) {
  int round = 1;
  if (!schedule.first_cycle_on || today < *schedule.first_cycle_on) return round;
  while (regular_date(schedule, slot.organisation, slot.slot, round) < today.plus_days(kNoticeDays)) ++round;
  return round;
}

}  // namespace

std::vector<std::map<std::string, int>> count_months(const Schedule& schedule, std::span<const Slot> slots) {
  std::vector<std::map<std::string, int>> months(index(schedule.cycle_months));
  for (const Slot& slot : slots) ++months[index(slot.slot % schedule.cycle_months)][slot.region];
  return months;
}

Move move_slot(const Schedule& schedule, const Slot& slot, int month, const Situation& situation) {
  Move move{.slot = slot, .kept = {}};
  move.slot.slot = month;
  const auto turn = find_turn(schedule, slot, situation.exceptions, situation.today);
  if (!turn || !turn->kind.empty()) return move;  // a date by hand stays as it is
  const Date soon = situation.today.plus_days(kNoticeDays);
  const Date planned = make_turn(schedule, move.slot, situation.exceptions, turn->round).due_on;
  if (planned != turn->due_on && (situation.begun.contains(slot.organisation) || turn->due_on < soon || planned < soon)) {
    move.kept = Exception{.organisation = slot.organisation, .round = turn->round, .kind = "moved", .due_on = turn->due_on, .reason = {}, .decided_at = {}};
  }
  return move;
}

Plan make_plan(const Schedule& schedule, std::span<const Member> members, std::span<const Slot> existing, const Situation& situation) {
  const int months = schedule.cycle_months;
  const auto former = index_slots(existing);
  auto room = make_room(months, members, former);
  Plan plan;
  std::vector<Member> waiting, fresh;
  for (const Member& member : members) {
    const auto found = former.find(member.organisation);
    if (found == former.end()) {
      fresh.push_back(member);
      continue;
    }
    const int month = found->second.slot % months;
    if (int& left = room[member.region][index(month)]; left > 0) {
      --left;
      plan.slots.push_back({member.organisation, month, member.region, found->second.from_round});
    } else {
      waiting.push_back(member);
    }
  }
  for (const Member& member : waiting) {
    const int month = find_nearest(room[member.region], former.at(member.organisation).slot % months);
    --room[member.region][index(month)];
    Move move = move_slot(schedule, former.at(member.organisation), month, situation);
    move.slot.region = member.region;
    plan.slots.push_back(std::move(move.slot));
    if (move.kept) plan.kept.push_back(std::move(*move.kept));
    plan.moved.push_back(member.organisation);
  }
  for (const Member& member : fresh) {
    auto& left = room[member.region];
    const auto most = std::ranges::max_element(left);
    --*most;
    Slot slot{member.organisation, static_cast<int>(most - left.begin()), member.region, 1};
    slot.from_round = find_first_round(schedule, slot, situation.today);
    plan.slots.push_back(std::move(slot));
    plan.added.push_back(member.organisation);
  }
  std::ranges::sort(plan.slots, {}, &Slot::organisation);
  return plan;
}

Plan add_members(const Schedule& schedule, std::span<const Member> members, std::span<const Slot> existing, Date today) {
  Loads loads(schedule.cycle_months);
  const auto former = index_slots(existing);
  Plan plan;
  for (const Slot& slot : existing) loads.add(slot.slot % schedule.cycle_months, slot.region);
  for (const Member& member : members) {
    if (former.contains(member.organisation)) continue;
    Slot slot{member.organisation, loads.find_emptiest(member.region), member.region, 1};
    loads.add(slot.slot, slot.region);
    slot.from_round = find_first_round(schedule, slot, today);
    plan.added.push_back(member.organisation);
    plan.slots.push_back(std::move(slot));
  }
  return plan;
}

}  // namespace muster::reports
