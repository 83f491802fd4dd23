#include "features/reports/report_pages.hpp"

namespace muster::reports {

http::Routes make_schedule_routes() { return {}; }

}  // namespace muster::reports
