#include "features/imports/module.hpp"

namespace muster::imports {

http::Routes make_routes() { return {}; }
std::vector<jobs::Kind> make_job_kinds() { return {}; }
std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::imports
