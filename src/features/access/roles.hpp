// Roles as they are stored.
#pragma once

#include <optional>
#include <string_view>

#include "base/actor.hpp"

namespace muster::access {

constexpr std::string_view role_name(Role role) {
  switch (role) {
    case Role::administrator: return "administrator";
    case Role::staff: return "staff";
    case Role::regional_leader: return "regional_leader";
    case Role::committee_member: return "committee_member";
    case Role::representative: break;
  }
  return "representative";
}

constexpr std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::administrator, Role::staff, Role::regional_leader, Role::committee_member, Role::representative}) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace muster::access
