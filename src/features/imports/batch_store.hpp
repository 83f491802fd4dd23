// A file on its way: looked at, applied, undone, each in steps of one short write that can be stopped anywhere
// and taken up again. A step never loses or repeats a line, as the line's stage is written with its effect.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/imports/imports.hpp"
#include "features/imports/columns.hpp"
#include "features/imports/name_index.hpp"

namespace muster::imports {

enum class BatchState { looking, looked_at, applying, applied, undoing, undone, dropped };

struct Batch {
  std::int64_t id = 0;
  std::string file_name;
  Instant started_at;
  std::optional<Instant> finished_at, undone_at;
  BatchState state = BatchState::looking;
  std::string encoding;
  std::vector<std::string> unknown_columns;
  std::string headings;  // a line of CSV
  std::int64_t lines_total = 0;
  PersonId sent_by, acted_by;  // null: the command line
  Columns columns;             // empty: as the headings say
  bool needs_columns = false;  // a person has to say what they mean first
};
std::optional<Batch> find_batch(db::Read& read, std::int64_t batch);
std::vector<Batch> list_batches(db::Read& read, int limit);
std::string get_source(db::Read& read, std::int64_t batch);

inline constexpr std::array kOutcomes = {Outcome::added, Outcome::changed, Outcome::unchanged, Outcome::conflict, Outcome::invalid};
// "new", "changed", ...: as they are stored.
std::string_view outcome_name(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view name);

struct RowCounts {
  std::array<std::int64_t, 5> by_outcome{};
  std::int64_t looked_at = 0, applied = 0, undone = 0;
  std::int64_t left_over = 0;
  std::int64_t of(Outcome outcome) const { return by_outcome[static_cast<std::size_t>(outcome)]; }
  // The lines that have to be taken back.
  std::int64_t done_something = 0;
};
RowCounts count_rows(db::Read& read, std::int64_t batch);

struct StoredRow : RowReport {
  std::string left_over;
  std::string source;  // a line of CSV; for lines to mend
};
struct RowFilter {
  std::string outcome;  // "" for all
  bool has_left_over = false;
  int limit = 50;
  int offset = 0;
};
std::vector<StoredRow> list_rows(db::Read& read, std::int64_t batch, const RowFilter& filter);
std::vector<StoredRow> list_bad_rows(db::Read& read, std::int64_t batch);

// A file read as far as it can be without the register.
struct ReadFile {
  Sheet sheet;
  std::vector<Result<Entry>> entries;  // one for each row of the sheet
  const Result<Entry>& get_entry(int line) const;
};
// With `columns` those count, else the headings.
Result<ReadFile> read_file(const Rules& rules, std::string_view text, const Columns& columns = {});
// What every row would do, without storing anything.
std::vector<RowReport> look(db::Database& database, const Rules& rules, const ReadFile& file, Date today, const Progress& progress = {});

std::int64_t insert_batch(db::Write& write, const By& by, const ReadFile& file, std::string_view source, const Options& options);

// What people see of a file before they say what its columns mean.
struct Preview {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> samples;  // of each column, a few that differ
  std::int64_t lines = 0;
};
Result<Preview> preview_file(std::string_view text);
// Waits for somebody to say what the columns mean.
std::int64_t insert_waiting_batch(db::Write& write, const By& by, const Preview& preview, std::string_view source, const Options& options);
// Waiting, or looked at with other columns: looked at anew with these, which are remembered for such headings. False when
// the batch is in another state.
bool choose_columns(db::Write& write, const By& by, const Batch& batch, const ReadFile& file, const Columns& columns);
// What was chosen the last time for these headings; empty when nothing was.
Columns find_columns(db::Read& read, const std::vector<std::string>& headings);

// Runs first in each write: throws when this worker may not go on.
using Guard = std::function<void(db::Write&)>;
// looking -> looked_at.
void look_at_batch(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const ReadFile& file, const Guard& guard,
                   const Progress& progress = {});
// looked_at -> applying, applied or looked_at -> undoing, looked_at -> dropped; false when the batch is in another state.
bool start_applying(db::Write& write, const By& by, std::int64_t batch);
bool start_undoing(db::Write& write, const By& by, std::int64_t batch);
bool drop_batch(db::Write& write, std::int64_t batch);
// One chunk, as many lines as fit into a short write. False: all is done, and the batch is applied or undone. `names` lives
// as long as the chunks of one run.
bool apply_chunk(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const ReadFile& file, NameIndex& names, const Guard& guard);
bool undo_chunk(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const Guard& guard);

// Files that nobody applied within a week, and lines to mend after five, are not kept.
void forget_old(db::Database& database, const Clock& clock);

}  // namespace muster::imports
