// The field for a day in small forms: three inputs NAME-day, NAME-month and NAME-year, as people on phones write a day faster
// than they find it in a calendar. Only writes the field; the forms room reads it (forms::read_day).
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
