// Places of organisations in their round: schedule, slots, exceptions and reports brought together.
#include <map>

#include "features/organisations/organisations.hpp"
#include "features/reports/reminder_store.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "features/reports/standing.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

struct ReportRow {
  ReportId id;
  State state = State::started;
  std::optional<Instant> sent_at;
};
using RoundKey = std::pair<OrganisationId, int>;

Place make_place(const organisations::Organisation& organisation, const std::optional<Turn>& turn, Date today,
                 const ReportRow* report, int reminders) {
  Place place{.organisation = organisation.id, .region = organisation.region};
  if (turn) {
    place.round = turn->round;
    place.due_on = turn->due_on;
    place.opens_on = turn->opens_on;
  }
  place.standing = make_standing(turn, report ? std::optional(report->state) : std::nullopt, today);
  if (report) {
    place.report = report->id;
    place.sent_at = report->sent_at;
  }
  place.reminders_sent = reminders;
  return place;
}

bool reports_now(const organisations::Organisation& organisation) {
  return organisation.status == organisations::Status::accredited || organisation.status == organisations::Status::unclear;
}

}  // namespace

std::optional<Place> find_place(db::Read& read, const Programme& programme, OrganisationId id, Date today) {
  const auto organisation = organisations::find_organisation(read, id);
  if (!organisation || !reports_now(*organisation)) return std::nullopt;
  std::optional<Turn> turn;
  if (const auto slot = find_slot(read, id)) {
    turn = find_turn(get_schedule(read, programme), *slot, list_exceptions(read, id), today);
  }
  const int round = turn ? turn->round : 1;
  const auto report = find_report_of_round(read, id, round);
  int reminders = 0;
  for (const SentStep& step : list_reminders(read, id, round)) reminders += step.recipients > 0;
  const ReportRow row = report ? ReportRow{report->id, report->state, report->sent_at} : ReportRow{};
  return make_place(*organisation, turn, today, report ? &row : nullptr, reminders);
}

std::vector<Place> list_places(db::Read& read, const Programme& programme, Date today) {
  return list_places(read, programme, today, organisations::list_reporting(read));
}

std::vector<Place> list_places(db::Read& read, const Programme& programme, Date today, const std::vector<organisations::Organisation>& reporting) {
  const Schedule schedule = get_schedule(read, programme);
  std::map<OrganisationId, Slot> slots;
  for (Slot& slot : list_slots(read)) slots.emplace(slot.organisation, std::move(slot));
  std::map<OrganisationId, std::vector<Exception>> exceptions;
  for (Exception& exception : list_exceptions(read)) exceptions[exception.organisation].push_back(std::move(exception));
  std::map<RoundKey, ReportRow> reports;
  read.each(sql::list_report_states, {}, [&](const db::Row& row) {
    reports.insert_or_assign({row.id<OrganisationId>("organisation"), static_cast<int>(row.int64("round"))},
                             ReportRow{row.id<ReportId>("id"), parse_state(row.text("state")).value(), row.optional_instant("sent_at")});
  });
  std::map<RoundKey, int> reminders;
  for (const SentStep& step : list_reminders_since(read, Instant::from_date(today.plus_months(-2 * schedule.cycle_months)))) {
    reminders[{step.organisation, step.round}] += step.recipients > 0;
  }
  std::vector<Place> places;
  for (const auto& organisation : reporting) {
    std::optional<Turn> turn;
    if (const auto slot = slots.find(organisation.id); slot != slots.end()) turn = find_turn(schedule, slot->second, exceptions[organisation.id], today);
    const RoundKey key{organisation.id, turn ? turn->round : 1};
    const auto report = reports.find(key);
    const auto sent = reminders.find(key);
    places.push_back(make_place(organisation, turn, today, report == reports.end() ? nullptr : &report->second, sent == reminders.end() ? 0 : sent->second));
  }
  return places;
}

}  // namespace muster::reports
