#include "features/overview/module.hpp"

#include <iterator>

#include "features/overview/overview_pages.hpp"
#include "features/overview/test_mail_job.hpp"

namespace muster::overview {

http::Routes make_routes() {
  http::Routes routes = make_public_routes();
  for (http::Routes more : {make_site_map_routes(), make_staff_routes(), make_me_routes(), make_region_routes(), make_settings_routes(), make_mail_queue_routes(), make_jobs_routes()}) {
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {make_test_mail_job()}; }
std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::overview
