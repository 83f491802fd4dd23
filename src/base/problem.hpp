// Why something that people may well do could not be done, in words that say what to do next.
// Problems are values (std::expected); broken machinery is an exception and never a Problem.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/message.hpp"

namespace muster {

struct Problem {
  enum class Kind {
    invalid,    // 422: the input does not fit; `field` names it
    not_found,  // 404: absent, or not the actor's to see
    forbidden,  // 403
    conflict,   // 409: somebody else was faster, or the state has moved on
    gone,       // 410: expired or used
    limited,    // 429: too often
  };

  Kind kind = Kind::invalid;
  std::string field;  // form field name; empty when the whole is meant
  Message message;

  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

template <class T>
using Result = std::expected<T, Problem>;

inline std::unexpected<Problem> invalid(std::string field, Message message) {
  return std::unexpected(Problem{Problem::Kind::invalid, std::move(field), std::move(message)});
}
inline std::unexpected<Problem> refused(Problem::Kind kind, Message message) {
  return std::unexpected(Problem{kind, {}, std::move(message)});
}

}  // namespace muster
