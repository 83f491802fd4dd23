#include "features/desk/saved.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::desk {

Result<std::string> check_view_name(std::string_view name) {
  const std::string_view trimmed = trim(name);
  if (trimmed.empty()) return invalid("name", tr("Give the view a name."));
  if (count_code_points(trimmed) > kViewNameLength) {
    return invalid("name", tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(kViewNameLength)}}));
  }
  if (has_hidden_controls(trimmed) || trimmed.find_first_of("\t\n") != std::string_view::npos) {
    return invalid("name", tr("Type this again. It holds signs that cannot be shown."));
  }
  return std::string(trimmed);
}

bool is_view_query(std::string_view query) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._~%&=").find(c) != std::string_view::npos;
  };
  if (query.size() > kViewQueryLength || !std::ranges::all_of(query, is_plain)) return false;
  return std::ranges::none_of(split(query, '&'), [](std::string_view field) { return field.starts_with("page=") || field.starts_with("id="); });
}

bool may_see(const SavedView& view, PersonId person) { return view.is_shared || (view.owner && view.owner == person); }

bool may_change(const SavedView& view, const Actor& actor) {
  if (view.owner && view.owner == actor.person) return true;
  return view.is_shared && actor.has_role(Role::administrator);
}

bool is_pinned_by_rule(const SavedView& view, PersonId person) { return view.owner && view.owner == person; }

}  // namespace muster::desk
