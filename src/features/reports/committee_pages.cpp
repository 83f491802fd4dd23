// S19: the committee reads every report, whole, from when it was first sent. It reads and changes nothing.
#include "features/organisations/organisations.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/review_view.hpp"
#include "features/reports/standing.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kRows = 50;

Message state_word(const Report& report) {
  const Date sent = report.sent_at->date();
  if (report.state == State::accepted) return tr("Sent on {date}, accepted", {{"date", sent}});
  return tr("Sent on {date}, not accepted yet", {{"date", sent}});
}

http::Response show_list(const http::Request& request, http::Context& context) {
  ReportsPage page{.line = tr("All reports that were sent, newest first. They are whole: please keep names and addresses to yourself.")};
  const auto before = ReportId::parse(request.query.get("before"));
  context.db.read([&](db::Read& read) {
    page.rows.clear();
    const auto reports = list_sent_reports(read, before.value_or(ReportId{}), kRows);
    for (const Report& report : reports) {
      page.rows.push_back({report.id.format(), local_url(request, "/committee/reports/" + report.id.format()),
                           organisations::display_name(organisations::get_organisation(read, report.organisation)), {}, state_word(report)});
    }
    if (reports.size() == kRows) page.more_url = local_url(request, "/committee/reports?before=" + reports.back().id.format());
  });
  const html::Shell shell = context.make_shell(request, tr("All reports"));
  html::Writer w(context.texts, request.locale);
  views::committee_reports(w, shell, {.title = tr("All reports"), .lead = page.line}, page);
  return http::Response::page(w.take());
}

http::Response show_one(const http::Request& request, http::Context& context) {
  const auto id = request.id<ReportId>("id");
  const std::string back = local_url(request, "/committee/reports");
  const auto fill = context.db.read([&](db::Read& read) -> std::optional<Fill> {
    const auto report = id ? find_report(read, *id) : std::nullopt;
    // One that was taken back is the representative's again.
    if (!report || !report->sent_at || report->state == State::started) return std::nullopt;
    return find_fill_of(read, *report);
  });
  if (!fill) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, back);
  ReadingPage page{.hero = {.title = verbatim(fill->organisation_name), .eyebrow = tr("Two-year report"), .lead = state_word(*fill->report), .crumb_url = back, .crumb = tr("All reports"), .is_narrow = true},
                   .note = tr("All answers, also those that are not published."), .parts = make_parts(*fill, nullptr, request, context), .is_copy = true};
  const html::Shell shell = context.make_shell(request, page.hero.title);
  html::Writer w(context.texts, request.locale);
  views::fill_reading(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_committee_routes() {
  using enum http::Method;
  return {{get, "/{lang}/committee/reports", Permission::read_all_reports, http::PrivateHandler(show_list), {}},
          {get, "/{lang}/committee/reports/{id}", Permission::read_all_reports, http::PrivateHandler(show_one), {}}};
}

}  // namespace muster::reports
