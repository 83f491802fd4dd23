// What the pages around staff's table share: the filter in the address, and the rows that it finds.
#pragma once

#include <string>
#include <vector>

#include "features/organisations/staff_table.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

// A leader sees the own region, whatever the address asks for; staff have none.
StaffFilter parse_filter(const http::Request& request, const std::string& own_region);
std::vector<StaffRow> find_rows(http::Context& context, const StaffFilter& filter);
// `notice` stands above the table, which is then a 422.
http::Response render_table(const http::Request& request, http::Context& context, const std::string& own_region, const std::optional<Message>& problem);

http::Routes make_quiet_routes();

}  // namespace muster::organisations
