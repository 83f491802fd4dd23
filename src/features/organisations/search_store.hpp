// Finding organisations by folded words, in any script or transliterated. A word is looked up with LIKE
// on the folded copy: the trigram indexes of both engines serve it from three letters on, and shorter
// words fall back to a bounded scan, so that no statement needs a twin.
#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// Terms as search::split_terms makes them; none finds nothing.
std::vector<OrganisationId> match_public(db::PublicRead& read, const std::vector<std::string>& terms);
std::vector<OrganisationId> match_all(db::Read& read, const std::vector<std::string>& terms);

}  // namespace muster::organisations
