#include "features/imports/module.hpp"

#include "features/imports/import_job.hpp"
#include "features/imports/import_pages.hpp"

namespace muster::imports {

http::Routes make_routes() { return make_import_routes(); }

std::vector<jobs::Kind> make_job_kinds(IsUsed is_used) { return make_import_jobs(std::move(is_used)); }

std::vector<jobs::Recurring> make_recurring() {
  using namespace std::chrono_literals;
  return {{std::string(kForgetOld), 86400s, 3h + 40min}};
}

}  // namespace muster::imports
