#include "features/overview/me_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/staff_overview.hpp"
#include "features/updates/updates.hpp"
#include "platform/html/charts.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

http::Response show_region(const http::Request& request, http::Context& context) {
  const Seat* seat = request.actor.find_seat(Role::regional_leader);
  const auto* region = seat ? context.programme.find_region(seat->region) : nullptr;
  const Message title = region ? verbatim(region->name.in(request.locale)) : tr("Your region");
  const html::Shell shell = context.make_shell(request, title);
  const Date today = context.clock.today();
  const StaffOverview overview = context.db.read([&](db::Read& read) {
    return make_staff_overview(context.programme, organisations::list_reporting(read), reports::list_places(read, context.programme, today), {}, today);
  });
  RoundCounts counts;
  for (const RegionCounts& row : overview.regions) {
    if (region && row.region == region->code) counts = row.counts;
  }
  const RegionPage page{.title = title,
                        .bar = html::make_stacked_bar({{.kind = "c-done", .label = tr("Accepted"), .count = counts.accepted},
                                                       {.kind = "c-rev", .label = tr("To review"), .count = counts.to_review + counts.question},
                                                       {.kind = "c-started", .label = tr("Started"), .count = counts.started},
                                                       {.kind = "c-none", .label = tr("Not started"), .count = counts.not_started + counts.deferred},
                                                       {.kind = "c-late", .label = tr("Late"), .count = counts.late}}),
                        .total = counts.total(),
                        .organisations_url = local_url(request, "/region/organisations"),
                        .reports_url = local_url(request, "/region/reports"),
                        .updates_url = local_url(request, "/region/updates"),
                        .open_notes = context.db.read([&](db::Read& read) { return updates::count_open_for_notes(read, today); })};
  html::Writer w(context.texts, request.locale);
  views::region(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_region_routes() { return {{http::Method::get, "/{lang}/region", Permission::lead_region, http::PrivateHandler(show_region), {}}}; }

}  // namespace muster::overview
