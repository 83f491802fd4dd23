// The room has no pages of its own: a person's page stands in the access room, beside the person's
// addresses and sessions; staff meet people on the pages of their organisations.
#include "features/people/module.hpp"

namespace muster::people {

http::Routes make_routes() { return {}; }
std::vector<jobs::Kind> make_job_kinds() { return {}; }
std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::people
