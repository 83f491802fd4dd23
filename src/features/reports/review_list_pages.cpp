// Lists around review: reports that can be accepted in a row, and those in which the leak guard found something.
#include <algorithm>

#include "features/organisations/organisations.hpp"
#include "features/reports/bulk_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/review_view.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kMostRead = 50;  // each is looked through before it is listed
constexpr int kRows = 100;

// All that wait, or those of the organisations that the list chose.
std::vector<Report> list_waiting(const http::Request& request, http::Context& context) {
  auto waiting = context.db.read([](db::Read& read) { return list_reports_to_review(read, {}, kMostRead); });
  if (!request.query.has("id") && !request.query.has("all")) return waiting;
  const auto ids = find_chosen(request, context);
  std::erase_if(waiting, [&](const Report& report) { return !ids || std::ranges::find(*ids, report.organisation) == ids->end(); });
  return waiting;
}

http::Response show_clean(const http::Request& request, http::Context& context) {
  ReportsPage page{.url = local_url(request, "/staff/reports/accept"), .back_url = queue_back_url(request, context), .mark = context.random.token(),
                   .line = tr("Nothing differs from the report before, and the checks have noted nothing.")};
  for (const Report& report : list_waiting(request, context)) {
    const auto review = context.db.read([&](db::Read& read) { return find_review(read, context.programme, context.clock.today(), report.id); });
    if (!review || !is_clean(review->facts)) {
      ++page.left_out;
      continue;
    }
    page.rows.push_back({report.id.format(), local_url(request, "/staff/reports/" + report.id.format()), review->organisation_name, std::to_string(report.version),
                         tr("Sent on {date}.", {{"date", report.sent_at->date()}})});
  }
  html::Writer w(context.texts, request.locale);
  views::review_clean(w, context.make_shell(request, tr("Accept reports without differences")), page);
  return http::Response::page(w.take());
}

// Each report on its own, in the version that the list showed.
http::Response accept_chosen(const http::Request& request, http::Context& context) {
  std::vector<desk::BulkItem> items;
  context.db.read([&](db::Read& read) {
    items.clear();
    for (const std::string& chosen : request.form.list("report")) {
      const auto choice = parse_choice(chosen);
      const auto report = choice && items.size() < desk::kBulkMost ? find_report(read, choice->id) : std::nullopt;
      if (report) items.push_back({report->organisation, organisations::display_name(organisations::get_organisation(read, report->organisation)), chosen});
    }
  });
  if (items.empty()) return http::Response::see_other(local_url(request, "/staff/reports/accept"));
  return begin_bulk(request, context, make_accept_kind(), {}, std::move(items));
}

http::Response show_held(const http::Request& request, http::Context& context) {
  ReportsPage page{.back_url = local_url(request, "/staff/reports"), .line = tr("The public reads them when you have decided about each of these words.")};
  context.db.read([&](db::Read& read) {
    page.rows.clear();
    for (const HeldReport& held : list_held_reports(read, kRows)) {
      page.rows.push_back({held.report.format(), local_url(request, "/staff/reports/" + held.report.format()),
                           organisations::display_name(organisations::get_organisation(read, held.organisation)), {},
                           trn("{count} place, found on {date}", "{count} places, found on {date}", held.findings, {{"date", held.found_at.date()}})});
    }
  });
  const html::Shell shell = context.make_shell(request, tr("Words that may name a person"));
  html::Writer w(context.texts, request.locale);
  views::review_held(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_review_list_routes() {
  using enum http::Method;
  return {{get, "/{lang}/staff/reports/accept", Permission::run_programme, http::PrivateHandler(show_clean), {}},
          {post, "/{lang}/staff/reports/accept", Permission::run_programme, http::PrivateHandler(accept_chosen), {}},
          {get, "/{lang}/staff/reports/held", Permission::run_programme, http::PrivateHandler(show_held), {}}};
}

}  // namespace muster::reports
