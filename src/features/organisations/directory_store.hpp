// Rows of the public directory, from the public projection alone, and the directory in memory that follows them.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "features/organisations/directory.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// All public organisations by name; at most 200,000.
std::vector<Organisation> list_public(db::PublicRead& read);
// These, in this order; one that is no longer public is left out.
std::vector<Organisation> list_public(db::PublicRead& read, std::span<const OrganisationId> ids);

// One for each program. Thread-safe; the first read, and one after very many changes, waits for all rows.
class HeldDirectory {
 public:
  // Never from before what the read sees.
  std::shared_ptr<const Directory> as_of(db::PublicRead& read);

 private:
  std::mutex mutex_;
  std::shared_ptr<const Directory> held_;
  std::int64_t stamp_ = -1;
};

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
