// States of an organisation's life as they are stored.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "features/organisations/organisations.hpp"

namespace muster::organisations {

inline constexpr std::array kStatuses = {Status::applicant, Status::accredited, Status::withdrawn, Status::decertified, Status::dissolved, Status::unclear};

constexpr std::string_view status_name(Status status) {
  switch (status) {
    case Status::applicant: return "applicant";
    case Status::accredited: return "accredited";
    case Status::withdrawn: return "withdrawn";
    case Status::decertified: return "decertified";
    case Status::dissolved: return "dissolved";
    case Status::unclear: break;
  }
  return "unclear";
}

constexpr std::optional<Status> parse_status(std::string_view name) {
  for (const Status status : kStatuses) {
    if (status_name(status) == name) return status;
  }
  return std::nullopt;
}

}  // namespace muster::organisations
