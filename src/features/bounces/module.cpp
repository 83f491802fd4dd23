#include "features/bounces/module.hpp"

#include <iterator>

#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/tell_job.hpp"

namespace muster::bounces {

http::Routes make_routes() {
  http::Routes routes;
  for (auto* make : {&make_bounce_routes, &make_event_routes, &make_address_routes, &make_stop_routes, &make_my_address_routes, &make_left_routes}) {
    http::Routes more = make();
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {make_tell_job(), make_read_refused_job()}; }

std::vector<jobs::Recurring> make_recurring() {
  using namespace std::chrono_literals;
  return {{std::string(kReadRefused), 120s}};
}

}  // namespace muster::bounces
