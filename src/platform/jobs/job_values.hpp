// A job's values as stored: a flat JSON object of strings. JSON stays behind this header.
#pragma once

#include <string>
#include <string_view>

#include "platform/jobs/jobs.hpp"

namespace muster::jobs {

std::string format_values(const Values& values);
// Throws std::runtime_error for anything but a flat object of strings: only format_values writes it.
Values parse_values(std::string_view json);

}  // namespace muster::jobs
