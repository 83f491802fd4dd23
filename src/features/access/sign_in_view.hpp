// What the sign-in views show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::access {

struct SignInPage {
  std::string url;
  std::string return_to;
  bool is_kept = false;  // a save waits: its session had ended
  html::TextField email;
  std::vector<html::ErrorLine> errors;
};

struct CodePage {
  std::string url;
  std::string again_url;
  bool is_other_browser = false;  // reached by a link that another browser asked for
  html::TextField code;
  std::vector<html::ErrorLine> errors;
};

// One sentence and one button.
struct ButtonPage {
  html::Hero hero;
  Message line;
  Message action;
  std::string url;        // POST; empty: no button
  std::string other_url;  // GET, below the button; may be empty
  Message other;
};

struct SignInMailView {
  std::string code;
  std::string url;
};

struct SetUpMailView {
  std::string url;
};

}  // namespace muster::access
