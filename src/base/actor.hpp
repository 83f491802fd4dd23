// Who acts, and by which seats held today. A permission follows from a seat; one function
// (access::permits) answers for pages, exports, jobs and mail alike.
#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/locale.hpp"

namespace muster {

enum class Role { administrator, staff, regional_leader, committee_member, representative };

struct Seat {
  SeatId id;
  Role role = Role::representative;
  std::string region;           // regional leader: the region's code, e.g. "AF"
  OrganisationId organisation;  // representative: of which organisation
  bool is_prime = false;        // representative: the prime one

  bool operator==(const Seat&) const = default;
};

struct Actor {
  enum class Kind { nobody, person, system };

  Kind kind = Kind::nobody;
  AccountId account;
  PersonId person;
  SessionId session;
  std::string name;         // to greet; empty for nobody and system
  std::vector<Seat> seats;  // held today
  // The seat the person is working in (roles never mix on one screen); null without seats.
  SeatId working_seat;
  bool is_fully_signed_in = false;  // staff and administrators: password and second factor were given

  bool has_role(Role role) const;
  const Seat* find_seat(Role role) const;  // the working seat if it has this role, else the first
  // The organisation that the person works for now; none for others.
  OrganisationId organisation() const;
  static Actor nobody() { return {}; }
  static Actor system() { Actor a; a.kind = Kind::system; return a; }
};

// What a route, export or mail asks for. Each route names exactly one.
enum class Permission {
  everyone,           // also people who are not signed in
  signed_in,          // any seat, or none
  represent,          // representative of the organisation that the actor works for
  lead_region,        // regional leader, within the own region
  read_all_reports,   // committee member, staff, administrator (S19)
  run_programme,      // staff and administrators
  administer,         // administrators only
  develop_demo,       // /dev pages; exists in the demo only
};

}  // namespace muster
