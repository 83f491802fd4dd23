// What reports hold about a person, and how it is forgotten.
#include "features/people/people.hpp"
#include "features/reports/register_link.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/reports.hpp"
#include "queries_reports.hpp"

namespace muster::reports {

void forget_person(db::Write& write, PersonId person, OrganisationId organisation, const std::vector<std::string>& words) {
  for (const Report& report : list_reports(write, organisation)) {
    for (const Snapshot& snapshot : list_snapshots(write, report.id)) {
      const std::string without = remove_name_from_snapshot(snapshot.register_json, person);
      if (without != snapshot.register_json) write.execute(sql::rewrite_snapshot, {{"report", report.id}, {"at", snapshot.taken_at}, {"register", without}});
    }
    struct Finding {
      std::int64_t id = 0;
      std::string span;
    };
    for (const Finding& finding : write.list(sql::list_findings, {{"report", report.id}}, [](const db::Row& row) { return Finding{row.int64("id"), row.text("span")}; })) {
      if (people::has_words(finding.span, words)) write.execute(sql::delete_finding, {{"finding", finding.id}});
    }
  }
}

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable reports{.key = "reports", .title = tr("Reports that you worked on"), .columns = {{"organisation", tr("Organisation")}, {"round", tr("Round")}, {"started_at", tr("Started by you")}, {"sent_at", tr("Sent by you")}, {"certified_at", tr("Passing on confirmed by you")}}};
  reports.rows = read.list(sql::list_held_reports_of_person, {{"person", person}}, [](const db::Row& row) {
    const auto at = [&](const char* name) {
      const auto time = row.optional_instant(name);
      return time ? time->format_rfc3339() : std::string();
    };
    return std::vector<std::string>{row.id<OrganisationId>("organisation").format(), std::to_string(row.int64("round")), at("started_at"), at("sent_at"), at("certified_at")};
  });
  return {std::move(reports)};
}

}  // namespace muster::reports
