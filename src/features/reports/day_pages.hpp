// A day in the small forms of this room: three fields NAME-day, NAME-month and NAME-year (http::make_day_field), in digits
// of every script.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/problem.hpp"
#include "platform/http/day_field.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

using http::make_day_field;

// Empty when nothing was typed. A refusal's field is `name`, and says which part to mend.
Result<std::optional<Date>> read_day(const http::Request& request, const std::string& name);
// A date that staff may give: after today and within two years.
Result<Date> read_day_to_come(const http::Request& request, const Clock& clock, const std::string& name);

}  // namespace muster::reports
