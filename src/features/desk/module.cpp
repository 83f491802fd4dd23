#include "features/desk/module.hpp"

#include "features/desk/bulk_job.hpp"
#include "features/desk/bulk_pages.hpp"
#include "features/desk/saved_view_pages.hpp"
#include "features/desk/seen_pages.hpp"

namespace muster::desk {

http::Routes make_routes(std::vector<Table> tables, std::vector<BulkKind> kinds) {
  http::Routes routes = make_saved_view_routes(std::move(tables));
  for (http::Routes more : {make_bulk_routes(std::move(kinds)), make_seen_routes()}) routes.insert(routes.end(), more.begin(), more.end());
  return routes;
}

std::vector<jobs::Kind> make_job_kinds(std::vector<BulkKind> kinds) { return make_bulk_jobs(std::move(kinds)); }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::desk
