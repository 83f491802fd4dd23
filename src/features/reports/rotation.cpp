#include "features/reports/rotation.hpp"

#include <algorithm>
#include <stdexcept>

namespace muster::reports {
namespace {

constexpr int kNoticeDays = 60;       // a new member has at least so long until its first date
constexpr int kAfterExceptionDays = 60;  // a date given by staff stays current at least so long

bool is_weekday(Date date) {
  const std::chrono::weekday day(date.days());
  return day != std::chrono::Saturday && day != std::chrono::Sunday;
}

bool is_blocked(const Schedule& schedule, Date date) {
  return std::ranges::any_of(schedule.blackouts, [&](const Blackout& week) { return week.first_on <= date && date <= week.last_on; });
}

// Neighbouring numbers land on days far apart; the same number always on the same one.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

}  // namespace

Date month_of(const Schedule& schedule, int slot, int round) {
  if (!schedule.first_cycle_on) throw std::logic_error("reports: a month is asked for before the first cycle is set");
  return schedule.first_cycle_on->plus_months((round - 1) * schedule.cycle_months + slot);
}

Date regular_date(const Schedule& schedule, OrganisationId organisation, int slot, int round) {
  const Date first = month_of(schedule, slot, round);
  const Date end = month_of(schedule, slot + 1, round);
  std::vector<Date> weekdays;
  for (Date day = first; day < end; day = day.plus_days(1)) {
    if (is_weekday(day)) weekdays.push_back(day);
  }
  Date date = weekdays.at(mix(static_cast<std::uint64_t>(organisation.value())) % weekdays.size());
  // Two years of nothing but blackouts is a mistake of the settings; the date then stands as it is.
  for (int moved = 0; moved < 730 && (is_blocked(schedule, date) || !is_weekday(date)); ++moved) date = date.plus_days(1);
  return date;
}

Turn make_turn(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, int round) {
  Turn turn{.round = round, .due_on = regular_date(schedule, slot.organisation, slot.slot, round)};
  const Date first = *schedule.first_cycle_on;
  turn.opens_on = round == 1 ? first : std::max(first, turn.due_on.plus_months(-schedule.cycle_months / 2));
  for (const Exception& exception : exceptions) {
    if (exception.organisation != slot.organisation) continue;
    if (exception.round == round) {
      turn.due_on = std::max(exception.due_on, first);
      turn.kind = exception.kind;
      turn.decided_on = exception.decided_at.date();
    } else if (exception.round == round - 1) {
      turn.opens_on = std::max(turn.opens_on, exception.due_on.plus_days(kAfterExceptionDays));
    }
  }
  return turn;
}

std::optional<Turn> find_turn(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, Date today) {
  if (!schedule.first_cycle_on) return std::nullopt;
  Turn turn = make_turn(schedule, slot, exceptions, slot.from_round);
  for (;;) {
    Turn next = make_turn(schedule, slot, exceptions, turn.round + 1);
    if (next.opens_on > today) return turn;
    turn = std::move(next);
  }
}

std::optional<Date> find_milestone(const Schedule& schedule) {
  if (!schedule.rules_approved_on) return std::nullopt;
  if (!schedule.needs_board_approval) return schedule.rules_approved_on;
  if (!schedule.board_approved_on) return std::nullopt;
  return std::max(*schedule.rules_approved_on, *schedule.board_approved_on);
}

std::vector<Message> check_first_cycle(const Schedule& schedule) {
  std::vector<Message> notes;
  if (!schedule.first_cycle_on) return notes;
  const auto milestone = find_milestone(schedule);
  if (!milestone) {
    notes.push_back(tr("The approvals are not complete yet. The first cycle is expected 6 to 12 months after them."));
  } else if (*schedule.first_cycle_on < milestone->plus_months(6)) {
    notes.push_back(tr("The first cycle begins less than 6 months after the approvals on {date}.", {{"date", *milestone}}));
  } else if (*schedule.first_cycle_on > milestone->plus_months(12)) {
    notes.push_back(tr("The first cycle begins more than 12 months after the approvals on {date}.", {{"date", *milestone}}));
  }
  return notes;
}

std::vector<std::map<std::string, int>> count_months(const Schedule& schedule, std::span<const Slot> slots) {
  std::vector<std::map<std::string, int>> months(static_cast<std::size_t>(schedule.cycle_months));
  for (const Slot& slot : slots) ++months[static_cast<std::size_t>(slot.slot % schedule.cycle_months)][slot.region];
  return months;
}

namespace {

// Loads of the months while a plan is made.
class Loads {
 public:
  explicit Loads(int months) : total_(static_cast<std::size_t>(months), 0) {}
  void add(int month, const std::string& region) { ++total_[index(month)], ++of(region)[index(month)]; }
  void remove(int month, const std::string& region) { --total_[index(month)], --of(region)[index(month)]; }
  int total(int month) const { return total_[index(month)]; }
  int in_region(int month, const std::string& region) { return of(region)[index(month)]; }
  int size() const { return static_cast<int>(total_.size()); }
  // Where one more of the region disturbs least: the region first, then the month, then the earliest.
  int find_emptiest(const std::string& region) {
    int best = 0;
    for (int month = 1; month < size(); ++month) {
      if (std::pair(in_region(month, region), total(month)) < std::pair(in_region(best, region), total(best))) best = month;
    }
    return best;
  }

