// What the pages of acts on many reports share: whom the list's form chose, and how a run begins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/desk/desk.hpp"
#include "features/reports/bulk_job.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

// Ticked, or with "all" every row of the list that the address describes. The problem says how many may be chosen.
Result<std::vector<OrganisationId>> find_chosen(const http::Request& request, http::Context& context);
// Numbers that a form names, each once.
Result<std::vector<OrganisationId>> read_chosen(const std::vector<std::string>& values);
// Back to the list with its filter.
std::string queue_back_url(const http::Request& request, const http::Context& context);
// Begins the run and leads to its page.
http::Response begin_bulk(const http::Request& request, http::Context& context, const desk::BulkKind& kind, desk::BulkValues values, std::vector<desk::BulkItem> items);
// Rows for these organisations, named as they are now.
std::vector<desk::BulkItem> make_items(http::Context& context, const std::vector<OrganisationId>& ids);

http::Response show_defer_many(const http::Request& request, http::Context& context);
http::Response defer_many(const http::Request& request, http::Context& context);

}  // namespace muster::reports
