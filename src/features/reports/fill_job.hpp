// Mails about filling in: the receipt, a report handed over, and one that staff entered and a representative
// confirms. Each goes once a cause, in the reader's language.
#pragma once

#include <vector>

#include "base/date.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::reports {

struct FillMail {
  std::string organisation;
  std::string url;
};

std::vector<jobs::Kind> make_fill_jobs();

}  // namespace muster::reports