 private:
  static std::size_t index(int month) { return static_cast<std::size_t>(month); }
  std::vector<int>& of(const std::string& region) {
    auto& loads = regions_[region];
    loads.resize(total_.size());
    return loads;
  }
  std::vector<int> total_;
  std::map<std::string, std::vector<int>> regions_;
};

// Which months of a region carry one more than its base. Regions are levelled one after the other: each puts
// its remainder into the months that are emptiest over all, preferring those where it already has more.
std::map<std::string, std::vector<int>> make_targets(int months, const std::map<std::string, std::vector<int>>& existing,
                                                     const std::map<std::string, int>& sizes) {
  std::vector<int> total(static_cast<std::size_t>(months), 0);
  std::map<std::string, std::vector<int>> targets;
  for (const auto& [region, size] : sizes) {
    std::vector<int> target(static_cast<std::size_t>(months), size / months);
    const auto found = existing.find(region);
    std::vector<int> order(static_cast<std::size_t>(months));
    for (int month = 0; month < months; ++month) order[static_cast<std::size_t>(month)] = month;
    std::ranges::stable_sort(order, [&](int a, int b) {
      const auto key = [&](int month) {
        const auto at = static_cast<std::size_t>(month);
        return std::pair(total[at], found == existing.end() ? 0 : -found->second[at]);
      };
      return key(a) < key(b);
    });
    for (int extra = 0; extra < size % months; ++extra) ++target[static_cast<std::size_t>(order[static_cast<std::size_t>(extra)])];
    for (std::size_t month = 0; month < total.size(); ++month) total[month] += target[month];
    targets.emplace(region, std::move(target));
  }
  return targets;
}

std::map<OrganisationId, Slot> index_slots(std::span<const Slot> slots) {
  std::map<OrganisationId, Slot> index;
  for (const Slot& slot : slots) index.emplace(slot.organisation, slot);
  return index;
}

}  // namespace

Plan make_plan(const Schedule& schedule, std::span<const Member> members, std::span<const Slot> existing) {
  const int months = schedule.cycle_months;
  const auto former = index_slots(existing);
  std::map<std::string, std::vector<int>> held;
  std::map<std::string, int> sizes;
  for (const Member& member : members) {
    ++sizes[member.region];
    auto& of = held[member.region];
    of.resize(static_cast<std::size_t>(months));
    if (const auto found = former.find(member.organisation); found != former.end()) ++of[static_cast<std::size_t>(found->second.slot % months)];
  }
  auto room = make_targets(months, held, sizes);
  Plan plan;
  std::vector<Member> waiting;
  for (const Member& member : members) {
    const auto found = former.find(member.organisation);
    if (found == former.end()) {
      waiting.push_back(member);
      continue;
    }
    int& left = room[member.region][static_cast<std::size_t>(found->second.slot % months)];
    if (left == 0) {
      waiting.push_back(member);
    } else {
      --left;
      plan.slots.push_back({member.organisation, found->second.slot % months, member.region, found->second.from_round});
    }
  }
  for (const Member& member : waiting) {
    auto& left = room[member.region];
    // Neighbours in the list get months far apart, so that a register in order of joining is spread as well.
    const auto most = std::ranges::max_element(left);
    --*most;
    const auto found = former.find(member.organisation);
    plan.slots.push_back({member.organisation, static_cast<int>(most - left.begin()), member.region, found == former.end() ? 1 : found->second.from_round});
    (found == former.end() ? plan.added : plan.moved).push_back(member.organisation);
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
    while (schedule.first_cycle_on && today >= *schedule.first_cycle_on &&
           regular_date(schedule, slot.organisation, slot.slot, slot.from_round) < today.plus_days(kNoticeDays)) {
      ++slot.from_round;
    }
    plan.added.push_back(member.organisation);
    plan.slots.push_back(std::move(slot));
  }
  return plan;
}

}  // namespace muster::reports
