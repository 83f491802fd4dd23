// When an organisation's report is due: pure rules over schedule, slot and exceptions (S18, S128 to S131).
// The same input gives the same day on every server; nothing falls before the first cycle. The planner
// spreads organisations over the months of a cycle so that neither a month nor a region's month carries
// more than one organisation above another. It reads no clock and no database.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/problem.hpp"

namespace muster::reports {

// A week of meetings or holidays in which nothing falls due; both days belong to it.
struct Blackout {
  std::int64_t id = 0;
  Date first_on;
  Date last_on;
  std::string reason;
};

// When cycles begin. Without `first_cycle_on` nothing is due at all.
struct Schedule {
  std::optional<Date> rules_approved_on;
  bool needs_board_approval = false;
  std::optional<Date> board_approved_on;
  int implementation_months = 9;
  std::optional<Date> first_cycle_on;
  int cycle_months = 24;
  std::vector<Blackout> blackouts;
  std::int64_t version = 0;  // 0: never saved
};

// An organisation's month in the cycle. A new member's first round is one that it can still meet.
struct Slot {
  OrganisationId organisation;
  int slot = 0;
  std::string region;
  int from_round = 1;

  bool operator==(const Slot&) const = default;
};

// Another date for one round.
struct Exception {
  OrganisationId organisation;
  int round = 1;
  std::string kind;  // moved, more_time, deferred
  Date due_on;
  std::string reason;
  Instant decided_at;
};

// An organisation's place in time on one day.
struct Turn {
  int round = 1;
  Date due_on;
  Date opens_on;       // the report can be started from then on
  std::string kind;    // of the exception; empty when the date is the regular one
  std::optional<Date> decided_on;  // day of that decision: steps before it are not made up for
};

// First day of the month of a slot in a round (1 = first cycle). Requires first_cycle_on.
Date month_of(const Schedule& schedule, int slot, int round);
// The regular date: a weekday of that month, spread by organisation, outside blackouts; one that would fall
// into a blackout moves to the next free weekday. Never before the first cycle (S131).
Date regular_date(const Schedule& schedule, OrganisationId organisation, int slot, int round);
// The round that is current on a day. A round stays current until half a cycle before the next date, so
// that a late report is still that round's. Empty while no first cycle is set.
std::optional<Turn> find_turn(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, Date today);
// The turn of a given round.
Turn make_turn(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, int round);

// The day from which months of implementation count: approval of the rules, and of the board where that is
// needed (S128 to S130). Empty while one is missing.
std::optional<Date> find_milestone(const Schedule& schedule);
// What stands against a first cycle on that day: fewer than 6 or more than 12 months after the milestones.
// Timing is expected, not settled: staff may go on, so these are notes and not problems.
std::vector<Message> check_first_cycle(const Schedule& schedule);

// Dates in an order that cannot be: the field is named. Everything else is staff's to decide.
Problems check_schedule(const Schedule& schedule);
// Whether a date by hand fits between the reports before and after it, and not before the first cycle (S131).
Result<void> check_exception(const Schedule& schedule, const Slot& slot, std::span<const Exception> exceptions, const Exception& exception);

struct Member {
  OrganisationId organisation;
  std::string region;
};
// What a plan must not upset on the day that it is made.
struct Situation {
  Date today;
  std::vector<Exception> exceptions;
  std::set<OrganisationId> begun;  // somebody works on the report of the current round
};
struct Plan {
  std::vector<Slot> slots;            // one a member, by organisation
  std::vector<Exception> kept;        // dates that stay for the current round although the month changes
  std::vector<OrganisationId> moved;  // had another slot before
  std::vector<OrganisationId> added;  // had none
};
// Keeps as many of the slots that members have as levelness allows; the others go to the nearest month with
// room, new members to the emptiest. After it each month, and each region's month, carries at most one more
// than any other. Nobody becomes late by it: see Move.
Plan make_plan(const Schedule& schedule, std::span<const Member> members, std::span<const Slot> existing, const Situation& situation);
// A slot for new members only; nobody moves. `today` decides the first round that they can still meet.
Plan add_members(const Schedule& schedule, std::span<const Member> members, std::span<const Slot> existing, Date today);

// One organisation in another month. The date of its current round stays when its report is begun, when it is
// near or past, or when the new one would be: the month then counts from the next round.
struct Move {
  Slot slot;
  std::optional<Exception> kept;
};
Move move_slot(const Schedule& schedule, const Slot& slot, int month, const Situation& situation);

// How many are due in each month of the cycle, by region: counts[slot][region].
std::vector<std::map<std::string, int>> count_months(const Schedule& schedule, std::span<const Slot> slots);

}  // namespace muster::reports
