// Rows of the rotation: schedule, blackout weeks, slots, exceptions and wishes for more time. Slots are given
// by staff's plan, in chunks, and the plan before it is kept so that it can be undone once. Rules are rotation's.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/reports/rotation.hpp"
#include "platform/db/database.hpp"

namespace muster::reports {

// As staff saved it; before that the programme's milestones and no first cycle.
Schedule get_schedule(db::Read& read, const Programme& programme);
// Milestones and first cycle. conflict when somebody else saved meanwhile.
Result<void> save_schedule(db::Write& write, const By& by, const Schedule& schedule);
Result<std::int64_t> insert_blackout(db::Write& write, const By& by, const Blackout& blackout);
// Also one that was removed.
std::optional<Blackout> find_blackout(db::Read& read, std::int64_t id);
// False when it is gone already; restoring undoes it.
bool remove_blackout(db::Write& write, const By& by, std::int64_t id);
bool restore_blackout(db::Write& write, const By& by, std::int64_t id);

std::vector<Slot> list_slots(db::Read& read);
bool has_slots(db::Read& read);
std::optional<Slot> find_slot(db::Read& read, OrganisationId organisation);
// Every exception, of all rounds.
std::vector<Exception> list_exceptions(db::Read& read);
std::vector<Exception> list_exceptions(db::Read& read, OrganisationId organisation);

// Organisations whose report of the current round is begun and not yet accepted.
std::set<OrganisationId> list_begun(db::Read& read, const Schedule& schedule, std::span<const Slot> slots, std::span<const Exception> exceptions, Date today);

// The slots as they are become what can be undone to; chunks of the plan follow with store_slots. conflict
// when the slots are no longer those that the plan was made on.
Result<void> begin_plan(db::Write& write, const By& by, const std::vector<Slot>& made_on, const Plan& plan);
void store_slots(db::Write& write, const By& by, const Plan& plan, std::size_t first, std::size_t count);
// How many organisations an undo of the last plan would bring back to their month before, or to none.
std::int64_t count_undo(db::Read& read);
// Back to the slots before the last plan; what was moved by hand since stays. False when there is nothing to undo.
bool undo_slots(db::Write& write, const By& by);
// One organisation by hand: its month, audited; `kept` is the date that stays for the current round.
void set_slot(db::Write& write, const By& by, const Slot& slot, const std::optional<Exception>& kept = {});
// One date by hand: kind is moved, more_time or deferred. A deferral needs a reason; no date lies before the
// first cycle (S131) or beyond the dates before and after it. Replaces an earlier exception of the round.
Result<void> set_exception(db::Write& write, const By& by, const Schedule& schedule, const Exception& exception);
// Back to the regular date; restoring undoes that. False when there is nothing to do.
bool remove_exception(db::Write& write, const By& by, OrganisationId organisation, int round);
bool restore_exception(db::Write& write, const By& by, OrganisationId organisation, int round);

struct TimeRequest {
  std::int64_t id = 0;
  OrganisationId organisation;
  int round = 1;
  Date wished_on;
  std::string reason;
  PersonId asked_by;
  Instant asked_at;
  std::string decision;  // open, granted, refused
  std::string answer;    // what staff wrote
};
// Decisions wait for staff; a second wish while one is open replaces it.
Result<void> ask_for_time(db::Write& write, const By& by, const TimeRequest& request, Date today);
std::vector<TimeRequest> list_time_requests(db::Read& read, std::string_view decision, int limit);
std::optional<TimeRequest> find_time_request(db::Read& read, std::int64_t id);
// The newest one of the round, whatever was decided.
std::optional<TimeRequest> find_time_request(db::Read& read, OrganisationId organisation, int round);
// Granting sets an exception on `due_on`. conflict when it is decided already.
Result<void> decide_time_request(db::Write& write, const By& by, const Schedule& schedule, std::int64_t id, std::optional<Date> granted_until,
                                 std::string_view answer);

}  // namespace muster::reports
