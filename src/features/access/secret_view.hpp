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
  html::TextField password;
  std::vector<html::ErrorLine> errors;
};

struct AuthenticatorPage {
  std::string url;
  Html qr;
  std::string secret;  // base32 in groups of four
  html::TextField code;
  std::vector<html::ErrorLine> errors;
};

// One's own password or recovery codes, while signed in: the old password and a code prove who asks.
struct OwnSecretPage {
  std::string url;
  std::string back_url;
  html::TextField old_password;
  html::TextField code;
  html::TextField password;  // the new one; without a label on the page of recovery codes
  std::int64_t codes_left = 0;
  std::vector<html::ErrorLine> errors;
};

struct SecretChangedMail {
  bool is_password = false;  // else recovery codes
};

struct RecoveryPage {
  std::vector<std::string> codes;
  std::string next_url;
};

}  // namespace muster::access
