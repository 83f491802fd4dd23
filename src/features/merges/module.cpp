#include "features/merges/module.hpp"

#include "features/merges/close_job.hpp"
#include "features/merges/merge_pages.hpp"

namespace muster::merges {

http::Routes make_routes(const Movers& movers) {
  http::Routes routes = make_list_routes(movers);
  for (auto& route : make_compare_routes(movers)) routes.push_back(std::move(route));
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {make_close_job()}; }

std::vector<jobs::Recurring> make_recurring() {
  using namespace std::chrono_literals;
  return {{std::string(kCloseOld), 86400s, 3h + 50min}};
}

}  // namespace muster::merges
