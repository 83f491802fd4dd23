// A record as fields that are chosen one by one when two become one. Pure: which fields there are, how they are
// called, what they come to.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "features/imports/imports.hpp"

namespace muster::merges {

enum class Kind { organisation, person };
std::string_view kind_name(Kind kind);  // as stored, and in addresses
std::optional<Kind> parse_kind(std::string_view name);

using imports::Facts;

struct Field {
  std::string_view name;
  SourceText label;
  bool takes_both = false;  // codes between blanks: those of both together
};
std::span<const Field> list_fields(Kind kind);

enum class Side { kept, gone, both };
std::optional<Side> parse_side(std::string_view name);
std::string_view side_name(Side side);

using Choices = std::map<std::string, Side, std::less<>>;
// What stays unless somebody chooses: the kept record's value, where it has one.
Side choose_side(const Facts& kept, const Facts& gone, std::string_view field);
// The fields in which two records differ, in order.
std::vector<std::string> list_differences(Kind kind, const Facts& kept, const Facts& gone);
// The fields of the kept record that change by the choices, with their new values.
Facts apply_choices(Kind kind, const Facts& kept, const Facts& gone, const Choices& choices);

}  // namespace muster::merges
