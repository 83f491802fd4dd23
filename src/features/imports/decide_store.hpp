// What is to become of one line of a file: found in the register, compared field by field with how it stands
// there and with what the last file said. Reads only: the dry run shows it, a real run carries it out.
#pragma once

#include <vector>

#include "features/imports/imports.hpp"
#include "features/imports/name_index.hpp"

namespace muster::imports {

struct Decision {
  Outcome outcome = Outcome::unchanged;
  std::vector<Message> why;
  OrganisationId organisation;  // null: to be added
  Facts before;                 // of the fields that change
  Facts changes;
  std::vector<Entry::Representative> people;  // to be brought in
};

// Learns the names of organisations that came since it was asked last. A write that is run again may ask again.
void renew_names(db::Read& read, NameIndex& names);
// By key; without one by the folded name in the same country. More than one cannot be told apart.
std::vector<OrganisationId> find_matches(db::Read& read, const NameIndex& names, const Entry& entry);
Decision decide(db::Read& read, const Rules& rules, const Entry& entry, const std::vector<OrganisationId>& matches, Date today);

}  // namespace muster::imports
