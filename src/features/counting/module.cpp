#include "features/counting/module.hpp"

namespace muster::counting {

http::Routes make_routes(const Parts& parts) {
  http::Routes routes = make_link_routes(parts);
  for (http::Routes more : {make_question_routes(parts), make_result_routes(parts)}) routes.insert(routes.end(), more.begin(), more.end());
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {}; }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::counting
