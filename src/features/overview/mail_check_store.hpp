// The last result of looking whether others take our mail. One is kept; asking for it never looks anything up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/overview/mail_check.hpp"
#include "platform/db/database.hpp"

namespace muster::overview {

struct MailCheck {
  Instant looked_at;
  std::string problem;  // why nothing could be looked at: "log", what follows kNoNameServer, or words; else empty
  std::vector<MailFinding> findings;
};
std::optional<MailCheck> find_mail_check(db::Read& read);
// The earliest moment since which something is worse than it was.
std::optional<Instant> find_mail_worse_since(db::Read& read);
// Where there is a problem, what was found before stays.
void keep_mail_check(db::Write& write, Instant at, const std::string& problem, std::vector<MailFinding> findings);

}  // namespace muster::overview
