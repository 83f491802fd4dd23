#include "features/access/access.hpp"

namespace muster::access {
namespace {

// Staff and administrators count only after password and second factor.
bool is_fully(const Actor& actor, Role role) { return actor.is_fully_signed_in && actor.has_role(role); }

bool runs_programme(const Actor& actor) { return is_fully(actor, Role::staff) || is_fully(actor, Role::administrator); }

}  // namespace

bool permits(const Actor& actor, Permission permission) {
  if (actor.kind == Actor::Kind::system) return true;
  if (permission == Permission::everyone) return true;
  if (permission == Permission::develop_demo) return true;  // its routes exist in the demo only
  if (actor.kind != Actor::Kind::person) return false;
  switch (permission) {
    case Permission::signed_in: return true;
    case Permission::represent: return actor.has_role(Role::representative);
    case Permission::lead_region: return actor.has_role(Role::regional_leader);
    case Permission::read_all_reports: return actor.has_role(Role::committee_member) || runs_programme(actor);
    case Permission::run_programme: return runs_programme(actor);
    case Permission::administer: return is_fully(actor, Role::administrator);
    case Permission::everyone:
    case Permission::develop_demo: return true;
  }
  return false;
}

bool may_see_organisation(const Actor& actor, OrganisationId organisation, std::string_view region) {
  if (permits(actor, Permission::run_programme)) return true;
  for (const Seat& seat : actor.seats) {
    if (seat.role == Role::representative && seat.organisation == organisation) return true;
    if (seat.role == Role::regional_leader && !region.empty() && seat.region == region) return true;
  }
  return false;
}

}  // namespace muster::access
