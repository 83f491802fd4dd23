#include "features/updates/module.hpp"

#include <iterator>

#include "features/updates/address_job.hpp"
#include "features/updates/glossary_pages.hpp"
#include "features/updates/leaving_job.hpp"
#include "features/updates/send_job.hpp"
#include "features/updates/update_pages.hpp"

namespace muster::updates {

http::Routes make_routes(const Parts& parts, FindReplies find_replies) {
  http::Routes routes = make_issue_routes(std::move(find_replies));
  for (auto* make : {&make_glossary_routes, &make_text_routes, &make_note_routes, &make_audience_routes, &make_check_routes, &make_preview_routes, &make_address_routes, &make_my_mail_routes, &make_left_routes}) {
    http::Routes more = make();
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  for (auto* make : {&make_kit_routes, &make_archive_routes, &make_leaving_routes}) {
    http::Routes more = make(parts);
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return {make_send_job(), make_address_job(), make_leaving_job()}; }

std::vector<jobs::Recurring> make_recurring() {
  using namespace std::chrono_literals;
  return {{std::string(kAskAddresses), 86400s, 4h + 20min}};
}

}  // namespace muster::updates
