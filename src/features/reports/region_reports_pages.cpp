// How the organisations of a leader's own region stand: by name, never in an order of merit, and no other
// region's (S109, S116).
#include <algorithm>

#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/queue_store.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

// Empty without such a seat; the route's permission has seen to that.
std::string own_region(const http::Request& request) {
  const Seat* seat = request.actor.find_seat(Role::regional_leader);
  return seat == nullptr ? "" : seat->region;
}

html::SummaryRow make_fact(Message label, std::string value) { return {.label = std::move(label), .values = {std::move(value)}}; }

std::string day_text(const http::Request& request, const http::Context& context, Date day) { return context.texts.format_date(request.locale, day); }

}  // namespace

http::Response show_region_reports(const http::Request& request, http::Context& context) {
  const std::string region = own_region(request);
  if (region.empty()) return http::nothing_here();
  RegionReportsPage page;
  for (const auto& [of, place] : find_queue(request, context, {.region = region, .sort = "name"})) {
    page.rows.push_back({.url = local_url(request, "/region/reports/" + of.id.format()), .name = organisations::display_name(of),
                         .country = of.country.empty() ? "" : context.texts.format_country(request.locale, of.country), .due_on = place.due_on,
                         .tag = make_standing_tag(place.standing)});
  }
  const html::Shell shell = context.make_shell(request, tr("Reports in your region"));
  html::Writer w(context.texts, request.locale);
  views::region_reports(w, shell, page);
  return http::Response::page(w.take());
}

http::Response show_region_report(const http::Request& request, http::Context& context) {
  const auto id = request.id<OrganisationId>("organisation");
  const std::string region = own_region(request);
  if (!id || region.empty()) return http::nothing_here();
  struct Found {
    std::optional<organisations::Organisation> organisation;
    std::optional<Place> place;
    std::vector<Publication> published;
  };
  const auto found = context.db.read([&](db::Read& read) {
    return Found{organisations::find_organisation(read, *id), find_place(read, context.programme, *id, context.clock.today()), list_publications_of(read, *id)};
  });
  if (!found.organisation || !found.place || found.organisation->region != region) return http::nothing_here();
  const Place& place = *found.place;
  RegionReportPage page{.title = verbatim(organisations::display_name(*found.organisation)), .list_url = local_url(request, "/region/reports"), .tag = make_standing_tag(place.standing)};
  if (place.due_on) page.facts.push_back(make_fact(tr("Due"), day_text(request, context, *place.due_on)));
  if (place.opens_on) page.facts.push_back(make_fact(tr("Can be started from"), day_text(request, context, *place.opens_on)));
  if (place.sent_at) page.facts.push_back(make_fact(tr("Sent"), day_text(request, context, place.sent_at->date())));
  for (const Publication& one : found.published) {
    page.published.push_back({local_url(request, "/reports/" + one.address()), tr("Published on {date}", {{"date", one.published_at.date()}})});
  }
  const html::Shell shell = context.make_shell(request, page.title);
  html::Writer w(context.texts, request.locale);
  views::region_report(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace muster::reports
