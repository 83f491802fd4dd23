// The field for a day in small forms: three inputs NAME-day, NAME-month and NAME-year. The forms room reads them.
#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/message.hpp"
#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::http {

// With what was typed.
html::DateField make_day_field(const Request& request, std::string name, Message label);
// With a day that is known; empty without one.
html::DateField make_day_field(std::string name, Message label, std::optional<Date> day);

}  // namespace muster::http
