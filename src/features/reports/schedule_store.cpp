#include "features/reports/schedule_store.hpp"

#include <map>

#include "features/audit/audit.hpp"
#include "features/reports/reports.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kReasonLength = 2000;
constexpr int kBlackoutDays = 60;  // a longer one is a slip of the year

std::string format_date(const std::optional<Date>& date) { return date ? date->format_iso() : ""; }

Slot make_slot(const db::Row& row) {
  return {row.id<OrganisationId>("organisation"), static_cast<int>(row.int64("slot")), row.text("region"), static_cast<int>(row.int64("from_round"))};
}

Exception make_exception(const db::Row& row) {
  return {.organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .kind = row.text("kind"),
          .due_on = row.date("due_on"),
          .reason = row.text("reason"),
          .decided_at = row.instant("decided_at")};
}

TimeRequest make_time_request(const db::Row& row) {
  return {.id = row.int64("id"),
          .organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .wished_on = row.date("wished_on"),
          .reason = row.text("reason"),
          .asked_by = row.id<PersonId>("asked_by"),
          .asked_at = row.instant("asked_at"),
          .decision = row.text("decision"),
          .answer = row.text("answer")};
}

Blackout make_blackout(const db::Row& row) { return {row.int64("id"), row.date("first_on"), row.date("last_on"), row.text("reason")}; }

void fill_schedule(const db::Row& row, Schedule& schedule) {
  schedule.rules_approved_on = row.optional_date("rules_approved_on");
  schedule.needs_board_approval = row.flag("needs_board_approval");
  schedule.board_approved_on = row.optional_date("board_approved_on");
  schedule.implementation_months = static_cast<int>(row.int64("implementation_months"));
  schedule.first_cycle_on = row.optional_date("first_cycle_on");
  schedule.version = row.int64("version");
}

std::string format_days(const Blackout& week) { return week.first_on.format_iso() + " " + week.last_on.format_iso(); }

void record(db::Write& write, const By& by, std::string action, std::vector<audit::Change> changes, OrganisationId organisation = {},
            std::string reason = {}) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = organisation ? "organisation" : "schedule", .subject = organisation.value(),
                            .organisation = organisation, .changes = std::move(changes), .reason = std::move(reason)});
}

}  // namespace

Schedule get_schedule(db::Read& read, const Programme& programme) {
  Schedule schedule{.rules_approved_on = programme.milestones.rules_approved,
                    .needs_board_approval = programme.milestones.needs_board_approval,
                    .board_approved_on = programme.milestones.board_approved,
                    .implementation_months = programme.milestones.implementation_months};
  read.each(sql::find_schedule, {}, [&](const db::Row& row) { fill_schedule(row, schedule); });
  schedule.cycle_months = programme.cycle_months;
  schedule.blackouts = read.list(sql::list_blackouts, {}, make_blackout);
  return schedule;
}

Result<void> save_schedule(db::Write& write, const By& by, const Schedule& schedule) {
  write.lock("schedule", 1);
  if (const Problems problems = check_schedule(schedule); !problems.empty()) return std::unexpected(problems.front());
  Schedule before;
  write.each(sql::find_schedule, {}, [&](const db::Row& row) { fill_schedule(row, before); });
  if (before.version != schedule.version) return refused(Problem::Kind::conflict, tr("Somebody changed the schedule meanwhile. Look at it again."));
  db::Parameters parameters{{"rules_approved_on", schedule.rules_approved_on},
                            {"needs_board_approval", schedule.needs_board_approval},
                            {"board_approved_on", schedule.board_approved_on},
                            {"implementation_months", schedule.implementation_months},
                            {"first_cycle_on", schedule.first_cycle_on}};
  if (before.version == 0) {
    write.execute(sql::insert_schedule, parameters);
  } else {
    parameters.push_back({"version", before.version});
    write.execute(sql::update_schedule, parameters);
  }
  std::vector<audit::Change> changes;
  const auto add = [&](std::string field, std::string was, std::string is) {
    if (was != is) changes.push_back({std::move(field), std::move(was), std::move(is)});
  };
  add("first_cycle_on", format_date(before.first_cycle_on), format_date(schedule.first_cycle_on));
  add("rules_approved_on", format_date(before.rules_approved_on), format_date(schedule.rules_approved_on));
  add("needs_board_approval", before.needs_board_approval ? "yes" : "no", schedule.needs_board_approval ? "yes" : "no");
  add("board_approved_on", format_date(before.board_approved_on), format_date(schedule.board_approved_on));
  add("implementation_months", std::to_string(before.implementation_months), std::to_string(schedule.implementation_months));
  record(write, by, "reports.save_schedule", std::move(changes));
  return {};
}

