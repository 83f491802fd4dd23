// Draws how many reports are due in each month of a cycle, by region.
#pragma once

#include <set>
#include <span>

#include "features/reports/rotation.hpp"
#include "features/reports/schedule_view.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

// The round whose months are shown on that day: the one that has begun last, at least the first.
int find_shown_round(const Schedule& schedule, Date today);
// "November 2026"; the slot's month in the shown round.
Message name_month(const http::Request& request, const http::Context& context, const Schedule& schedule, int slot, int round);
// Slots of organisations that are not in `members` are left out. Requires first_cycle_on.
MonthsFigure make_figure(const http::Request& request, const http::Context& context, const Schedule& schedule, std::span<const Slot> slots,
                         const std::set<OrganisationId>& members);

}  // namespace muster::reports
