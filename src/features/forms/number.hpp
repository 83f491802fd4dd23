// Whole numbers as people write them: digits of any script, grouped by blanks, commas, dots or
// apostrophes, alone or as a range ("100–500", "500+"). A decimal is refused, never rounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "features/forms/answer.hpp"

namespace muster::forms {

// Digits of every script as ASCII digits; everything else stays. `text` must be clean UTF-8.
std::string fold_digits(std::string_view text);

// Empty when it is not one whole number that fits int64.
std::optional<std::int64_t> parse_number(std::string_view text);

// A number or a range with low ≤ high.
std::optional<Number> parse_number_or_range(std::string_view text);

}  // namespace muster::forms
