// What both engines check before a value is bound: each parameter of the statement is given once and
// no other, text is clean UTF-8 without NUL, numbers are finite. The engines would accept less or
// more, each in its own way (SQLite binds a forgotten parameter as NULL).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace muster::db {

// The values in the order of `names`. A name without a value, or a value without a name, is a
// std::logic_error; a value that must not be stored an Error of kind invalid_value.
std::vector<const Value*> match_parameters(std::string_view statement, const std::vector<std::string>& names,
                                           const Parameters& parameters);

}  // namespace muster::db
