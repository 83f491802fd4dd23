#include "features/reports/schedule_store.hpp"

#include "features/audit/audit.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kReasonLength = 2000;

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
  read.each(sql::find_schedule, {}, [&](const db::Row& row) {
    schedule.rules_approved_on = row.optional_date("rules_approved_on");
    schedule.needs_board_approval = row.flag("needs_board_approval");
    schedule.board_approved_on = row.optional_date("board_approved_on");
    schedule.implementation_months = static_cast<int>(row.int64("implementation_months"));
    schedule.first_cycle_on = row.optional_date("first_cycle_on");
    schedule.version = row.int64("version");
  });
  schedule.cycle_months = programme.cycle_months;
  schedule.blackouts = read.list(sql::list_blackouts, {}, [](const db::Row& row) {
    return Blackout{row.int64("id"), row.date("first_on"), row.date("last_on"), row.text("reason")};
  });
  return schedule;
}

Result<void> save_schedule(db::Write& write, const By& by, const Schedule& schedule) {
  write.lock("schedule", 1);
  if (schedule.implementation_months < 0 || schedule.implementation_months > 36) {
    return invalid("implementation_months", tr("Enter a number of months from 0 to 36, for example {example}.", {{"example", std::int64_t{9}}}));
  }
  std::string before;
  std::int64_t version = 0;
  write.each(sql::find_schedule, {}, [&](const db::Row& row) {
    before = format_date(row.optional_date("first_cycle_on"));
    version = row.int64("version");
  });
  if (version != schedule.version) return refused(Problem::Kind::conflict, tr("Somebody changed the schedule meanwhile. Look at it again."));
  db::Parameters parameters{{"rules_approved_on", schedule.rules_approved_on},
                            {"needs_board_approval", schedule.needs_board_approval},
                            {"board_approved_on", schedule.board_approved_on},
                            {"implementation_months", schedule.implementation_months},
                            {"first_cycle_on", schedule.first_cycle_on}};
  if (version == 0) {
    write.execute(sql::insert_schedule, parameters);
  } else {
    parameters.push_back({"version", version});
    write.execute(sql::update_schedule, parameters);
  }
  record(write, by, "reports.save_schedule", {{"first_cycle_on", before, format_date(schedule.first_cycle_on)},
                                              {"rules_approved_on", "", format_date(schedule.rules_approved_on)},
                                              {"board_approved_on", "", format_date(schedule.board_approved_on)}});
  return {};
}

std::int64_t insert_blackout(db::Write& write, const By& by, const Blackout& blackout) {
  const auto id = write.insert(sql::insert_blackout, {{"first_on", blackout.first_on}, {"last_on", blackout.last_on}, {"reason", blackout.reason}});
  record(write, by, "reports.add_blackout", {{"weeks", "", blackout.first_on.format_iso() + " " + blackout.last_on.format_iso()}}, {}, blackout.reason);
  return id;
}

bool delete_blackout(db::Write& write, const By& by, std::int64_t id) {
  if (write.execute(sql::delete_blackout, {{"blackout", id}}) == 0) return false;
  record(write, by, "reports.remove_blackout", {{"number", std::to_string(id), ""}});
  return true;
}

std::vector<Slot> list_slots(db::Read& read) { return read.list(sql::list_slots, {}, make_slot); }

std::optional<Slot> find_slot(db::Read& read, OrganisationId organisation) {
  return read.find(sql::find_slot, {{"organisation", organisation}}, make_slot);
}

std::vector<Exception> list_exceptions(db::Read& read) { return read.list(sql::list_exceptions, {}, make_exception); }

std::vector<Exception> list_exceptions(db::Read& read, OrganisationId organisation) {
  return read.list(sql::list_exceptions_of, {{"organisation", organisation}}, make_exception);
}

void keep_slots_before(db::Write& write, const By& by) {
  write.lock("schedule", 1);
  write.execute(sql::delete_slots_before, {});
  write.execute(sql::keep_slots_before, {});
  record(write, by, "reports.apply_plan", {});
}

