// The rules of who may include what, read from a table. Knows the kinds of places that a house like
// this has (storeys, rooms, roles of files) and no name of any room.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/source_text.hpp"
#include "tools/standard_headers.hpp"

namespace muster::checks {

// Where a file stands, or what an include points at.
struct Place {
  enum class Kind { base, platform, feature, web, app, tool, test, queries, views, embedded, unknown };
  Kind kind = Kind::unknown;
  std::string room;  // platform, feature, queries, views
  std::string role;  // feature: rules, door, store, ...
  std::string name() const;  // "platform/db", "base": as the table names rooms
};

class IncludeRules {
 public:
  // Throws std::runtime_error when the table is not what it should be.
  explicit IncludeRules(const std::string& toml);
  std::vector<Finding> check(const Tree& tree) const;

 private:
  struct Role {
    std::set<std::string> own, platform;
    bool queries = false, views = false, web = false;
  };
  struct Library {
    std::string name;
    std::vector<std::string> headers;
    std::set<std::string> rooms;
  };

  Place place_of(std::string_view path) const;
  Place target_of(std::string_view included) const;
  std::optional<Finding> check_include(const Place& from, std::string_view included, bool is_system) const;
  std::optional<Finding> check_system(const Place& from, std::string_view included) const;
  std::optional<Finding> check_platform(const Place& from, const Place& to) const;
  std::optional<Finding> check_feature(const Place& from, const Place& to, std::string_view included) const;

  std::map<std::string, int> storeys_, steps_;
  int web_storey_ = 0;
  std::map<std::string, Role> roles_;
  std::vector<Library> libraries_;
  std::vector<std::string> posix_;
  std::set<std::string> exceptions_, embedded_;
  StandardHeaders standard_{{}};
};

// The self-test: bad samples that must be found and good ones that must pass. Returns the exit code.
int run_include_samples(const IncludeRules& rules);

}  // namespace muster::checks
