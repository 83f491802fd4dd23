// How rows of an import keep what they need as JSON: facts, messages with their values, seats. A message is
// stored by its English source text and its values, so that each reader has it in the own language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/message.hpp"
#include "features/imports/imports.hpp"

namespace muster::imports {

struct BroughtSeat {
  SeatId seat;
  PersonId person;
  bool is_person_new = false;  // came with this line
};
std::string format_seats(const std::vector<BroughtSeat>& seats);
std::vector<BroughtSeat> parse_seats(std::string_view stored);

std::string format_words(const std::vector<std::string>& words);
std::vector<std::string> parse_words(std::string_view stored);

}  // namespace muster::imports
