#include "features/reports/move_store.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/reports.hpp"
#include "features/reports/schedule_store.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

using db::HandedRow;
using db::Handover;

constexpr std::array kTables = {db::Movable{"reports.time_request", sql::move_time_requests}, db::Movable{"reports.certification", sql::move_certifications},
                                db::Movable{"reports.task", sql::move_tasks}};
// The month, and what belongs to it: only where the record that stays has none.
constexpr std::array kDates = {db::Movable{"reports.slot", sql::move_slot}, db::Movable{"reports.exception", sql::move_exceptions}};
// Rows of one thing each.
constexpr std::string_view kReport = "reports.report";            // gone -> kept
constexpr std::string_view kAside = "reports.report_aside";       // kept -> gone: the other one was further
constexpr std::string_view kPublication = "reports.publication";  // was: year and number
constexpr std::string_view kTaskClosed = "reports.task_closed";
constexpr std::string_view kSlotDropped = "reports.slot_dropped";  // was: slot, first round, region
constexpr std::int64_t kNobody = 0;  // where a report waits while two change places

int rank(State state) {
  switch (state) {
    case State::accepted: return 2;
    case State::started: return 0;
    default: return 1;
  }
}

struct Clash {
  Report gone, kept;
  bool is_gone_further() const { return rank(gone.state) > rank(kept.state); }
};
std::vector<Clash> list_clashes(db::Read& read, const Handover& handover) {
  std::vector<Clash> clashes;
  const auto kept = list_reports(read, OrganisationId(handover.into));
  for (const Report& gone : list_reports(read, OrganisationId(handover.from))) {
    const auto same = std::ranges::find(kept, gone.round, &Report::round);
    if (same != kept.end()) clashes.push_back({gone, *same});
  }
  return clashes;
}

Message label(std::string_view place) {
  if (place == "report") return tr("Reports");
  if (place == "publication") return tr("Published reports");
  if (place == "date") return tr("Dates given by hand");
  return place == "task" ? tr("Open tasks") : tr("Confirmations of passing on");
}

db::HandoverPlan plan(db::Read& read, const Programme&, const Handover& handover, Date) {
  if (handover.of != Handover::Of::organisation) return {};
  db::HandoverPlan plan{db::count_rows(read, sql::count_handed, handover, label), {}};
  for (const Clash& clash : list_clashes(read, handover)) {
    const Report& aside = clash.is_gone_further() ? clash.kept : clash.gone;
    plan.hitches.push_back({.line = tr("Both have a report of round {round}. The one that is further stays; staff can still open the other.", {{"round", std::int64_t{aside.round}}}),
                            .path = "/staff/reports/" + aside.id.format()});
  }
  const bool has_two_months = find_slot(read, OrganisationId(handover.from)) && find_slot(read, OrganisationId(handover.into));
  if (has_two_months) plan.hitches.push_back({.line = tr("Both have dates for reports. Those of the kept record stay.")});
  return plan;
}

void move_report(db::Write& write, ReportId report, std::int64_t from, std::int64_t into) {
  write.execute(sql::move_report, {{"report", report}, {"from", from}, {"into", into}});
}

void hand_over_reports(db::Write& write, const Handover& handover, std::vector<HandedRow>& rows) {
  const auto clashes = list_clashes(write, handover);
  for (const Report& report : list_reports(write, OrganisationId(handover.from))) {
    const auto clash = std::ranges::find(clashes, report.id, [](const Clash& each) { return each.gone.id; });
    if (clash != clashes.end() && !clash->is_gone_further()) continue;
    if (clash != clashes.end()) move_report(write, clash->kept.id, handover.into, kNobody);
    move_report(write, report.id, handover.from, handover.into);
    rows.push_back({std::string(kReport), report.id.value(), ""});
    if (clash == clashes.end()) continue;
    move_report(write, clash->kept.id, kNobody, handover.from);
    rows.push_back({std::string(kAside), clash->kept.id.value(), ""});
  }
}

struct Published {
  std::int64_t report = 0, year = 0, number = 0;
};

