// A filter of a table under a name: what may be kept, who may change it, and where it stands. Pure. A view is
// a query string of one table and holds nothing of the rows that it finds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"

namespace muster::desk {

inline constexpr std::size_t kViewNameLength = 60;    // code points
inline constexpr std::size_t kViewQueryLength = 1000;  // bytes
inline constexpr std::size_t kViewsMost = 50;         // of one person for one table

// Comes with the program, for everybody, and cannot be changed.
struct ShippedView {
  std::string key;  // a word; never a number
  Message name;
  std::string query;
};

// A table of another room, as that room describes it.
struct Table {
  std::string name;   // "organisations"
  std::string path;   // "/staff/organisations"
  Message title;
  std::vector<ShippedView> views;
};

struct SavedView {
  std::int64_t id = 0;
  std::string table;
  PersonId owner;  // null: its owner was forgotten
  std::string name;
  std::string query;
  bool is_shared = false;
  std::optional<Instant> deleted_at;
};

// Trimmed, one line, 1 to 60 characters; the problem names the field "name".
Result<std::string> check_view_name(std::string_view name);
// As a table writes its own address: letters, figures, percent signs and what separates fields. Without a page number.
bool is_view_query(std::string_view query);
bool may_see(const SavedView& view, PersonId person);
// Its owner; of a shared one also who administers.
bool may_change(const SavedView& view, const Actor& actor);
// Without a choice of their own people see what comes with the program, and what they made themselves.
bool is_pinned_by_rule(const SavedView& view, PersonId person);

}  // namespace muster::desk
