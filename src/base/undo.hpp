// What an undo brings back, field by field: a value that is still as the change left it goes back to what stood there
// before; one that somebody changed since stays and is named.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace muster {

struct UndoPlan {
  std::map<std::string, std::string, std::less<>> back;
  std::vector<std::string> kept;  // names of fields
};

using FieldValues = std::map<std::string, std::string, std::less<>>;

// `before` says which fields; one that is missing in `after` or `now` goes back.
inline UndoPlan plan_undo(const FieldValues& before, const FieldValues& after, const FieldValues& now) {
  UndoPlan plan;
  for (const auto& [name, value] : before) {
    const auto brought = after.find(name), held = now.find(name);
    if (brought != after.end() && held != now.end() && brought->second != held->second) {
      plan.kept.push_back(name);
    } else {
      plan.back[name] = value;
    }
  }
  return plan;
}

}  // namespace muster
