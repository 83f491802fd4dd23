// Tokens of counted links and of questions: a few bytes of numbers and a code that proves that they are ours (S52).
// They name no reader: everybody who has the same copy has the same token. Internal to this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/counting/counting.hpp"

namespace muster::counting {

// What a browser keeps of its answer to one question, so that another answer takes its place: the choice and a code.
// Everybody who chose the same holds the same. Letters, digits, - and _ only.
std::string make_answer_mark(const Keys& keys, const CountedLink& copy, int choice);
// The choice, if the mark was made for this copy.
std::optional<int> parse_answer_mark(const Keys& keys, const CountedLink& copy, std::string_view mark);

}  // namespace muster::counting
