// The step in which a person says what the columns of a file mean.
#include <algorithm>

#include "base/text.hpp"
#include "features/imports/batch_store.hpp"
#include "features/imports/import_job.hpp"
#include "features/imports/import_pages.hpp"
#include "features/imports/import_view.hpp"
#include "views_imports.hpp"

namespace muster::imports {
namespace {

using http::Context;
using http::Request;
using http::Response;

// A batch that may still be given other columns, with its file.
struct Open {
  Batch batch;
  std::string source;
  Preview preview;
};
std::optional<Open> find_open(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  if (!batch || !(batch->needs_columns || batch->state == BatchState::looked_at)) return std::nullopt;
  std::string source = context.db.read([&](db::Read& read) { return get_source(read, batch->id); });
  auto preview = preview_file(source);
  if (!preview) return std::nullopt;
  return Open{*batch, std::move(source), std::move(*preview)};
}

// What stands there first: chosen for this file, remembered for its headings, guessed by them.
Columns propose_columns(Context& context, const Open& open) {
  if (!open.batch.columns.empty()) return open.batch.columns;
  Columns known = context.db.read([&](db::Read& read) { return find_columns(read, open.preview.headings); });
  return known.empty() ? guess_columns(open.preview.headings) : known;
}

html::ChoiceField make_choice(std::size_t at, const std::string& heading, const std::string& chosen, const Problems& problems) {
  const std::string id = "column-" + std::to_string(at);
  html::ChoiceField choice{.id = id, .name = id, .empty_choice = tr("Leave out")};
  choice.label = heading.empty() ? tr("Column {number}", {{"number", static_cast<std::int64_t>(at + 1)}}) : tr("What “{column}” is", {{"column", heading}});
  for (ColumnField& field : list_column_fields()) choice.choices.push_back({.value = field.code, .label = std::move(field.label), .is_chosen = field.code == chosen});
  const auto problem = std::ranges::find(problems, id, &Problem::field);
  if (problem != problems.end()) choice.error = problem->message;
  return choice;
}

Response render(const Request& request, Context& context, const Open& open, const Columns& columns, const Problems& problems) {
  const std::string url = batch_url(request, open.batch.id);
  ColumnsPage page{.url = url + "/columns", .list_url = list_url(request), .drop_url = url + "/drop",
                   .line = open.batch.file_name.empty() ? tr("Pasted lines") : verbatim(open.batch.file_name)};
  for (std::size_t at = 0; at < open.preview.headings.size(); ++at) {
    const std::string heading(take_code_points(trim(open.preview.headings[at]), 100));
    page.rows.push_back({heading, open.preview.samples[at], make_choice(at, heading, columns[at], problems)});
  }
  for (const Problem& problem : problems) page.errors.push_back({problem.field, problem.message});
  html::Shell shell = context.make_shell(request, tr("What the columns mean"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::import_columns(w, shell, page);
  return Response::page(w.take(), problems.empty() ? 200 : 422);
}

// Too late: the batch's own page says how things stand.
Response say_closed(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  return batch ? Response::see_other(batch_url(request, batch->id)) : say_not_found(request, context);
}

Response show_columns(const Request& request, Context& context) {
  const auto open = find_open(request, context);
  if (!open) return say_closed(request, context);
  return render(request, context, *open, propose_columns(context, *open), {});
}

Response take_columns(const Request& request, Context& context) {
  const auto open = find_open(request, context);
  if (!open) return say_closed(request, context);
  Columns columns;
  for (std::size_t at = 0; at < open->preview.headings.size(); ++at) {
    const std::string& field = request.form.get("column-" + std::to_string(at));
    columns.push_back(is_column_field(field) ? field : std::string());
  }
  Problems problems = check_columns(columns);
  if (!problems.empty()) return render(request, context, *open, columns, problems);
  const CountryNames countries = make_country_names(context.programme, context.texts);
  const auto file = read_file({context.programme, countries, {}}, open->source, columns);
  if (!file) return render(request, context, *open, columns, {Problem{Problem::Kind::invalid, "column-0", file.error().message}});
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    if (choose_columns(write, by, open->batch, *file, columns)) enqueue_run(write, context.clock, open->batch.id);
  });
  return Response::see_other(batch_url(request, open->batch.id));
}

}  // namespace

http::Routes make_columns_routes() {
  const std::string pattern = "/{lang}/staff/imports/{id}/columns";
  return {{http::Method::get, pattern, Permission::run_programme, http::PrivateHandler(show_columns), {}},
          {http::Method::post, pattern, Permission::run_programme, http::PrivateHandler(take_columns), {}}};
}

}  // namespace muster::imports
