// What the writers share: escaping, and a link as it is written for one recipient. Private to this room.
#pragma once

#include <string>
#include <string_view>

#include "platform/markdown/write.hpp"

namespace muster::markdown {

// For element content and quoted attributes.
void append_escaped(std::string& out, std::string_view text);

struct WrittenLink {
  std::string href;    // empty: words alone, a field gave no address
  std::string target;  // the true one
  std::string shown;   // its short form, empty where the words say it already
};
WrittenLink make_written_link(const Link& link, const Fill& fill);

// The field's value on one line, or the field as it is written.
std::string find_value(const Fill& fill, std::string_view name);

// Between two lines of a paragraph: nothing where the script has no blanks, else one.
std::string_view join_of_lines(std::string_view before, std::string_view after);

}  // namespace muster::markdown
