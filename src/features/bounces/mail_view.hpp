// What the mail of this room says.
#pragma once

#include <string>

namespace muster::bounces {

struct ComesBackMail {
  std::string organisation;
  std::string person;  // whose address it is
  std::string url;     // of the organisation's people
};

}  // namespace muster::bounces
