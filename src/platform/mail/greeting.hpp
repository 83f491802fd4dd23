// What a smarthost says before any mail: whether it takes us, encrypts, and knows international addresses. Opens one
// connection with the settings that mail is sent with, signs in where they say so, and closes it.
#pragma once

#include <chrono>
#include <string>

#include "platform/mail/mail.hpp"

namespace muster::mail {

struct Greeting {
  bool is_open = false;
  std::string words;  // why not, with the server's own words
  bool is_encrypted = false;
  bool offers_smtputf8 = false;
};

// Waits at most `time` at each of a few steps. Throws std::invalid_argument for a smarthost that is not "host:port".
Greeting greet_smarthost(const Settings& settings, std::chrono::milliseconds time);

}  // namespace muster::mail
