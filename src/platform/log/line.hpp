// One event as one line of key=value. Whatever a value holds, it stays one line and one value: nobody
// forges an entry by sending a line feed. Internal to this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/log/log.hpp"

namespace muster::log {

// Plain values stand bare (42, a/b, -); others in quotes with \n, \", \\ and \xNN for control characters
// and for bytes that are not UTF-8. A value is cut after 1,000 bytes.
std::string format_line(std::string_view event, const std::vector<Log::Field>& fields);

}  // namespace muster::log
