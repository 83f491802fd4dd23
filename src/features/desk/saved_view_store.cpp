#include "features/desk/saved_view_store.hpp"

#include <map>

#include "features/audit/audit.hpp"
#include "queries_desk.hpp"

namespace muster::desk {
namespace {

constexpr std::chrono::hours kKeptAfterDeletion{24 * 30};

SavedView make_view(const db::Row& row) {
  return {.id = row.int64("id"), .table = row.text("list"), .owner = row.id<PersonId>("owner"), .name = row.text("name"), .query = row.text("query"),
          .is_shared = row.flag("shared"), .deleted_at = row.optional_instant("deleted_at")};
}

std::map<std::string, bool> list_choices(db::Read& read, const std::string& table, PersonId person) {
  std::map<std::string, bool> choices;
  read.each(sql::list_pins, {{"person", person}, {"list", table}}, [&](const db::Row& row) { choices[row.text("view")] = row.flag("pinned"); });
  return choices;
}

// A view of the same name would make two tabs that nobody can tell apart.
Result<void> check_name_is_free(db::Read& read, const SavedView& view) {
  if (read.exists(sql::find_view_named, {{"owner", view.owner}, {"list", view.table}, {"name", view.name}, {"view", view.id}})) {
    return invalid("name", tr("You have a view of this name. Choose another name."));
  }
  return {};
}

void record(db::Write& write, const By& by, std::string action, const SavedView& view, std::vector<audit::Change> changes) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "saved_view", .subject = view.id, .about = view.owner, .changes = std::move(changes)});
}

const char* yes_no(bool is_so) { return is_so ? "yes" : "no"; }

}  // namespace

std::vector<ViewState> list_views(db::Read& read, const Table& table, PersonId person) {
  const auto choices = list_choices(read, table.name, person);
  const auto is_pinned = [&](const std::string& key, bool otherwise) {
    const auto chosen = choices.find(key);
    return chosen == choices.end() ? otherwise : chosen->second;
  };
  std::vector<ViewState> views;
  for (const ShippedView& shipped : table.views) views.push_back({shipped.key, shipped.name, shipped.query, is_pinned(shipped.key, true), {}});
  for (SavedView& view : read.list(sql::list_views, {{"list", table.name}, {"person", person}}, make_view)) {
    const std::string key = std::to_string(view.id);
    views.push_back({key, verbatim(view.name), view.query, is_pinned(key, is_pinned_by_rule(view, person)), view});
  }
  return views;
}

std::optional<SavedView> find_view(db::Read& read, std::int64_t id) { return read.find(sql::find_view, {{"view", id}}, make_view); }

Result<std::int64_t> insert_view(db::Write& write, const By& by, const SavedView& view) {
  write.lock("person", view.owner.value());
  if (auto free = check_name_is_free(write, view); !free) return std::unexpected(free.error());
  if (write.count(sql::count_views, {{"owner", view.owner}, {"list", view.table}}) >= static_cast<std::int64_t>(kViewsMost)) {
    return invalid("name", tr("You have {count} views of this table. Delete one first.", {{"count", static_cast<std::int64_t>(kViewsMost)}}));
  }
  SavedView made = view;
  made.id = write.insert(sql::insert_view, {{"list", view.table}, {"owner", view.owner}, {"name", view.name}, {"query", view.query}, {"shared", view.is_shared}, {"at", by.clock.now()}});
  record(write, by, "desk.add_view", made, {{"name", "", view.name, true}, {"shared", "", yes_no(view.is_shared)}});
  return made.id;
}

Result<void> change_view(db::Write& write, const By& by, std::int64_t id, const std::string& name, bool is_shared) {
  const auto view = find_view(write, id);
  if (!view || view->deleted_at) return refused(Problem::Kind::not_found, {});
  if (view->owner) write.lock("person", view->owner.value());
  SavedView changed = *view;
  changed.name = name;
  changed.is_shared = is_shared;
  if (auto free = check_name_is_free(write, changed); !free) return free;
  std::vector<audit::Change> changes;
  if (view->name != name) changes.push_back({"name", view->name, name, true});
  if (view->is_shared != is_shared) changes.push_back({"shared", yes_no(view->is_shared), yes_no(is_shared)});
  if (changes.empty()) return {};
  write.execute(sql::update_view, {{"view", id}, {"name", name}, {"shared", is_shared}});
  record(write, by, "desk.change_view", changed, std::move(changes));
  return {};
}

void delete_view(db::Write& write, const By& by, std::int64_t id) {
  const auto view = find_view(write, id);
  if (!view || write.execute(sql::delete_view, {{"view", id}, {"at", by.clock.now()}}) == 0) return;
  record(write, by, "desk.delete_view", *view, {{"name", view->name, "", true}});
  const Instant before = by.clock.now() - kKeptAfterDeletion;
  write.execute(sql::forget_pins_before, {{"before", before}});
  write.execute(sql::forget_views_before, {{"before", before}});
}

void restore_view(db::Write& write, const By& by, std::int64_t id) {
  const auto view = find_view(write, id);
  if (!view || write.execute(sql::restore_view, {{"view", id}}) == 0) return;
  record(write, by, "desk.restore_view", *view, {{"name", "", view->name, true}});
}

void pin_view(db::Write& write, PersonId person, const std::string& table, const std::string& key, bool is_pinned) {
  write.execute(sql::put_pin, {{"person", person}, {"list", table}, {"view", key}, {"pinned", is_pinned}});
}

}  // namespace muster::desk
