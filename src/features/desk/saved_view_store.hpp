// Rows of saved views and of what people pinned. Every change of a view is in the log; what stands above a
// person's own tables is nobody else's business and is not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "features/desk/saved.hpp"
#include "platform/db/database.hpp"

namespace muster::desk {

// A view as one person sees it.
struct ViewState {
  std::string key;  // a shipped view's word, or a saved one's number
  Message name;
  std::string query;
  bool is_pinned = false;
  std::optional<SavedView> saved;  // empty for one that comes with the program
};
std::vector<ViewState> list_views(db::Read& read, const Table& table, PersonId person);
// Also one that is deleted.
std::optional<SavedView> find_view(db::Read& read, std::int64_t id);

// invalid: the person has one of that name already, or too many.
Result<std::int64_t> insert_view(db::Write& write, const By& by, const SavedView& view);
Result<void> change_view(db::Write& write, const By& by, std::int64_t id, const std::string& name, bool is_shared);
// Both do nothing a second time. Views deleted more than 30 days ago go for good.
void delete_view(db::Write& write, const By& by, std::int64_t id);
void restore_view(db::Write& write, const By& by, std::int64_t id);
void pin_view(db::Write& write, PersonId person, const std::string& table, const std::string& key, bool is_pinned);

}  // namespace muster::desk
