#include "features/imports/import_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/imports/batch_store.hpp"
#include "features/imports/import_job.hpp"
#include "features/imports/import_view.hpp"
#include "features/imports/stored.hpp"
#include "platform/i18n/encoding.hpp"
#include "views_imports.hpp"

namespace muster::imports {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kFileLimit = 8 * 1024 * 1024;  // bytes
constexpr int kBatchesShown = 50;
constexpr int kRowsPerPage = 50;

std::int64_t parse_number(std::string_view text) {
  const auto id = Id<struct BatchTag>::parse(text);
  return id ? id->value() : 0;
}

}  // namespace

std::string list_url(const Request& request) { return local_url(request, "/staff/imports"); }
std::string batch_url(const Request& request, std::int64_t batch) { return list_url(request) + "/" + std::to_string(batch); }

std::optional<Batch> find_batch(const Request& request, Context& context) {
  const auto found = request.parameters.find("id");
  const std::int64_t number = found == request.parameters.end() ? 0 : parse_number(found->second);
  return context.db.read([&](db::Read& read) { return imports::find_batch(read, number); });
}

Response say_not_found(const Request& request, Context& context) {
  const html::Shell shell = context.make_shell(request, tr("There is no such import"));
  html::Writer w(context.texts, request.locale);
  views::import_said(w, shell, tr("It may have another number."), list_url(request));
  return Response::page(w.take(), 404);
}

