#include "features/desk/module.hpp"

#include <iterator>

#include "features/desk/bulk_job.hpp"
#include "features/desk/bulk_pages.hpp"
#include "features/desk/saved_view_pages.hpp"

namespace muster::desk {

http::Routes make_routes(std::vector<Table> tables, std::vector<BulkKind> kinds) {
  http::Routes routes = make_saved_view_routes(std::move(tables));
  http::Routes more = make_bulk_routes(std::move(kinds));
  routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return routes;
}

std::vector<jobs::Kind> make_job_kinds(std::vector<BulkKind> kinds) { return make_bulk_jobs(std::move(kinds)); }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::desk