void hand_over_publications(db::Write& write, const Handover& handover, std::vector<HandedRow>& rows) {
  const auto all = write.list(sql::list_publications_to_move, {{"organisation", handover.from}},
                              [](const db::Row& row) { return Published{row.int64("report"), row.int64("year"), row.int64("number")}; });
  for (const Published& one : all) {
    std::int64_t number = one.number;
    while (write.count(sql::is_publication_address, {{"organisation", handover.into}, {"year", one.year}, {"number", number}}) > 0) ++number;
    write.execute(sql::move_publication, {{"report", one.report}, {"from", handover.from}, {"into", handover.into}, {"number", number}});
    write.execute(sql::put_publication_alias, {{"organisation", handover.from}, {"year", one.year}, {"number", one.number}, {"report", one.report}});
    rows.push_back({std::string(kPublication), one.report, std::to_string(one.number)});
  }
}

void hand_over_dates(db::Write& write, const Handover& handover, std::vector<HandedRow>& rows) {
  write.lock("schedule", 1);
  const auto slot = find_slot(write, OrganisationId(handover.from));
  if (!slot) return;
  if (find_slot(write, OrganisationId(handover.into))) {
    write.execute(sql::delete_slot, {{"organisation", handover.from}});
    rows.push_back({std::string(kSlotDropped), slot->slot, std::to_string(slot->from_round) + " " + slot->region});
    return;
  }
  for (HandedRow& row : db::move_rows(write, kDates, handover)) rows.push_back(std::move(row));
  write.execute(sql::copy_reminders, {{"from", handover.from}, {"into", handover.into}});
}

std::vector<HandedRow> hand_over(db::Write& write, const By& by, const Programme&, const Handover& handover) {
  if (handover.of != Handover::Of::organisation) return {};
  std::vector<HandedRow> rows;
  hand_over_reports(write, handover, rows);
  hand_over_publications(write, handover, rows);
  hand_over_dates(write, handover, rows);
  for (HandedRow& row : db::move_rows(write, kTables, handover)) rows.push_back(std::move(row));
  const auto closed = write.list(sql::close_tasks_of, {{"organisation", handover.from}, {"at", by.clock.now()}}, [](const db::Row& row) { return row.int64("id"); });
  for (const std::int64_t task : closed) rows.push_back({std::string(kTaskClosed), task, ""});
  organisations::stamp_public(write, "reports");
  return rows;
}

void bring_reports_back(db::Write& write, const Handover& handover, const std::vector<HandedRow>& rows) {
  const auto move_all = [&](std::string_view place, std::int64_t from, std::int64_t into) {
    for (const HandedRow& row : rows) {
      if (row.place == place) move_report(write, ReportId(row.row), from, into);
    }
  };
  move_all(kAside, handover.from, kNobody);
  move_all(kReport, handover.into, handover.from);
  move_all(kAside, kNobody, handover.into);
}

void bring_slot_back(db::Write& write, const Handover& handover, const HandedRow& row) {
  const auto blank = row.was.find(' ');
  write.execute(sql::put_slot, {{"organisation", handover.from}, {"slot", row.row}, {"from_round", std::stoi(row.was.substr(0, blank))}, {"region", row.was.substr(blank + 1)}});
}

std::vector<Message> bring_back(db::Write& write, const By&, const Programme&, const Handover& handover, const std::vector<HandedRow>& rows) {
  if (handover.of != Handover::Of::organisation) return {};
  write.lock("schedule", 1);
  bring_reports_back(write, handover, rows);
  for (const HandedRow& row : rows) {
    if (row.place == kPublication) {
      write.execute(sql::delete_publication_alias, {{"organisation", handover.from}, {"report", row.row}});
      write.execute(sql::move_publication, {{"report", row.row}, {"from", handover.into}, {"into", handover.from}, {"number", std::stoi(row.was)}});
    }
    if (row.place == kSlotDropped) bring_slot_back(write, handover, row);
    if (row.place == kTaskClosed) write.execute(sql::reopen_task, {{"id", row.row}});
  }
  const std::int64_t missing = db::move_rows_back(write, kDates, handover, rows) + db::move_rows_back(write, kTables, handover, rows);
  organisations::stamp_public(write, "reports");
  if (missing == 0) return {};
  return {trn("{count} date or task of reports was changed since and stays.", "{count} dates or tasks of reports were changed since and stay.", missing)};
}

}  // namespace

db::Mover make_mover() { return {plan, hand_over, bring_back}; }

}  // namespace muster::reports
