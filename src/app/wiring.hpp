// Every room's routes, jobs and recurring work in one list, and every connection from a lower room to a
// higher one. Nothing registers itself.
#pragma once

#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/programme.hpp"
#include "features/access/module.hpp"
#include "platform/db/database.hpp"
#include "platform/http/http.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::app {

// For undoing an import: whether a date of the plan or a report stands on an organisation.
bool has_reporting(db::Read& read, const Programme& programme, OrganisationId organisation, Date today);

// `texts` must outlive the routes.
http::Routes make_all_routes(const access::Parts& access_parts, const i18n::Texts& texts);
std::vector<jobs::Kind> make_all_job_kinds();
std::vector<jobs::Recurring> make_all_recurring();

}  // namespace muster::app
