// What a reviewer is shown of a report: what differs from the last accepted one, word by word, and notes from
// checks. A note is a thing to look at and never a verdict: nothing here refuses a report (S119), and what an
// organisation did or did not do locally is no part of it (S26, S109). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/difference.hpp"
#include "base/message.hpp"
#include "features/forms/forms.hpp"

namespace muster::reports {

// The one question whose number is compared with last time's.
inline constexpr std::string_view kMembers = "members";

// What checks look at.
struct ReviewFacts {
  bool is_first = false;  // nothing to compare with
  std::optional<forms::Number> members_before;
  std::optional<forms::Number> members_now;
  int representatives = 0;
  int representatives_least = 2;
  bool has_prime = true;
  bool has_contact = true;
  bool waits_for_confirmation = false;  // entered by staff
  bool has_waiver_wish = false;
  std::int64_t findings = 0;
  std::int64_t differences = 0;
};
// In the order in which staff look at them (S71, S69, S38, S119).
std::vector<Message> list_notes(const ReviewFacts& facts);
// Changed by four fifths or more, up or down; a range counts as its middle.
bool is_large_change(const forms::Number& before, const forms::Number& now);
// Can be accepted in a row with others: nothing differs and nothing is to be looked at.
bool is_clean(const ReviewFacts& facts);

}  // namespace muster::reports
