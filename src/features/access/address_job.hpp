// The mail that shows that a new address is its owner's.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kSendAddressCode = "access.send_address_code";
jobs::Kind make_address_job();

}  // namespace muster::access
