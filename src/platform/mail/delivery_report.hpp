// The parts that machines write for machines: delivery reports (RFC 3464, RFC 6533), complaints (RFC 5965) and what
// became of a mail that arrived (RFC 8098). Internal to this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/mail/bounce.hpp"

namespace muster::mail {

// Each recipient that a report names, with what became of it: also "delivered", "relayed", "expanded". Where a report
// gives no reason, `notice` (the words for people beside it) does. At most 100.
std::vector<FailedRecipient> read_delivery_status(const Inbound& mail, std::string_view notice);

// "abuse", "not-spam"…, in lower case, and whose address it was; nothing when the mail is no such report.
struct Feedback {
  std::string type;
  std::vector<std::string> recipients;
};
std::optional<Feedback> read_feedback(const Inbound& mail);

}  // namespace muster::mail
