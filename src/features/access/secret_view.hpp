// What the pages about passwords and second factors show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::access {

struct SecondFactorPage {
  std::string url;
  std::string return_to;
  std::string skip_url;       // for people who also hold a seat that needs no password; may be empty
  bool is_missing = false;    // no password was ever set
  std::string set_up_url;     // POST: mails a set-up link
  html::TextField password;
  html::TextField code;
  std::vector<html::ErrorLine> errors;
};

struct SetPasswordPage {
  std::string url;
  std::string name;
  html::TextField old_password;  // without a label on a set-up link
  html::TextField password;
  std::vector<html::ErrorLine> errors;
  bool asks_old = false;
};

struct AuthenticatorPage {
  std::string url;
  Html qr;
  std::string secret;  // base32 in groups of four
  html::TextField code;
  std::vector<html::ErrorLine> errors;
};

struct RecoveryPage {
  std::vector<std::string> codes;
  std::string next_url;
};

}  // namespace muster::access