Result<std::int64_t> insert_blackout(db::Write& write, const By& by, const Blackout& blackout) {
  if (blackout.last_on < blackout.first_on) return invalid("last_on", tr("The last day lies before the first day."));
  if (blackout.first_on.days_until(blackout.last_on) >= kBlackoutDays) {
    return invalid("last_on", tr("Choose at most {count} days.", {{"count", std::int64_t{kBlackoutDays}}}));
  }
  if (blackout.reason.size() > kReasonLength) return invalid("week_reason", tr("The reason is too long. Shorten it."));
  const auto id = write.insert(sql::insert_blackout, {{"first_on", blackout.first_on}, {"last_on", blackout.last_on}, {"reason", blackout.reason}});
  record(write, by, "reports.add_blackout", {{"weeks", "", format_days(blackout)}}, {}, blackout.reason);
  return id;
}

std::optional<Blackout> find_blackout(db::Read& read, std::int64_t id) { return read.find(sql::find_blackout, {{"blackout", id}}, make_blackout); }

bool remove_blackout(db::Write& write, const By& by, std::int64_t id) {
  if (write.execute(sql::remove_blackout, {{"blackout", id}, {"at", by.clock.now()}}) == 0) return false;
  record(write, by, "reports.remove_blackout", {{"weeks", format_days(*find_blackout(write, id)), ""}});
  return true;
}

bool restore_blackout(db::Write& write, const By& by, std::int64_t id) {
  if (write.execute(sql::restore_blackout, {{"blackout", id}}) == 0) return false;
  record(write, by, "reports.add_blackout", {{"weeks", "", format_days(*find_blackout(write, id))}});
  return true;
}

std::vector<Slot> list_slots(db::Read& read) { return read.list(sql::list_slots, {}, make_slot); }

bool has_slots(db::Read& read) { return read.exists(sql::has_slots, {}); }

std::optional<Slot> find_slot(db::Read& read, OrganisationId organisation) {
  return read.find(sql::find_slot, {{"organisation", organisation}}, make_slot);
}

std::vector<Exception> list_exceptions(db::Read& read) { return read.list(sql::list_exceptions, {}, make_exception); }

std::vector<Exception> list_exceptions(db::Read& read, OrganisationId organisation) {
  return read.list(sql::list_exceptions_of, {{"organisation", organisation}}, make_exception);
}

namespace {

void put_slot(db::Write& write, const Slot& slot) {
  write.execute(sql::put_slot, {{"organisation", slot.organisation}, {"slot", slot.slot}, {"region", slot.region}, {"from_round", slot.from_round}});
}

// As it was before the month changed; a date by hand goes before it.
void keep_date(db::Write& write, const By& by, const Exception& kept) {
  write.execute(sql::keep_date, {{"organisation", kept.organisation}, {"round", kept.round}, {"due_on", kept.due_on},
                                 {"decided_by", by.actor.person}, {"at", by.clock.now()}});
}

std::optional<Exception> find_exception(db::Read& read, OrganisationId organisation, int round) {
  for (Exception& existing : list_exceptions(read, organisation)) {
    if (existing.round == round) return std::move(existing);
  }
  return std::nullopt;
}

Result<void> check_new_exception(db::Read& read, const Schedule& schedule, const Exception& exception) {
  if (exception.kind == "deferred" && exception.reason.empty()) return invalid("reason", tr("Write why the report is deferred."));
  if (exception.reason.size() > kReasonLength) return invalid("reason", tr("The reason is too long. Shorten it."));
  const auto slot = find_slot(read, exception.organisation);
  // Without a month there is only the first cycle to keep to.
  return check_exception(schedule, slot.value_or(Slot{exception.organisation, 0, "", exception.round}), list_exceptions(read, exception.organisation), exception);
}

void put_exception(db::Write& write, const By& by, const Exception& exception) {
  const auto before = find_exception(write, exception.organisation, exception.round);
  write.execute(sql::put_exception, {{"organisation", exception.organisation},
                                     {"round", exception.round},
                                     {"kind", exception.kind},
                                     {"due_on", exception.due_on},
                                     {"reason", exception.reason},
                                     {"decided_by", by.actor.person},
                                     {"at", by.clock.now()}});
  record(write, by, "reports." + exception.kind, {{"due_on", before ? before->due_on.format_iso() : "", exception.due_on.format_iso()}}, exception.organisation,
         exception.reason);
}

}  // namespace

