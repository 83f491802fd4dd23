#include "features/reports/module.hpp"

#include <iterator>

#include "features/reports/date_job.hpp"
#include "features/reports/fill_job.hpp"
#include "features/reports/guard_job.hpp"
#include "features/reports/queue_job.hpp"
#include "features/reports/remind_job.hpp"
#include "features/reports/report_pages.hpp"

namespace muster::reports {

http::Routes make_routes() {
  http::Routes routes;
  for (auto* make : {&make_schedule_routes, &make_queue_routes, &make_fill_routes, &make_review_routes, &make_review_list_routes,
                     &make_correct_routes, &make_committee_routes, &make_publication_routes, &make_forecast_routes}) {
    http::Routes more = make();
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() {
  std::vector<jobs::Kind> kinds;
  for (auto* make : {&make_date_jobs, &make_fill_jobs, &make_queue_jobs, &make_remind_jobs, &make_guard_jobs}) {
    std::vector<jobs::Kind> more = make();
    kinds.insert(kinds.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return kinds;
}

std::vector<jobs::Recurring> make_recurring() { return make_remind_recurring(); }

}  // namespace muster::reports
