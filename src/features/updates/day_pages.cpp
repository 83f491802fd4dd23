#include "features/updates/day_pages.hpp"

#include "features/forms/forms.hpp"

namespace muster::updates {

Result<std::optional<Date>> read_day(const http::Request& request, const std::string& name) {
  const auto answer = forms::check_answer({.code = name, .kind = forms::Kind::date}, request.form.pairs());
  if (!answer) return invalid(name, answer.error().front().message);
  const auto* given = std::get_if<PartialDate>(&answer->value);
  if (given == nullptr) return std::optional<Date>();
  const auto day = Date::parse(given->format_iso());
  if (!day) return invalid(name, tr("Enter day, month and year."));
  return day;
}

}  // namespace muster::updates
