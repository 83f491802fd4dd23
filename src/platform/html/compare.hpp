// What two people wrote at once, side by side with the words marked that differ, for every form that two may have
// open. Nothing is decided here: the page says which of the two is stored, and the reader chooses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "platform/html/components.hpp"

namespace muster::html {

// `before` is the other's text, `after` the reader's own; equal ones come out as such.
DiffPair make_diff_pair(Message label, std::string_view before, std::string_view after);

struct Conflict {
  DiffPair pair;
  std::string field;  // named by the box "take"; empty: there is none, the page offers another way
};

}  // namespace muster::html
