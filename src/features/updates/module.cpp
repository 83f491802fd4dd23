#include "features/updates/module.hpp"

namespace muster::updates {

http::Routes make_routes() { return {}; }

std::vector<jobs::Kind> make_job_kinds() { return {}; }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::updates
