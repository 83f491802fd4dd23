#include "features/desk/bulk_pages.hpp"

#include <algorithm>

#include "features/desk/bulk_store.hpp"
#include "features/desk/bulk_view.hpp"
#include "features/desk/saved_view_pages.hpp"
#include "features/people/people.hpp"
#include "views_desk.hpp"

namespace muster::desk {
namespace {

html::Tag make_tag(std::string_view state) {
  if (state == "done") return {.kind = "done", .icon = "check", .label = tr("Done")};
  if (state == "left") return {.kind = "due", .label = tr("Left out")};
  return {.kind = "info", .label = tr("Waiting")};
}

void add_rows(db::Read& read, const http::Request& request, const http::Context& context, std::int64_t run, BulkPage& page) {
  const auto translate = [&](const Message& message) { return context.texts.translate(request.locale, message); };
  page.rows.clear();
  page.waiting = page.done = page.left = 0;
  for (const BulkRow& row : list_rows(read, run)) {
    (row.state == "done" ? page.done : row.state == "left" ? page.left : page.waiting) += 1;
    page.rows.push_back({row.name, local_url(request, "/staff/organisations/" + row.organisation.format()), make_tag(row.state), read_message(row.said, translate)});
  }
}

Message say_who(db::Read& read, const BulkRun& run) {
  const auto person = people::find_person(read, run.made_by);
  if (!person || person->is_erased) return tr("Started on {at}", {{"at", run.made_at}});
  return tr("Started by {name} on {at}", {{"name", person->name}, {"at", run.made_at}});
}

http::Response show_run(const http::Request& request, http::Context& context, const std::vector<BulkKind>& kinds) {
  const auto id = request.id<Id<struct BulkRunTag>>("run");
  const auto run = id ? context.db.read([&](db::Read& read) { return find_run(read, id->value()); }) : std::nullopt;
  const auto kind = run ? std::ranges::find(kinds, run->kind, &BulkKind::name) : kinds.end();
  if (kind == kinds.end()) return http::Response::page({}, 404);
  BulkPage page{.url = local_url(request, "/staff/bulk/" + id->format()), .back_url = local_url(request, kind->path)};
  context.db.read([&](db::Read& read) {
    page.line = say_who(read, *run);
    add_rows(read, request, context, run->id, page);
  });
  html::Writer w(context.texts, request.locale);
  views::bulk(w, context.make_shell(request, kind->title), page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_bulk_routes(std::vector<BulkKind> kinds) {
  return {{http::Method::get, "/{lang}/staff/bulk/{run}", Permission::run_programme,
           http::PrivateHandler([kinds = std::move(kinds)](const http::Request& request, http::Context& context) { return show_run(request, context, kinds); }), {}}};
}

}  // namespace muster::desk
