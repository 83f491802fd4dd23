#include "platform/http/day_field.hpp"

namespace muster::http {

html::DateField make_day_field(const Request& request, std::string name, Message label) {
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

}  // namespace muster::http