std::set<OrganisationId> list_begun(db::Read& read, const Schedule& schedule, std::span<const Slot> slots, std::span<const Exception> exceptions, Date today) {
  std::map<OrganisationId, int> rounds;
  for (const Slot& slot : slots) {
    if (const auto turn = find_turn(schedule, slot, exceptions, today)) rounds.emplace(slot.organisation, turn->round);
  }
  std::set<OrganisationId> begun;
  read.each(sql::list_begun, {}, [&](const db::Row& row) {
    const auto organisation = row.id<OrganisationId>("organisation");
    const auto found = rounds.find(organisation);
    if (found != rounds.end() && found->second == row.int64("round")) begun.insert(organisation);
  });
  return begun;
}

Result<void> begin_plan(db::Write& write, const By& by, const std::vector<Slot>& made_on, const Plan& plan) {
  write.lock("schedule", 1);
  if (list_slots(write) != made_on) return refused(Problem::Kind::conflict, tr("Months were changed since this plan was made. Look at the plan again."));
  write.execute(sql::delete_slots_before, {});
  write.execute(sql::keep_slots_before, {});
  record(write, by, "reports.apply_plan", {{"moved", "", std::to_string(plan.moved.size())}, {"added", "", std::to_string(plan.added.size())}});
  return {};
}

void store_slots(db::Write& write, const By& by, const Plan& plan, std::size_t first, std::size_t count) {
  write.lock("schedule", 1);
  std::map<OrganisationId, const Exception*> kept;
  for (const Exception& exception : plan.kept) kept.emplace(exception.organisation, &exception);
  for (std::size_t at = first; at < plan.slots.size() && at < first + count; ++at) {
    const Slot& slot = plan.slots[at];
    write.execute(sql::keep_no_slot_before, {{"organisation", slot.organisation}, {"region", slot.region}});
    put_slot(write, slot);
    if (const auto found = kept.find(slot.organisation); found != kept.end()) keep_date(write, by, *found->second);
  }
}

std::int64_t count_undo(db::Read& read) { return read.count(sql::count_slots_before); }

bool undo_slots(db::Write& write, const By& by) {
  write.lock("schedule", 1);
  const auto count = count_undo(write);
  if (count == 0) return false;
  write.execute(sql::delete_slots_given, {});
  write.execute(sql::restore_slots, {});
  write.execute(sql::delete_slots_before, {});
  record(write, by, "reports.undo_plan", {{"organisations", std::to_string(count), ""}});
  return true;
}

void set_slot(db::Write& write, const By& by, const Slot& slot, const std::optional<Exception>& kept) {
  write.lock("schedule", 1);
  const auto before = find_slot(write, slot.organisation);
  put_slot(write, slot);
  write.execute(sql::forget_slot_before, {{"organisation", slot.organisation}});
  if (kept) keep_date(write, by, *kept);
  record(write, by, "reports.set_slot", {{"slot", before ? std::to_string(before->slot) : "", std::to_string(slot.slot)}}, slot.organisation);
}

Result<void> set_exception(db::Write& write, const By& by, const Schedule& schedule, const Exception& exception) {
  write.lock("organisation", exception.organisation.value());
  if (auto allowed = check_new_exception(write, schedule, exception); !allowed) return allowed;
  put_exception(write, by, exception);
  return {};
}

