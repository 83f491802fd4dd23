#include "features/reports/rotation.hpp"

#include <algorithm>
#include <stdexcept>

namespace muster::reports {
namespace {

constexpr int kAfterExceptionDays = 60;       // a date given by staff stays current at least so long
constexpr int kMostImplementationMonths = 36;

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
  const std::size_t wanted = mix(static_cast<std::uint64_t>(organisation.value())) % weekdays.size();
  // Forward from there, else back: a month keeps its reports as long as one of its days is free.
  for (std::size_t at = wanted; at < weekdays.size(); ++at) {
    if (!is_blocked(schedule, weekdays[at])) return weekdays[at];
  }
  for (std::size_t at = wanted; at-- > 0;) {
    if (!is_blocked(schedule, weekdays[at])) return weekdays[at];
  }
  // Two years of nothing but blackouts is a mistake of the settings; the date then stands as it is.
  Date date = end;
  for (int moved = 0; moved < 730; ++moved, date = date.plus_days(1)) {
    if (is_weekday(date) && !is_blocked(schedule, date)) return date;
  }
  return weekdays[wanted];
}

Turn make_turn(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, int round) {
  Turn turn{.round = round, .due_on = regular_date(schedule, slot.organisation, slot.slot, round)};
  const Date first = *schedule.first_cycle_on;
  turn.opens_on = round == 1 ? first : std::max(first, turn.due_on.plus_months(-schedule.cycle_months / 2));
  for (const Exception& exception : exceptions) {
    if (exception.organisation != slot.organisation) continue;
    if (exception.round == round) {
      turn.due_on = std::max(exception.due_on, first);
      // An earlier date opens the report earlier; a later one leaves it open as planned.
      turn.opens_on = std::max(first, std::min(turn.opens_on, turn.due_on.plus_months(-schedule.cycle_months / 2)));
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

Result<void> check_exception(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, const Exception& exception) {
  if (!schedule.first_cycle_on || exception.due_on < *schedule.first_cycle_on) {
    return invalid("due_on", tr("No report can be due before the first cycle begins."));
  }
  const Turn next = make_turn(schedule, slot, exceptions, exception.round + 1);
  const Date latest = next.due_on.plus_days(-kAfterExceptionDays);
  if (exception.due_on > latest) {
    return invalid("due_on", tr("Choose a day until {latest}. The report after this one is due on {date}.", {{"latest", latest}, {"date", next.due_on}}));
  }
  if (exception.round <= slot.from_round) return {};
  const Turn former = make_turn(schedule, slot, exceptions, exception.round - 1);
  if (exception.due_on <= former.due_on) {
    return invalid("due_on", tr("Choose a day after {date}. The report before this one is due then.", {{"date", former.due_on}}));
  }
  return {};
}

Problems check_schedule(const Schedule& schedule) {
  Problems problems;
  const auto add = [&](std::string field, Message message) { problems.push_back({Problem::Kind::invalid, std::move(field), std::move(message)}); };
  if (schedule.implementation_months < 0 || schedule.implementation_months > kMostImplementationMonths) {
    add("implementation_months", tr("Enter a number of months from 0 to 36, for example {example}.", {{"example", std::int64_t{9}}}));
  }
  if (schedule.needs_board_approval && schedule.board_approved_on && schedule.rules_approved_on && *schedule.board_approved_on < *schedule.rules_approved_on) {
    add("board_approved_on", tr("The Board cannot approve before {date}, when the rules were approved.", {{"date", *schedule.rules_approved_on}}));
  }
  const auto milestone = find_milestone(schedule);
  if (schedule.first_cycle_on && milestone && *schedule.first_cycle_on < *milestone) {
    add("first_cycle_on", tr("The first cycle cannot begin before the approvals on {date}.", {{"date", *milestone}}));
  }
  return problems;
}

}  // namespace muster::reports
