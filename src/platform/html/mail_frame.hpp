// What the frame of every HTML mail needs. The frame is one column of 600 px with styles on the elements,
// because mail programs drop style sheets; it loads nothing from anywhere (no pictures, no counting).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/locale.hpp"
#include "base/message.hpp"

namespace muster::html {

struct MailFrame {
  Locale locale = Locale::en;
  std::string brand;                // the programme's name
  std::string home_url;             // absolute
  std::string reply_to;             // a human address, said in the footer; empty: not said
  Message reason;                   // why this mail came to this person
  std::string settings_url;         // where it can be changed who gets mail; empty: not said

  std::string_view direction() const { return locale_direction(locale); }
  std::string_view start() const { return direction() == "rtl" ? "right" : "left"; }
};

}  // namespace muster::html
