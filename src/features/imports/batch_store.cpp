#include "features/imports/batch_store.hpp"

#include <algorithm>
#include <set>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "features/imports/bring_store.hpp"
#include "features/imports/stored.hpp"
#include "queries_imports.hpp"

namespace muster::imports {
namespace {

constexpr std::size_t kLookedAtPerRead = 500;
constexpr int kRowsPerWrite = 200;  // fewer when they take longer than this:
constexpr auto kWriteTime = std::chrono::milliseconds{19};  // within db::kWriteBudget, so that no save waits long
constexpr int kUndonePerWrite = 10;
constexpr std::size_t kLinesMost = 20'000;
constexpr std::size_t kNameShown = 200;  // code points
constexpr std::size_t kSourceKept = 20'000;  // bytes
constexpr auto kKeepFiles = std::chrono::days{7};
constexpr auto kKeepLines = std::chrono::days{35};

constexpr std::array<std::pair<std::string_view, BatchState>, 7> kStates = {{{"looking", BatchState::looking},
                                                                            {"looked_at", BatchState::looked_at},
                                                                            {"applying", BatchState::applying},
                                                                            {"applied", BatchState::applied},
                                                                            {"undoing", BatchState::undoing},
                                                                            {"undone", BatchState::undone},
                                                                            {"dropped", BatchState::dropped}}};

BatchState get_state(std::string_view name) {
  const auto found = std::ranges::find(kStates, name, &std::pair<std::string_view, BatchState>::first);
  if (found == kStates.end()) throw std::logic_error("imports: a state that is not known");
  return found->second;
}

Batch make_batch(const db::Row& row) {
  return {.id = row.int64("id"),
          .file_name = row.text("file_name"),
          .started_at = row.instant("started_at"),
          .finished_at = row.optional_instant("finished_at"),
          .undone_at = row.optional_instant("undone_at"),
          .state = get_state(row.text("state")),
          .encoding = row.text("encoding"),
          .unknown_columns = parse_words(row.text("unknown_columns")),
          .headings = row.text("headings"),
          .lines_total = row.int64("lines_total"),
          .sent_by = row.id<PersonId>("sent_by"),
          .acted_by = row.id<PersonId>("acted_by"),
          .columns = parse_words(row.text("column_choice")),
          .needs_columns = row.flag("needs_columns")};
}

StoredRow make_stored_row(const db::Row& row) {
  StoredRow stored;
  stored.line = static_cast<int>(row.int64("line"));
  stored.name = row.text("name");
  stored.outcome = parse_outcome(row.text("outcome")).value();
  stored.why = row.text("why");
  stored.organisation = row.id<OrganisationId>("organisation");
  stored.left_over = row.text("left_over");
  stored.source = row.text("source");
  return stored;
}

AppliedRow make_applied_row(const db::Row& row) {
  return {.id = row.int64("id"),
          .line = static_cast<int>(row.int64("line")),
          .name = row.text("name"),
          .is_new = row.text("outcome") == "new",
          .organisation = row.id<OrganisationId>("organisation"),
          .before = parse_facts(row.text("before_values")),
          .file_values = parse_facts(row.text("file_values")),
          .seats = parse_seats(row.text("people")),
          .version = row.int64("version_after")};
}

bool needs_mending(Outcome outcome) { return outcome == Outcome::conflict || outcome == Outcome::invalid; }

// As much of a name as fits a table, without signs that reorder what people see.
std::string clip_name(std::string_view name) {
  return has_hidden_controls(name) ? std::string{} : std::string(take_code_points(name, kNameShown));
}

RowReport look_at_row(db::Read& read, const Rules& rules, const NameIndex& names, const Row& row, const Result<Entry>& entry, Date today, std::map<OrganisationId, int>& taken) {
  RowReport report{.line = row.line, .name = clip_name(row.get("name")), .outcome = Outcome::invalid};
  if (!entry) {
    std::vector<Message> why{entry.error().message};
    if (entry.error().field != "file") why.push_back(tr("Column: {name}", {{"name", entry.error().field}}));
    report.why = format_messages(why);
    return report;
  }
  const auto matches = find_matches(read, names, *entry);
  if (matches.size() == 1) {
    const auto [found, is_first] = taken.emplace(matches.front(), row.line);
    if (!is_first) {
      report.why = format_messages({tr("Line {line} is about the same organisation.", {{"line", std::int64_t{found->second}}})});
      return report;
    }
  }
  const Decision decision = decide(read, rules, *entry, matches, today);
  report.outcome = decision.outcome;
  report.why = format_messages(decision.why);
  report.organisation = decision.organisation;
  return report;
}

struct Waiting {
  std::int64_t id = 0;
  int line = 0;
  Outcome outcome = Outcome::unchanged;
  OrganisationId organisation;
  std::string source;
};

// Where the look found an organisation, that one; else what is there now, unless this very file made it.
std::vector<OrganisationId> find_again(db::Read& read, const NameIndex& names, std::int64_t batch, const Waiting& waiting, const Entry& entry) {
  if (waiting.organisation && organisations::find_organisation(read, waiting.organisation)) {
    return {organisations::find_standing_for(read, waiting.organisation).value_or(waiting.organisation)};
  }
  auto matches = find_matches(read, names, entry);
  if (waiting.outcome == Outcome::added) {
    std::erase_if(matches, [&](OrganisationId id) { return read.count(sql::is_touched, {{"organisation", id}, {"batch", batch}}) > 0; });
  }
  return matches;
}

void apply_row(db::Write& write, const By& by, const Rules& rules, const NameIndex& names, std::int64_t batch, const Waiting& waiting, const Entry& entry) {
  Decision decision = decide(write, rules, entry, find_again(write, names, batch, waiting, entry), by.clock.today());
  Brought brought{.organisation = decision.organisation};
  if (decision.outcome == Outcome::added || decision.outcome == Outcome::changed) {
    auto done = bring(write, by, rules, decision);
    if (done) {
      brought = std::move(*done);
    } else {
      decision.outcome = Outcome::invalid;
      decision.why = {done.error().message};
    }
  }
  write.execute(sql::update_row, {{"id", waiting.id},
                                  {"outcome", outcome_name(decision.outcome)},
                                  {"organisation", brought.organisation},
                                  {"why", format_messages(decision.why)},
                                  {"before_values", format_facts(decision.before)},
                                  {"file_values", needs_mending(decision.outcome) ? std::string{} : format_facts(entry.facts)},
                                  {"people", format_seats(brought.seats)},
                                  {"version_after", brought.version},
                                  {"source", needs_mending(decision.outcome) ? waiting.source : std::string{}}});
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  static constexpr std::array<std::string_view, 5> names = {"new", "changed", "unchanged", "conflict", "invalid"};
  return names[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> parse_outcome(std::string_view name) {
  for (const Outcome outcome : kOutcomes) {
    if (outcome_name(outcome) == name) return outcome;
  }
  return std::nullopt;
}

std::optional<Batch> find_batch(db::Read& read, std::int64_t batch) { return read.find(sql::find_batch, {{"batch", batch}}, make_batch); }

std::vector<Batch> list_batches(db::Read& read, int limit) { return read.list(sql::list_batches, {{"limit", limit}}, make_batch); }

std::string get_source(db::Read& read, std::int64_t batch) {
  return read.get(sql::find_source, {{"batch", batch}}, [](const db::Row& row) { return row.text("source"); });
}

RowCounts count_rows(db::Read& read, std::int64_t batch) {
  RowCounts counts;
  read.each(sql::count_rows, {{"batch", batch}}, [&](const db::Row& row) {
    const Outcome outcome = parse_outcome(row.text("outcome")).value();
    const std::int64_t count = row.int64("count");
    const std::string stage = row.text("stage");
    counts.by_outcome[static_cast<std::size_t>(outcome)] += count;
    counts.left_over += row.int64("left_over");
    (stage == "looked_at" ? counts.looked_at : stage == "applied" ? counts.applied : counts.undone) += count;
    if (outcome == Outcome::added || outcome == Outcome::changed) counts.done_something += count;
  });
  return counts;
}

std::vector<StoredRow> list_rows(db::Read& read, std::int64_t batch, const RowFilter& filter) {
  return read.list(sql::list_rows,
                   {{"batch", batch}, {"outcome", filter.outcome}, {"left_over", filter.has_left_over}, {"limit", filter.limit}, {"offset", filter.offset}},
                   make_stored_row);
}

std::vector<StoredRow> list_bad_rows(db::Read& read, std::int64_t batch) { return read.list(sql::list_bad, {{"batch", batch}}, make_stored_row); }

Result<ReadFile> read_file(const Rules& rules, std::string_view text, const Columns& columns) {
  const auto records = parse_csv(text, detect_separator(text));
  if (!records) return std::unexpected(records.error());
  auto sheet = read_sheet(*records, columns);
  if (!sheet) return std::unexpected(sheet.error());
  if (sheet->rows.empty()) return invalid("file", tr("The file has no lines under the first one."));
  if (sheet->rows.size() > kLinesMost) {
    return invalid("file", tr("The file has more than {count} lines. Cut it in two.", {{"count", static_cast<std::int64_t>(kLinesMost)}}));
  }
  ReadFile file{.sheet = std::move(*sheet)};
  for (const Row& row : file.sheet.rows) file.entries.push_back(read_entry(rules.programme, rules.countries, row));
  refuse_repeats(file.entries);
  return file;
}

std::vector<RowReport> look(db::Database& database, const Rules& rules, const ReadFile& file, Date today, const Progress& progress) {
  std::vector<RowReport> reports;
  NameIndex names;
  std::map<OrganisationId, int> taken;
  const std::size_t total = file.sheet.rows.size();
  while (reports.size() < total) {
    const std::size_t end = std::min(reports.size() + kLookedAtPerRead, total);
    database.read([&](db::Read& read) {
      renew_names(read, names);
      for (std::size_t at = reports.size(); at < end; ++at) {
        reports.push_back(look_at_row(read, rules, names, file.sheet.rows[at], file.entries[at], today, taken));
      }
    });
    if (progress) progress(end, total);
  }
  return reports;
}

std::int64_t insert_batch(db::Write& write, const By& by, const ReadFile& file, std::string_view source, const Options& options) {
  return write.insert(sql::insert_batch, {{"file_name", clip_name(options.file_name)},
                                          {"at", by.clock.now()},
                                          {"source", source},
                                          {"encoding", options.encoding},
                                          {"unknown_columns", format_words(file.sheet.unknown_columns)},
                                          {"headings", format_record(file.sheet.headings)},
                                          {"lines_total", file.sheet.rows.size()},
                                          {"columns", options.columns.empty() ? std::string{} : format_words(options.columns)},
                                          {"needs_columns", false},
                                          {"person", by.actor.person}});
}

void look_at_batch(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const ReadFile& file, const Guard& guard, const Progress& progress) {
  const auto reports = look(database, rules, file, by.clock.today(), progress);
  database.write([&](db::Write& write) {
    guard(write);
    write.execute(sql::delete_rows, {{"batch", batch}});
  }, db::Priority::bulk);
  for (std::size_t first = 0; first < reports.size(); first += kLookedAtPerRead) {
    const std::size_t end = std::min(first + kLookedAtPerRead, reports.size());
    database.write([&](db::Write& write) {
      guard(write);
      for (std::size_t at = first; at < end; ++at) {
        const RowReport& report = reports[at];
        std::string source = needs_mending(report.outcome) || report.outcome == Outcome::added ? format_record(file.sheet.rows[at].cells) : std::string{};
        if (source.size() > kSourceKept) source.clear();
        write.insert(sql::insert_row, {{"batch", batch},
                                       {"line", report.line},
                                       {"outcome", outcome_name(report.outcome)},
                                       {"organisation", report.organisation},
                                       {"why", report.why},
                                       {"name", report.name},
                                       {"source", source}});
      }
    }, db::Priority::bulk);
  }
  database.write([&](db::Write& write) {
    guard(write);
    write.execute(sql::move_batch, {{"batch", batch}, {"state", "looking"}, {"next", "looked_at"}});
  });
}

bool start_applying(db::Write& write, const By& by, std::int64_t batch) {
  if (write.execute(sql::move_batch, {{"batch", batch}, {"state", "looked_at"}, {"next", "applying"}}) != 1) return false;
  write.execute(sql::set_actor, {{"batch", batch}, {"person", by.actor.person}});
  write.execute(sql::pass_invalid, {{"batch", batch}});
  return true;
}

bool start_undoing(db::Write& write, const By& by, std::int64_t batch) {
  if (write.execute(sql::move_batch, {{"batch", batch}, {"state", "applied"}, {"next", "undoing"}}) != 1) return false;
  write.execute(sql::set_actor, {{"batch", batch}, {"person", by.actor.person}});
  return true;
}

bool drop_batch(db::Write& write, std::int64_t batch) {
  if (write.execute(sql::drop_batch, {{"batch", batch}}) != 1) return false;
  write.execute(sql::delete_rows, {{"batch", batch}});
  return true;
}

const Result<Entry>& ReadFile::get_entry(int line) const {
  const auto row = std::ranges::lower_bound(sheet.rows, line, {}, &Row::line);
  if (row == sheet.rows.end() || row->line != line) throw std::logic_error("imports: a line that the file does not have");
  return entries[static_cast<std::size_t>(row - sheet.rows.begin())];
}

bool apply_chunk(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const ReadFile& file, NameIndex& names, const Guard& guard) {
  return database.write([&](db::Write& write) {
    guard(write);
    write.lock("import", batch);
    const auto chunk = write.list(sql::list_waiting, {{"batch", batch}, {"limit", kRowsPerWrite}}, [](const db::Row& row) {
      return Waiting{row.int64("id"), static_cast<int>(row.int64("line")), parse_outcome(row.text("outcome")).value(), row.id<OrganisationId>("organisation"),
                     row.text("source")};
    });
    const Instant begin = by.clock.now();
    renew_names(write, names);
    for (const Waiting& waiting : chunk) {
      crash_point("import.before_line");
      apply_row(write, by, rules, names, batch, waiting, file.get_entry(waiting.line).value());
      if (by.clock.now() - begin > kWriteTime) break;
    }
    crash_point("import.before_chunk_ends");
    if (chunk.empty()) write.execute(sql::finish_batch, {{"batch", batch}, {"at", by.clock.now()}});
    return !chunk.empty();
  }, db::Priority::bulk);
}

bool undo_chunk(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const Guard& guard) {
  return database.write([&](db::Write& write) {
    guard(write);
    write.lock("import", batch);
    const auto chunk = write.list(sql::list_applied, {{"batch", batch}, {"limit", kUndonePerWrite}}, make_applied_row);
    for (const AppliedRow& row : chunk) {
      const auto left = take_back(write, by, rules, row);
      write.execute(sql::mark_undone, {{"id", row.id}, {"left_over", format_messages(left)}});
    }
    crash_point("import.before_undo_ends");
    if (chunk.empty()) write.execute(sql::finish_undo, {{"batch", batch}, {"at", by.clock.now()}});
    return !chunk.empty();
  }, db::Priority::bulk);
}

void forget_old(db::Database& database, const Clock& clock) {
  database.write([&](db::Write& write) {
    const auto old = write.list(sql::list_old_batches, {{"before", clock.now() - kKeepFiles}}, [](const db::Row& row) { return row.int64("id"); });
    for (const std::int64_t batch : old) drop_batch(write, batch);
    write.execute(sql::empty_old_sources, {{"before", clock.now() - kKeepLines}});
  }, db::Priority::bulk);
}

}  // namespace muster::imports
