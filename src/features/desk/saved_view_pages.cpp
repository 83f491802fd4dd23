#include "features/desk/saved_view_pages.hpp"

#include <algorithm>
#include <charconv>

#include "features/desk/saved_view_store.hpp"
#include "features/desk/saved_view_view.hpp"
#include "features/people/people.hpp"
#include "views_desk.hpp"

namespace muster::desk {
namespace {

using http::Context;
using http::Request;
using http::Response;
using Tables = std::vector<Table>;

const Table* find_table(const Tables& tables, const std::string& name) {
  const auto found = std::ranges::find(tables, name, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

std::string table_url(const Request& request, const Table& table, const std::string& query) {
  return local_url(request, table.path) + (query.empty() ? "" : "?" + query);
}

std::string views_url(const Request& request) { return local_url(request, "/staff/views"); }

// The view that the address names, as far as the reader may see it; a deleted one is its owner's to bring back.
std::optional<SavedView> find_asked(const Request& request, Context& context) {
  const auto found = request.parameters.find("view");
  const auto id = found == request.parameters.end() ? std::nullopt : Id<struct SavedViewTag>::parse(found->second);
  if (!id) return std::nullopt;
  auto view = context.db.read([&](db::Read& read) { return find_view(read, id->value()); });
  return view && may_see(*view, request.actor.person) ? view : std::nullopt;
}

Message say_whose(db::Read& read, const ViewState& state, PersonId reader) {
  if (!state.saved) return tr("Comes with the program");
  if (state.saved->owner == reader) return state.saved->is_shared ? tr("Yours, shared with all staff") : tr("Yours alone");
  const auto person = state.saved->owner ? people::find_person(read, state.saved->owner) : std::nullopt;
  return person && !person->is_erased ? tr("Shared by {name}", {{"name", person->name}}) : tr("Shared");
}

ViewTable make_table(db::Read& read, const Request& request, const Table& table) {
  ViewTable made{.name = table.name, .title = table.title, .url = local_url(request, table.path)};
  for (const ViewState& state : list_views(read, table, request.actor.person)) {
    ViewLine line{.key = state.key, .url = table_url(request, table, state.query), .name = state.name,
                  .whose = say_whose(read, state, request.actor.person), .is_pinned = state.is_pinned};
    if (state.saved && may_change(*state.saved, request.actor)) {
      line.edit_url = views_url(request) + "/" + state.key;
      line.delete_url = line.edit_url + "/delete";
    }
    made.lines.push_back(std::move(line));
  }
  return made;
}

Response show_views(const Request& request, Context& context, const Tables& tables) {
  ViewsPage page{.pin_url = views_url(request) + "/pin"};
  context.db.read([&](db::Read& read) {
    page.tables.clear();
    for (const Table& table : tables) page.tables.push_back(make_table(read, request, table));
    const auto deleted = Id<struct SavedViewTag>::parse(request.query.get("deleted"));
    const auto view = deleted ? find_view(read, deleted->value()) : std::nullopt;
    const bool may_undo = view && view->deleted_at && may_change(*view, request.actor);
    page.restore_url = may_undo ? views_url(request) + "/" + deleted->format() + "/restore" : "";
  });
  html::Shell shell = context.make_shell(request, tr("Saved views"));
  if (request.query.has("restored")) shell.notice = html::Notice{"done", tr("The view is back.")};
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("The view is saved.")};
  html::Writer w(context.texts, request.locale);
  views::saved_views(w, shell, page);
  return Response::page(w.take());
}

Response render_form(const Request& request, Context& context, ViewFormPage page, bool is_new, const std::optional<Problem>& problem) {
  page.name.id = page.name.name = "name";
  page.name.label = tr("Name of the view");
  page.name.hint = tr("A few words, for example “Africa, late”.");
  page.shared.id = page.shared.name = "shared";
  page.shared.label = tr("Share it with all staff");
  page.shared.hint = tr("Colleagues can pin it. Only you and administrators can change it.");
  if (problem) {
    page.errors.push_back({"name", problem->message});
    page.name.error = problem->message;
  }
  html::Shell shell = context.make_shell(request, is_new ? tr("Save this view") : tr("Change the view"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::saved_view_form(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

Response render_new(const Request& request, Context& context, const Table& table, const http::Fields& from, const std::optional<Problem>& problem) {
  ViewFormPage page{.url = views_url(request), .back_url = table_url(request, table, from.get("query")), .table = table.name, .query = from.get("query"), .line = table.title};
  page.name.value = from.get("name");
  page.shared.is_chosen = from.has("shared");
  return render_form(request, context, std::move(page), true, problem);
}

Response show_new(const Request& request, Context& context, const Tables& tables) {
  const Table* table = find_table(tables, request.query.get("table"));
  // Without a table there is nothing to save: the list says how to begin.
  if (table == nullptr || !is_view_query(request.query.get("query"))) return Response::see_other(views_url(request));
  return render_new(request, context, *table, request.query, {});
}

Response save_new(const Request& request, Context& context, const Tables& tables) {
  const Table* table = find_table(tables, request.form.get("table"));
  if (table == nullptr || !is_view_query(request.form.get("query"))) return Response::see_other(views_url(request));
  auto name = check_view_name(request.form.get("name"));
  if (!name) return render_new(request, context, *table, request.form, name.error());
  const By by{context.clock, context.random, request.actor};
  const SavedView view{.table = table->name, .owner = request.actor.person, .name = *name, .query = request.form.get("query"), .is_shared = request.form.has("shared")};
  const auto added = context.db.write([&](db::Write& write) { return insert_view(write, by, view); });
  if (!added) return render_new(request, context, *table, request.form, added.error());
  return Response::see_other(table_url(request, *table, view.query));
}

Response render_change(const Request& request, Context& context, const SavedView& view, const std::string& name, bool is_shared, const std::optional<Problem>& problem) {
  ViewFormPage page{.url = views_url(request) + "/" + std::to_string(view.id), .back_url = views_url(request), .line = verbatim(view.name)};
  page.name.value = name;
  page.shared.is_chosen = is_shared;
  return render_form(request, context, std::move(page), false, problem);
}

Response show_change(const Request& request, Context& context) {
  const auto view = find_asked(request, context);
  if (!view || view->deleted_at || !may_change(*view, request.actor)) return http::nothing_here();
  return render_change(request, context, *view, view->name, view->is_shared, {});
}

Response save_change(const Request& request, Context& context) {
  const auto view = find_asked(request, context);
  if (!view || view->deleted_at || !may_change(*view, request.actor)) return http::nothing_here();
  const bool is_shared = request.form.has("shared");
  const auto name = check_view_name(request.form.get("name"));
  if (!name) return render_change(request, context, *view, request.form.get("name"), is_shared, name.error());
  const By by{context.clock, context.random, request.actor};
  const auto changed = context.db.write([&](db::Write& write) { return change_view(write, by, view->id, *name, is_shared); });
  if (changed) return Response::see_other(views_url(request) + "?saved=1");
  if (changed.error().kind == Problem::Kind::not_found) return http::nothing_here();
  return render_change(request, context, *view, *name, is_shared, changed.error());
}

Response drop_view(const Request& request, Context& context) {
  const auto view = find_asked(request, context);
  if (!view || !may_change(*view, request.actor)) return http::nothing_here();
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { delete_view(write, by, view->id); });
  return Response::see_other(views_url(request) + "?deleted=" + std::to_string(view->id));
}

Response bring_back(const Request& request, Context& context) {
  const auto view = find_asked(request, context);
  if (!view || !may_change(*view, request.actor)) return http::nothing_here();
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { restore_view(write, by, view->id); });
  return Response::see_other(views_url(request) + "?restored=1");
}

// A view that is not there for the reader cannot be pinned; the page then stays as it is.
Response save_pin(const Request& request, Context& context, const Tables& tables) {
  const Table* table = find_table(tables, request.form.get("table"));
  if (table == nullptr) return Response::see_other(views_url(request));
  context.db.write([&](db::Write& write) {
    const auto views = list_views(write, *table, request.actor.person);
    if (std::ranges::find(views, request.form.get("view"), &ViewState::key) == views.end()) return;
    pin_view(write, request.actor.person, table->name, request.form.get("view"), request.form.get("pinned") == "1");
  });
  return Response::see_other(views_url(request));
}

}  // namespace

http::Routes make_saved_view_routes(std::vector<Table> tables) {
  http::Routes routes;
  const auto add = [&](http::Method method, std::string path, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/views" + std::move(path), Permission::run_programme, std::move(handler), {}});
  };
  const auto with_tables = [&tables](Response (*handler)(const Request&, Context&, const Tables&)) {
    return [handler, tables](const Request& request, Context& context) { return handler(request, context, tables); };
  };
  using enum http::Method;
  add(get, "", with_tables(show_views));
  add(post, "", with_tables(save_new));
  add(get, "/new", with_tables(show_new));
  add(post, "/pin", with_tables(save_pin));
  add(get, "/{view}", show_change);
  add(post, "/{view}", save_change);
  add(post, "/{view}/delete", drop_view);
  add(post, "/{view}/restore", bring_back);
  return routes;
}

}  // namespace muster::desk
