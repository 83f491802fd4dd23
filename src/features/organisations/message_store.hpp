// Words that strangers send to an organisation, or to staff about a page: kept closed, delivered by a job.
#pragma once

#include <optional>
#include <string>

#include "base/by.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

struct RelayMessage {
  OrganisationId organisation;
  bool is_for_staff = false;
  std::string writer_name;
  std::string writer_address;
  std::string words;
  bool is_delivered = false;
};

// Keeps the message and enqueues its delivery.
void insert_message(db::Write& write, const By& by, const RelayMessage& message);
std::optional<RelayMessage> find_message(db::Read& read, std::int64_t id);

}  // namespace muster::organisations
