#include "features/privacy/module.hpp"

#include <iterator>

#include "features/privacy/keep_job.hpp"
#include "features/privacy/privacy_pages.hpp"

namespace muster::privacy {

http::Routes make_routes() {
  http::Routes routes = make_my_copy_routes();
  for (auto& route : make_privacy_routes()) routes.push_back(std::move(route));
  return routes;
}

std::vector<jobs::Kind> make_job_kinds(KeepList keep_list) { return {make_let_go_job(), make_erased_job(std::move(keep_list))}; }
std::vector<jobs::Recurring> make_recurring() { return {{.name = std::string(kLetGo), .every = std::chrono::hours(24)}}; }

}  // namespace muster::privacy
