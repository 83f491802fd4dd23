#include "features/reports/day_pages.hpp"

#include "features/forms/forms.hpp"

namespace muster::reports {
namespace {

constexpr int kMostMonths = 24;  // within a cycle

}  // namespace

Result<std::optional<Date>> read_day(const http::Request& request, const std::string& name) {
  const auto answer = forms::check_answer({.code = name, .kind = forms::Kind::date}, request.form.pairs());
  if (!answer) return invalid(name, answer.error().front().message);
  const auto* given = std::get_if<PartialDate>(&answer->value);
  if (given == nullptr) return std::optional<Date>();
  const auto day = Date::parse(given->format_iso());
  if (!day) return invalid(name, tr("Enter day, month and year."));
  return day;
}

Result<Date> read_day_to_come(const http::Request& request, const Clock& clock, const std::string& name) {
  const Date today = clock.today();
  const auto day = read_day(request, name);
  if (!day) return std::unexpected(day.error());
  if (!*day || **day <= today) return invalid(name, tr("Enter a day to come, for example {date}.", {{"date", today.plus_months(2)}}));
  if (**day > today.plus_months(kMostMonths)) return invalid(name, tr("Choose a day before {date}.", {{"date", today.plus_months(kMostMonths)}}));
  return **day;
}

}  // namespace muster::reports