namespace {

html::Tag make_state_tag(BatchState state) {
  switch (state) {
    case BatchState::looking: return {.kind = "info", .label = tr("Being read")};
    case BatchState::looked_at: return {.kind = "due", .label = tr("Not applied yet")};
    case BatchState::applying: return {.kind = "info", .label = tr("Being applied")};
    case BatchState::applied: return {.kind = "done", .icon = "check", .label = tr("Applied")};
    case BatchState::undoing: return {.kind = "info", .label = tr("Being undone")};
    case BatchState::undone: return {.label = tr("Undone")};
    case BatchState::dropped: break;
  }
  return {.label = tr("Not applied")};
}

struct OutcomeWords {
  Outcome outcome;
  std::string tag;
  std::string bar;
  Message label;
};
std::vector<OutcomeWords> list_outcome_words() {
  return {{Outcome::added, "done", "c-done", trc("line of a file", "New")},
          {Outcome::changed, "info", "c-rev", trc("line of a file", "Changed")},
          {Outcome::unchanged, "", "c-none", trc("line of a file", "Unchanged")},
          {Outcome::conflict, "due", "c-started", trc("line of a file", "Conflict")},
          {Outcome::invalid, "late", "c-late", trc("line of a file", "Cannot be read")}};
}

// --- The list, and sending a file ------------------------------------------------------------------------

Response render_list(const Request& request, Context& context, std::string typed, const std::optional<Message>& problem) {
  ImportsPage page{.url = list_url(request)};
  page.file = {.id = "file", .name = "file", .label = tr("File of organisations"),
               .hint = tr("CSV, as spreadsheets save it. The first line names the columns; one is called “name”."), .error = problem,
               .accept = ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"};
  page.text = {.id = "text", .name = "text", .label = tr("Or paste the lines here"), .is_optional = true, .value = std::move(typed), .rows = 4};
  if (problem) page.errors.push_back({"file", *problem});
  const auto batches = context.db.read([](db::Read& read) { return list_batches(read, kBatchesShown); });
  for (const Batch& batch : batches) {
    page.rows.push_back({.url = batch_url(request, batch.id), .name = batch.file_name, .at = batch.started_at, .state = make_state_tag(batch.state), .lines = batch.lines_total});
  }
  html::Shell shell = context.make_shell(request, tr("Imports"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::imports(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

Response show_list(const Request& request, Context& context) { return render_list(request, context, "", {}); }

Response take_file(const Request& request, Context& context) {
  const auto sent = std::ranges::find(request.files, "file", &http::UploadedFile::field);
  const bool is_file = sent != request.files.end();
  const std::string& bytes = is_file ? sent->content : request.form.get("text");
  const auto refuse = [&](const Message& problem) { return render_list(request, context, is_file ? "" : bytes, problem); };
  if (trim(bytes).empty()) return refuse(tr("Choose a file that is not empty, or paste its lines."));
  const auto decoded = i18n::decode_to_utf8(bytes);
  if (!decoded) {
    return refuse(tr("Line {line} holds bytes that are no text in {encoding}. Save the file as CSV in UTF-8.",
                     {{"line", std::int64_t{decoded.error().line}}, {"encoding", decoded.error().encoding}}));
  }
  const CountryNames countries = make_country_names(context.programme, context.texts);
  const Rules rules{context.programme, countries, {}};
  const By by{context.clock, context.random, request.actor};
  const auto preview = preview_file(decoded->text);
  if (!preview) return refuse(preview.error().message);
  const Columns known = context.db.read([&](db::Read& read) { return find_columns(read, preview->headings); });
  const Options options{.file_name = is_file ? sent->name : "", .encoding = decoded->encoding, .columns = known};
  if (known.empty() && needs_choice(preview->headings, guess_columns(preview->headings))) {
    const std::int64_t waiting = context.db.write([&](db::Write& write) { return insert_waiting_batch(write, by, *preview, decoded->text, options); });
    return Response::see_other(batch_url(request, waiting) + "/columns");
  }
  const auto file = read_file(rules, decoded->text, known);
  if (!file) return refuse(file.error().message);
  const std::int64_t batch = context.db.write([&](db::Write& write) {
    const std::int64_t made = insert_batch(write, by, *file, decoded->text, options);
    enqueue_run(write, context.clock, made);
    return made;
  });
  return Response::see_other(batch_url(request, batch));
}

// --- One import --------------------------------------------------------------------------------------------

void add_progress(const Batch& batch, const RowCounts& counts, ImportPage& page) {
  std::int64_t done = 0, total = batch.lines_total;
  switch (batch.state) {
    case BatchState::looking: done = counts.looked_at; break;
    case BatchState::applying: done = counts.applied; break;
    case BatchState::undoing: done = counts.undone, total = counts.done_something; break;
    default: return;
  }
  page.is_working = true;
  page.bar = html::make_stacked_bar({{.kind = "c-done", .count = done}, {.kind = "c-none", .count = std::max<std::int64_t>(total - done, 0)}});
  page.progress = tr("{done} of {total} lines", {{"done", done}, {"total", total}});
}

void add_outcomes(const RowCounts& counts, const std::string& chosen, ImportPage& page) {
  std::vector<html::BarPart> parts;
  std::int64_t all = 0;
  for (const auto& words : list_outcome_words()) {
    const std::string url = page.url + "?outcome=" + std::string(outcome_name(words.outcome));
    parts.push_back({.kind = words.bar, .label = words.label, .count = counts.of(words.outcome), .url = url});
    if (counts.of(words.outcome) > 0) page.tabs.push_back({words.label, url, counts.of(words.outcome), chosen == outcome_name(words.outcome)});
    all += counts.of(words.outcome);
  }
  page.outcomes = html::make_stacked_bar(std::move(parts));
  page.tabs.insert(page.tabs.begin(), {tr("All lines"), page.url, all, chosen.empty()});
  if (counts.left_over > 0) page.tabs.push_back({tr("Left as it is"), page.url + "?outcome=left", counts.left_over, chosen == "left"});
}

void add_rows(const Request& request, Context& context, const Batch& batch, const RowCounts& counts, const std::string& chosen, ImportPage& page) {
  const bool is_left = chosen == "left";
  const auto outcome = parse_outcome(chosen);
  const std::int64_t found = is_left ? counts.left_over : outcome ? counts.of(*outcome) : counts.looked_at + counts.applied + counts.undone;
  const std::int64_t number = std::clamp<std::int64_t>(parse_number(request.query.get("page")), 1, 1000);
  const auto rows = context.db.read([&](db::Read& read) {
    return list_rows(read, batch.id, {.outcome = outcome ? chosen : "", .has_left_over = is_left, .limit = kRowsPerPage, .offset = static_cast<int>((number - 1) * kRowsPerPage)});
  });
  const auto translate = [&](const Message& message) { return context.texts.translate(request.locale, message); };
  const auto words = list_outcome_words();
  for (const StoredRow& row : rows) {
    const auto& said = words.at(static_cast<std::size_t>(row.outcome));
    page.rows.push_back({.line = row.line,
                         .name = row.name,
                         .url = row.organisation && batch.state != BatchState::undone ? local_url(request, "/staff/organisations/" + row.organisation.format()) : "",
                         .outcome = {.kind = said.tag, .label = said.label},
                         .why = read_messages(row.why, translate),
                         .left_over = read_messages(row.left_over, translate)});
  }
  page.pager = html::make_pager({found, kRowsPerPage, number}, page.url + "?" + (chosen.empty() ? "" : "outcome=" + chosen + "&"));
}

Message make_line(const Batch& batch) {
  if (batch.undone_at) return tr("Undone on {at}", {{"at", *batch.undone_at}});
  if (batch.finished_at) return tr("Applied on {at}", {{"at", *batch.finished_at}});
  return tr("Sent on {at}", {{"at", batch.started_at}});
}

Response show_import(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  if (!batch) return say_not_found(request, context);
  if (batch->needs_columns) return Response::see_other(batch_url(request, batch->id) + "/columns");
  const auto counts = context.db.read([&](db::Read& read) { return count_rows(read, batch->id); });
  const std::string& asked = request.query.get("outcome");
  const std::string chosen = asked == "left" || parse_outcome(asked) ? asked : "";
  ImportPage page{.url = batch_url(request, batch->id), .list_url = list_url(request), .line = make_line(*batch), .state = make_state_tag(batch->state)};
  add_progress(*batch, counts, page);
  add_outcomes(counts, chosen, page);
  if (batch->state != BatchState::looking) add_rows(request, context, *batch, counts, chosen, page);
  page.unknown_columns = context.texts.format_list(request.locale, batch->unknown_columns);
  page.encoding = batch->encoding == "UTF-8" ? "" : batch->encoding;
  page.left_over = counts.left_over;
  page.to_write = counts.of(Outcome::added) + counts.of(Outcome::changed);
  page.may_apply = batch->state == BatchState::looked_at;
  if (page.may_apply) page.columns_url = page.url + "/columns";
  page.may_undo = batch->state == BatchState::applied && counts.done_something > 0;
  if (counts.of(Outcome::conflict) + counts.of(Outcome::invalid) > 0) page.bad_url = page.url + "/lines.csv";
  const html::Shell shell = context.make_shell(request, batch->file_name.empty() ? tr("Pasted lines") : verbatim(batch->file_name));
  html::Writer w(context.texts, request.locale);
  views::import(w, shell, page);
  Response response = Response::page(w.take());
  if (page.is_working) response.add("Refresh", "2");  // also without script
  return response;
}

// The lines to mend as they stood in the file, with number and problem before: mended, the file can be sent again.
Response show_bad_lines(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  if (!batch) return say_not_found(request, context);
  const auto rows = context.db.read([&](db::Read& read) { return list_bad_rows(read, batch->id); });
  const auto translate = [&](const Message& message) { return context.texts.translate(request.locale, message); };
  std::string csv = "\xEF\xBB\xBFline,problem," + (batch->headings.empty() ? "name\r\n" : batch->headings);
  for (const StoredRow& row : rows) {
    csv += std::to_string(row.line) + "," + format_cell(join(read_messages(row.why, translate), " ")) + "," +
           (row.source.empty() ? format_record({row.name}) : row.source);
  }
  return Response::file(std::move(csv), "text/csv; charset=utf-8", "lines-to-mend.csv");
}

// A button that was pressed twice, or too late, changes nothing: the page says how things stand.
template <class Start>
Response move(const Request& request, Context& context, Start&& start) {
  const auto batch = find_batch(request, context);
  if (!batch) return say_not_found(request, context);
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    if (start(write, by, batch->id)) enqueue_run(write, context.clock, batch->id);
  });
  return Response::see_other(batch_url(request, batch->id));
}

Response apply(const Request& request, Context& context) { return move(request, context, start_applying); }
Response undo(const Request& request, Context& context) { return move(request, context, start_undoing); }

Response drop(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  if (!batch) return say_not_found(request, context);
  context.db.write([&](db::Write& write) { drop_batch(write, batch->id); });
  return Response::see_other(list_url(request));
}

Response ask_undo(const Request& request, Context& context) {
  const auto batch = find_batch(request, context);
  if (!batch) return say_not_found(request, context);
  if (batch->state != BatchState::applied) return Response::see_other(batch_url(request, batch->id));
  const auto counts = context.db.read([&](db::Read& read) { return count_rows(read, batch->id); });
  const std::string url = batch_url(request, batch->id);
  const UndoPage page{.question = {.action_url = url + "/undo", .back_url = url, .action = tr("Undo this import")},
                      .line = batch->file_name.empty() ? tr("Pasted lines") : verbatim(batch->file_name),
                      .added = counts.of(Outcome::added),
                      .changed = counts.of(Outcome::changed)};
  const html::Shell shell = context.make_shell(request, tr("Undo this import?"));
  html::Writer w(context.texts, request.locale);
  views::import_undo(w, shell, page);
  return Response::page(w.take());
}

}  // namespace

http::Routes make_import_routes() {
  http::Routes routes;
  const auto add = [&](http::Method method, std::string pattern, Response (*handler)(const Request&, Context&), http::Route::Options options = {}) {
    routes.push_back({method, std::move(pattern), Permission::run_programme, http::PrivateHandler(handler), options});
  };
  add(http::Method::get, "/{lang}/staff/imports", show_list);
  add(http::Method::post, "/{lang}/staff/imports", take_file, {.body_limit = kFileLimit, .takes_files = true});
  add(http::Method::get, "/{lang}/staff/imports/{id}", show_import);
  add(http::Method::get, "/{lang}/staff/imports/{id}/lines.csv", show_bad_lines);
  add(http::Method::post, "/{lang}/staff/imports/{id}/apply", apply);
  add(http::Method::post, "/{lang}/staff/imports/{id}/drop", drop);
  add(http::Method::get, "/{lang}/staff/imports/{id}/undo", ask_undo);
  add(http::Method::post, "/{lang}/staff/imports/{id}/undo", undo);
  for (auto& route : make_columns_routes()) routes.push_back(std::move(route));
  return routes;
}

}  // namespace muster::imports
