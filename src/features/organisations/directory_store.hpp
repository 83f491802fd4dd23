// Rows of the public directory, from the public projection alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// All public organisations by name; at most 20,000.
std::vector<Organisation> list_public(db::PublicRead& read);

struct PublicStatus {
  Status status = Status::accredited;
  std::optional<PartialDate> since;
};
std::vector<PublicStatus> list_public_statuses(db::PublicRead& read, OrganisationId id);
std::vector<Membership> list_public_memberships(db::PublicRead& read, OrganisationId id);

// People of the organisation who agreed that their name is shown.
struct PublicPerson {
  std::string name;
  std::string office;  // in the organisation's words; empty for a representative
  bool is_prime = false;
  std::int64_t position = 0;
};
// Leaders in their order, then representatives, the prime one first; by name within.
std::vector<PublicPerson> list_public_people(db::PublicRead& read, OrganisationId id);

}  // namespace muster::organisations
