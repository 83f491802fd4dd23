#include "features/inbox/module.hpp"

#include <iterator>

#include "features/inbox/inbox_pages.hpp"

namespace muster::inbox {

http::Routes make_routes() {
  http::Routes routes;
  for (auto* make : {&make_list_routes, &make_conversation_routes, &make_answer_routes, &make_publication_routes}) {
    http::Routes more = make();
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {}; }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::inbox
