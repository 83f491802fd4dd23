#include "features/reports/day_pages.hpp"

#include "features/forms/forms.hpp"

namespace muster::reports {
namespace {

constexpr int kMostMonths = 24;  // within a cycle

}  // namespace

Result<Date> read_day_to_come(const http::Request& request, const Clock& clock, const std::string& name) {
  const Date today = clock.today();
  const auto day = forms::read_day(request.form.pairs(), name);
  if (!day) return std::unexpected(day.error());
  if (!*day || **day <= today) return invalid(name, tr("Enter a day to come, for example {date}.", {{"date", today.plus_months(2)}}));
  if (**day > today.plus_months(kMostMonths)) return invalid(name, tr("Choose a day before {date}.", {{"date", today.plus_months(kMostMonths)}}));
  return **day;
}

}  // namespace muster::reports
