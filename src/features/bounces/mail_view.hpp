// What the mail of this room says to colleagues of somebody whose mail came back: never a word of the message, which a
// stranger wrote, and never to the address itself.
#pragma once

#include <string>

namespace muster::bounces {

struct ComesBackMail {
  std::string organisation;
  std::string person;  // whose address it is
  std::string url;     // of the organisation's people
};

struct ListComesBackMail {
  std::string organisation;
  std::string address;  // the organisation's own, which its representatives may see
  std::string url;      // of the task
};

}  // namespace muster::bounces
