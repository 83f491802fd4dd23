#include <algorithm>

#include "base/crash_point.hpp"
#include "features/imports/batch_store.hpp"
#include "features/imports/imports.hpp"
#include "features/imports/stored.hpp"
#include "queries_imports.hpp"

// An import from begin to end in the caller's thread, as the command line does it.
namespace muster::imports {
namespace {

void let_pass(db::Write&) {}

std::vector<RowReport> list_all(db::Database& database, std::int64_t batch) {
  std::vector<RowReport> rows;
  database.read([&](db::Read& read) {
    for (StoredRow& row : list_rows(read, batch, {.limit = 100'000})) rows.push_back(std::move(row));
  });
  return rows;
}

std::int64_t start(db::Database& database, const By& by, const Rules& rules, std::string_view text, const Options& options, const ReadFile& file) {
  const std::int64_t batch = database.write([&](db::Write& write) { return insert_batch(write, by, file, text, options); });
  look_at_batch(database, by, rules, batch, file, let_pass);
  database.write([&](db::Write& write) { start_applying(write, by, batch); });
  return batch;
}

}  // namespace

Result<Columns> find_file_columns(db::Database& database, std::string_view text, const std::vector<std::string>& words) {
  const auto preview = preview_file(text);
  if (!preview) return std::unexpected(preview.error());
  Columns known = database.read([&](db::Read& read) { return find_columns(read, preview->headings); });
  if (words.empty()) return known;
  auto columns = apply_words(preview->headings, known.empty() ? guess_columns(preview->headings) : std::move(known), words);
  if (!columns) return columns;
  if (const auto problems = check_columns(*columns); !problems.empty()) return std::unexpected(problems.front());
  return columns;
}

std::int64_t Report::count(Outcome outcome) const { return std::ranges::count(rows, outcome, &RowReport::outcome); }

Result<Report> import_organisations(db::Database& database, const By& by, const Rules& rules, std::string_view text, const Options& options) {
  const auto file = read_file(rules, text, options.columns);
  if (!file) return std::unexpected(file.error());
  Report report{.unknown_columns = file->sheet.unknown_columns};
  if (options.is_dry_run) {
    report.rows = look(database, rules, *file, by.clock.today(), options.progress);
    return report;
  }
  const std::string columns = options.columns.empty() ? std::string{} : format_words(options.columns);
  const auto stopped = database.read([&](db::Read& read) {
    return read.find(sql::find_stopped, {{"source", text}, {"columns", columns}}, [](const db::Row& row) { return row.int64("id"); });
  });
  report.is_continued = stopped.has_value();
  report.batch = stopped ? *stopped : start(database, by, rules, text, options, *file);
  crash_point("import.after_start");
  NameIndex names;
  while (apply_chunk(database, by, rules, report.batch, *file, names, let_pass)) {
    crash_point("import.after_chunk");
    if (!options.progress) continue;
    const auto counts = database.read([&](db::Read& read) { return count_rows(read, report.batch); });
    options.progress(static_cast<std::size_t>(counts.applied), file->sheet.rows.size());
  }
  report.rows = list_all(database, report.batch);
  return report;
}

Result<std::vector<Leftover>> undo_import(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const Progress& progress) {
  const auto found = database.read([&](db::Read& read) { return find_batch(read, batch); });
  if (!found) return refused(Problem::Kind::not_found, tr("There is no import with this number."));
  const bool is_started = found->state == BatchState::undoing || database.write([&](db::Write& write) { return start_undoing(write, by, batch); });
  if (!is_started) return refused(Problem::Kind::conflict, tr("This import cannot be undone: it was not applied, or is undone already."));
  crash_point("import.after_undo_starts");
  while (undo_chunk(database, by, rules, batch, let_pass)) {
    crash_point("import.after_undo_chunk");
    if (!progress) continue;
    const auto counts = database.read([&](db::Read& read) { return count_rows(read, batch); });
    progress(static_cast<std::size_t>(counts.undone), static_cast<std::size_t>(counts.done_something));
  }
  std::vector<Leftover> left;
  database.read([&](db::Read& read) {
    for (const StoredRow& row : list_rows(read, batch, {.has_left_over = true, .limit = 100'000})) left.push_back({row.line, row.name, row.left_over});
  });
  return left;
}

}  // namespace muster::imports
