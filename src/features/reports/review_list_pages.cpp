// Lists around review: reports that can be accepted in a row, and those in which the leak guard found something.
#include <charconv>

#include "features/organisations/organisations.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/review_view.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kMostAtOnce = 50;  // each is looked through again before it is accepted
constexpr int kRows = 100;

// "12-7": report 12 as version 7, the one that the list showed.
struct Choice {
  ReportId id;
  std::int64_t version = 0;
};
std::optional<Choice> parse_choice(const std::string& text) {
  const auto dash = text.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto id = ReportId::parse(std::string_view(text).substr(0, dash));
  std::int64_t version = 0;
  const auto [end, failed] = std::from_chars(text.data() + dash + 1, text.data() + text.size(), version);
  if (!id || failed != std::errc{} || end != text.data() + text.size() || version < 1) return std::nullopt;
  return Choice{*id, version};
}

bool is_clean_now(db::Read& read, http::Context& context, ReportId id) {
  const auto review = find_review(read, context.programme, context.clock.today(), id);
  return review && is_clean(review->facts);
}

http::Response show_clean(const http::Request& request, http::Context& context) {
  ReportsPage page{.url = local_url(request, "/staff/reports/accept"), .back_url = local_url(request, "/staff/reports"),
                   .line = tr("Nothing differs from the report before, and the checks have noted nothing.")};
  const auto waiting = context.db.read([](db::Read& read) { return list_reports_to_review(read, {}, kMostAtOnce); });
  for (const Report& report : waiting) {
    const auto review = context.db.read([&](db::Read& read) { return find_review(read, context.programme, context.clock.today(), report.id); });
    if (!review || !is_clean(review->facts)) {
      ++page.left_out;
      continue;
    }
    page.rows.push_back({report.id.format(), local_url(request, "/staff/reports/" + report.id.format()), review->organisation_name, std::to_string(report.version),
                         tr("Sent on {date}.", {{"date", report.sent_at->date()}})});
  }
  html::Shell shell = context.make_shell(request, tr("Accept reports without differences"));
  if (request.query.has("accepted")) shell.notice = html::Notice{"done", tr("The chosen reports are accepted.")};
  if (request.query.has("changed")) shell.notice = html::Notice{"warn", tr("Some reports changed meanwhile. Read them one by one.")};
  html::Writer w(context.texts, request.locale);
  views::review_clean(w, shell, page);
  return http::Response::page(w.take());
}

// Each report on its own: one that changed meanwhile is left for the reader.
http::Response accept_chosen(const http::Request& request, http::Context& context) {
  const By by{context.clock, context.random, request.actor};
  const auto chosen = request.form.list("report");
  bool is_all = !chosen.empty();
  for (std::size_t i = 0; i < chosen.size() && i < kMostAtOnce; ++i) {
    const auto choice = parse_choice(chosen[i]);
    is_all = choice && context.db.write([&](db::Write& write) {
      return is_clean_now(write, context, choice->id) && accept_and_publish(write, by, choice->id, choice->version).has_value();
    }) && is_all;
  }
  return http::Response::see_other(local_url(request, is_all ? "/staff/reports/accept?accepted=1" : "/staff/reports/accept?changed=1"));
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
