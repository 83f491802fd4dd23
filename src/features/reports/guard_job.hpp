// Work around publication that happens after the answer: publishing what was accepted, telling the submitter,
// passing a question on, and looking through published words again when people of an organisation change.
#pragma once

#include <string>
#include <vector>

#include "platform/jobs/jobs.hpp"

namespace muster::reports {

struct PublishedMail {
  std::string organisation;
  std::string url;       // of the published report
  std::string question;  // what staff ask about; else empty
  std::string words;
};

std::vector<jobs::Kind> make_guard_jobs();

}  // namespace muster::reports
