#include "features/updates/module.hpp"

#include "features/updates/glossary_pages.hpp"

namespace muster::updates {

http::Routes make_routes() { return make_glossary_routes(); }

std::vector<jobs::Kind> make_job_kinds() { return {}; }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::updates