void store_slots(db::Write& write, const std::vector<Slot>& slots, std::size_t first, std::size_t count) {
  write.lock("schedule", 1);
  for (std::size_t at = first; at < slots.size() && at < first + count; ++at) {
    const Slot& slot = slots[at];
    write.execute(sql::keep_no_slot_before, {{"organisation", slot.organisation}, {"region", slot.region}});
    write.execute(sql::put_slot, {{"organisation", slot.organisation}, {"slot", slot.slot}, {"region", slot.region}, {"from_round", slot.from_round}});
  }
}

bool can_undo_slots(db::Read& read) { return read.count(sql::count_slots_before) > 0; }

bool undo_slots(db::Write& write, const By& by) {
  write.lock("schedule", 1);
  if (!can_undo_slots(write)) return false;
  write.execute(sql::delete_slots_given, {});
  write.execute(sql::restore_slots, {});
  write.execute(sql::delete_slots_before, {});
  record(write, by, "reports.undo_plan", {});
  return true;
}

void set_slot(db::Write& write, const By& by, const Slot& slot) {
  write.lock("schedule", 1);
  const auto before = find_slot(write, slot.organisation);
  write.execute(sql::put_slot, {{"organisation", slot.organisation}, {"slot", slot.slot}, {"region", slot.region}, {"from_round", slot.from_round}});
  record(write, by, "reports.set_slot", {{"slot", before ? std::to_string(before->slot) : "", std::to_string(slot.slot)}}, slot.organisation);
}

Result<void> set_exception(db::Write& write, const By& by, const Schedule& schedule, const Exception& exception) {
  if (!schedule.first_cycle_on || exception.due_on < *schedule.first_cycle_on) {
    return invalid("due_on", tr("No report can be due before the first cycle begins."));
  }
  if (exception.kind == "deferred" && exception.reason.empty()) return invalid("reason", tr("Write why the report is deferred."));
  if (exception.reason.size() > kReasonLength) return invalid("reason", tr("The reason is too long. Shorten it."));
  write.lock("organisation", exception.organisation.value());
  std::string before;
  for (const Exception& existing : list_exceptions(write, exception.organisation)) {
    if (existing.round == exception.round) before = existing.due_on.format_iso();
  }
  write.execute(sql::put_exception, {{"organisation", exception.organisation},
                                     {"round", exception.round},
                                     {"kind", exception.kind},
                                     {"due_on", exception.due_on},
                                     {"reason", exception.reason},
                                     {"decided_by", by.actor.person},
                                     {"at", by.clock.now()}});
  record(write, by, "reports." + exception.kind, {{"due_on", before, exception.due_on.format_iso()}}, exception.organisation, exception.reason);
  return {};
}

void delete_exception(db::Write& write, const By& by, OrganisationId organisation, int round) {
  if (write.execute(sql::delete_exception, {{"organisation", organisation}, {"round", round}}) == 0) return;
  record(write, by, "reports.regular_date", {{"round", std::to_string(round), ""}}, organisation);
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

Result<void> decide_time_request(db::Write& write, const By& by, const Schedule& schedule, std::int64_t id, std::optional<Date> granted_until,
                                 std::string_view answer) {
  write.lock("report_time_request", id);
  const auto request = find_time_request(write, id);
  if (!request) return refused(Problem::Kind::not_found, tr("There is no such wish."));
  const auto changed = write.execute(sql::decide_time_request, {{"request", id},
                                                                {"decision", granted_until ? "granted" : "refused"},
                                                                {"answer", answer},
                                                                {"decided_by", by.actor.person},
                                                                {"at", by.clock.now()}});
  if (changed == 0) return refused(Problem::Kind::conflict, tr("Somebody decided this already."));
  if (granted_until) {
    return set_exception(write, by, schedule, {.organisation = request->organisation, .round = request->round, .kind = "more_time",
                                               .due_on = *granted_until, .reason = request->reason});
  }
  record(write, by, "reports.refuse_time", {}, request->organisation, std::string(answer));
  return {};
}

}  // namespace muster::reports
