#include "features/overview/module.hpp"

#include <iterator>

#include "features/overview/mail_check_job.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/test_mail_job.hpp"

namespace muster::overview {

http::Routes make_routes() {
  http::Routes routes = make_public_routes();
  for (http::Routes more : {make_site_map_routes(), make_staff_routes(), make_me_routes(), make_region_routes(), make_settings_routes(), make_mail_check_routes(), make_mail_queue_routes(), make_jobs_routes()}) {
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds(const LookAtMail& look) { return {make_test_mail_job(), make_mail_check_job(look)}; }

std::vector<jobs::Recurring> make_recurring() {
  using namespace std::chrono_literals;
  return {{std::string(kLookAtMail), 86400s, 4h + 50min}};
}

}  // namespace muster::overview
