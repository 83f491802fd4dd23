// A day to come in the small forms of this room: three fields NAME-day, NAME-month and NAME-year (http::make_day_field).
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/problem.hpp"
#include "platform/http/day_field.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

using http::make_day_field;

// A date that staff may give: after today and within two years. A refusal's field is `name`, and says which part to mend.
Result<Date> read_day_to_come(const http::Request& request, const Clock& clock, const std::string& name);

}  // namespace muster::reports
