// The room has no pages, jobs or mails of its own: the rooms that use a form have them.
#include "features/forms/module.hpp"

namespace muster::forms {

http::Routes make_routes() { return {}; }
std::vector<jobs::Kind> make_job_kinds() { return {}; }
std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::forms