bool remove_exception(db::Write& write, const By& by, OrganisationId organisation, int round) {
  write.lock("organisation", organisation.value());
  const auto before = find_exception(write, organisation, round);
  if (!before) return false;
  write.execute(sql::remove_exception, {{"organisation", organisation}, {"round", round}, {"at", by.clock.now()}});
  record(write, by, "reports.regular_date", {{"due_on", before->due_on.format_iso(), ""}, {"round", std::to_string(round), ""}}, organisation);
  return true;
}

bool restore_exception(db::Write& write, const By& by, OrganisationId organisation, int round) {
  write.lock("organisation", organisation.value());
  if (write.execute(sql::restore_exception, {{"organisation", organisation}, {"round", round}}) == 0) return false;
  const auto restored = find_exception(write, organisation, round);
  record(write, by, "reports." + restored->kind, {{"due_on", "", restored->due_on.format_iso()}}, organisation, restored->reason);
  return true;
}

Result<void> ask_for_time(db::Write& write, const By& by, const TimeRequest& request, Date today) {
  if (request.wished_on <= today) return invalid("wished_on", tr("Choose a day after today."));
  if (request.reason.size() > kReasonLength) return invalid("reason", tr("The reason is too long. Shorten it."));
  write.lock("organisation", request.organisation.value());
  write.execute(sql::delete_open_time_request, {{"organisation", request.organisation}, {"round", request.round}});
  write.insert(sql::insert_time_request, {{"organisation", request.organisation},
                                          {"round", request.round},
                                          {"wished_on", request.wished_on},
                                          {"reason", request.reason},
                                          {"asked_by", by.actor.person},
                                          {"at", by.clock.now()}});
  record(write, by, "reports.ask_for_time", {{"wished_on", "", request.wished_on.format_iso()}}, request.organisation, request.reason);
  return {};
}

std::vector<TimeRequest> list_time_requests(db::Read& read, std::string_view decision, int limit) {
  return read.list(sql::list_time_requests, {{"decision", decision}, {"limit", limit}}, make_time_request);
}

std::optional<TimeRequest> find_time_request(db::Read& read, std::int64_t id) {
  return read.find(sql::find_time_request, {{"request", id}}, make_time_request);
}

std::optional<TimeRequest> find_time_request(db::Read& read, OrganisationId organisation, int round) {
  return read.find(sql::find_time_request_of, {{"organisation", organisation}, {"round", round}}, make_time_request);
}

std::optional<TimeWish> find_time_wish(db::Read& read, OrganisationId organisation, int round) {
  const auto request = find_time_request(read, organisation, round);
  if (!request) return std::nullopt;
  using Decision = TimeWish::Decision;
  const Decision decision = request->decision == "open" ? Decision::open : request->decision == "granted" ? Decision::granted : Decision::refused;
  return TimeWish{decision, request->wished_on, request->answer};
}

Result<void> decide_time_request(db::Write& write, const By& by, const Schedule& schedule, std::int64_t id, std::optional<Date> granted_until,
                                 std::string_view answer) {
  write.lock("report_time_request", id);
  const auto request = find_time_request(write, id);
  if (!request) return refused(Problem::Kind::not_found, tr("There is no such wish."));
  const Exception exception{.organisation = request->organisation, .round = request->round, .kind = "more_time",
                            .due_on = granted_until.value_or(Date()), .reason = request->reason, .decided_at = {}};
  // Refused before anything is written: a wish is never marked as granted without its date.
  if (granted_until) {
    write.lock("organisation", request->organisation.value());
    if (auto allowed = check_new_exception(write, schedule, exception); !allowed) return allowed;
  }
  const auto changed = write.execute(sql::decide_time_request, {{"request", id},
                                                                {"decision", granted_until ? "granted" : "refused"},
                                                                {"answer", answer},
                                                                {"decided_by", by.actor.person},
                                                                {"at", by.clock.now()}});
  if (changed == 0) return refused(Problem::Kind::conflict, tr("Somebody decided this already."));
  if (granted_until) {
    put_exception(write, by, exception);
    return {};
  }
  record(write, by, "reports.refuse_time", {}, request->organisation, std::string(answer));
  return {};
}

}  // namespace muster::reports
