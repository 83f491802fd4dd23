// A day in the forms of this room: three fields NAME-day, NAME-month and NAME-year (http::make_day_field), in digits of
// every script.
#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/problem.hpp"
#include "platform/http/http.hpp"

namespace muster::updates {

// Empty when nothing was typed. A refusal's field is `name`.
Result<std::optional<Date>> read_day(const http::Request& request, const std::string& name);

}  // namespace muster::updates
