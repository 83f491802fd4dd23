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

html::DateField make_day_field(const http::Request& request, std::string name, Message label) {
  html::DateField field{.id = name, .name = name, .label = std::move(label)};
  field.day = request.form.get(name + "-day");
  field.month = request.form.get(name + "-month");
  field.year = request.form.get(name + "-year");
  return field;
}

html::DateField make_day_field(std::string name, Message label, std::optional<Date> day) {
  html::DateField field{.id = name, .name = name, .label = std::move(label)};
  if (!day) return field;
  field.day = std::to_string(day->day());
  field.month = std::to_string(day->month());
  field.year = std::to_string(day->year());
  return field;
}

}  // namespace muster::updates
