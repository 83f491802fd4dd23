#include "features/desk/desk.hpp"

#include "features/desk/bulk_store.hpp"
#include "features/desk/saved_view_store.hpp"
#include "queries_desk.hpp"

namespace muster::desk {

std::vector<PinnedView> list_pinned(db::Read& read, const Table& table, PersonId person) {
  std::vector<PinnedView> pinned;
  for (ViewState& state : list_views(read, table, person)) {
    if (state.is_pinned) pinned.push_back({std::move(state.name), std::move(state.query)});
  }
  return pinned;
}

std::string start_bulk(db::Database& database, const By& by, const Programme& programme, const BulkKind& kind, const NewBulk& bulk) {
  const std::int64_t run = database.write([&](db::Write& write) { return insert_run(write, by, kind, bulk); });
  work_on_run(database, by, programme, kind, run, kBulkAtOnce, [](db::Write&) {});
  return "/staff/bulk/" + std::to_string(run);
}

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable views{.key = "saved_views", .title = tr("Views of tables that you saved"), .columns = {{"name", tr("Name")}, {"table", tr("Table")}, {"query", tr("Filter")}, {"made_at", tr("When")}}};
  views.rows = read.list(sql::list_views_of_person, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("name"), row.text("list"), row.text("query"), row.instant("made_at").format_rfc3339()};
  });
  std::vector<HeldTable> all;
  if (!views.rows.empty()) all.push_back(std::move(views));
  HeldTable seen{.key = "seen", .title = tr("What you opened last"), .columns = {{"organisation", tr("Organisation")}, {"seen_at", tr("When")}}};
  seen.rows = read.list(sql::list_marks, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.int64("organisation") == 0 ? "all" : std::to_string(row.int64("organisation")), row.instant("seen_at").format_rfc3339()};
  });
  if (!seen.rows.empty()) all.push_back(std::move(seen));
  return all;
}

void forget_person(db::Write& write, PersonId person) {
  write.execute(sql::delete_marks, {{"person", person}});
  write.execute(sql::delete_pins_of_person, {{"person", person}});
  write.execute(sql::delete_pins_of_private_views, {{"person", person}});
  write.execute(sql::delete_private_views, {{"person", person}});
  write.execute(sql::disown_shared_views, {{"person", person}});
}

}  // namespace muster::desk
