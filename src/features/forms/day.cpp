#include "features/forms/answer.hpp"

namespace muster::forms {

Result<std::optional<Date>> read_day(const RawFields& fields, const std::string& name) {
  const auto answer = check_answer({.code = name, .kind = Kind::date}, fields);
  if (!answer) return invalid(name, answer.error().front().message);
  const auto* given = std::get_if<PartialDate>(&answer->value);
  if (given == nullptr) return std::optional<Date>();
  const auto day = Date::parse(given->format_iso());
  if (!day) return invalid(name, tr("Enter day, month and year."));
  return day;
}

}  // namespace muster::forms
