#include "platform/db/parameters.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/text.hpp"

namespace muster::db {
namespace {

void check_value(std::string_view statement, const Parameter& parameter) {
  const auto refuse = [&](std::string_view why) {
    throw Error(Error::Kind::invalid_value, fmt::format("{}: :{} {}", statement, parameter.name, why));
  };
  if (const auto* text = std::get_if<std::string>(&parameter.value.variant()); text && !is_clean_utf8(*text)) {
    refuse("is not UTF-8 text, or contains NUL");
  }
  // SQLite would turn NaN into NULL.
  if (const auto* number = std::get_if<double>(&parameter.value.variant()); number && !std::isfinite(*number)) {
    refuse("is not a finite number");
  }
}

}  // namespace

std::vector<const Value*> match_parameters(std::string_view statement, const std::vector<std::string>& names,
                                           const Parameters& parameters) {
  std::vector<const Value*> values;
  values.reserve(names.size());
  for (const std::string& name : names) {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.name == name; });
    if (found == parameters.end()) throw std::logic_error(fmt::format("{}: no value for :{}", statement, name));
    check_value(statement, *found);
    values.push_back(&found->value);
  }
  if (parameters.size() == names.size()) return values;
  for (const Parameter& parameter : parameters) {
    if (std::count(names.begin(), names.end(), parameter.name) != 1) {
      throw std::logic_error(fmt::format("{}: there is no parameter :{}", statement, parameter.name));
    }
  }
  throw std::logic_error(fmt::format("{}: a parameter is given twice", statement));
}

}  // namespace muster::db
