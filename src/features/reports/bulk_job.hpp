// What staff do to many reports at once, one row at a time: remind, give more time, accept. Each says of a row
// what was done or why it was left out; the desk room carries the rows out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/date.hpp"
#include "base/programme.hpp"
#include "features/desk/desk.hpp"
#include "features/reports/reports.hpp"

namespace muster::reports {

desk::BulkKind make_remind_kind();
// Values: until, reason; a row's `seen` is the date that the preview showed.
desk::BulkKind make_defer_kind();
// A row's `seen` is "12-7": report 12 as version 7.
desk::BulkKind make_accept_kind();
std::vector<desk::BulkKind> make_bulk_kinds();

// Defers one report and tells its representatives the new date. conflict: it was sent already, or its date is not the
// one that was seen (empty: any); not_found: it has no date.
Result<void> defer(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, Date until, const std::string& reason,
                   std::string_view seen);
// Nothing differs from the report before and the checks noted nothing.
bool is_clean_now(db::Read& read, const Programme& programme, Date today, ReportId report);

// "12-7", as a form names a report in the version that it showed.
struct ReportChoice {
  ReportId id;
  std::int64_t version = 0;
};
std::optional<ReportChoice> parse_choice(std::string_view text);

}  // namespace muster::reports
