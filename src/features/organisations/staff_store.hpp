// Rows of the staff table.
#pragma once

#include <string>
#include <vector>

#include "features/organisations/staff_table.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// By name; those that match the words, all without words.
std::vector<StaffRow> list_staff_rows(db::Read& read, std::string_view words, Date today);

struct StatusEntry {
  Status status = Status::accredited;
  std::optional<PartialDate> since;
  std::string reason;
};
std::vector<StatusEntry> list_status_history(db::Read& read, OrganisationId id);

}  // namespace muster::organisations
