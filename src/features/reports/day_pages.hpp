// A day in the small forms of this room: three fields NAME-day, NAME-month and NAME-year, in digits of every script.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/problem.hpp"
#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

// Empty when nothing was typed. A refusal's field is `name`, and says which part to mend.
Result<std::optional<Date>> read_day(const http::Request& request, const std::string& name);
// A date that staff may give: after today and within two years.
Result<Date> read_day_to_come(const http::Request& request, const Clock& clock, const std::string& name);

// The field with what was typed.
html::DateField make_day_field(const http::Request& request, std::string name, Message label);
// The field with a day that is known; empty without one.
html::DateField make_day_field(std::string name, Message label, std::optional<Date> day);

}  // namespace muster::reports
