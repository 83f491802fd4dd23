// Files whose columns somebody has to name, and what was chosen before.
#include <algorithm>

#include "base/text.hpp"
#include "features/imports/batch_store.hpp"
#include "features/imports/stored.hpp"
#include "queries_imports.hpp"

namespace muster::imports {
namespace {

constexpr std::size_t kSamples = 3;
constexpr std::size_t kSampleShown = 60;  // code points
constexpr std::size_t kColumnsMost = 200;
constexpr std::size_t kLinesSampled = 500;

std::string clip(std::string_view value, std::size_t most) { return has_hidden_controls(value) ? std::string{} : std::string(take_code_points(trim(value), most)); }

}  // namespace

Result<Preview> preview_file(std::string_view text) {
  const auto records = parse_csv(text, detect_separator(text));
  if (!records) return std::unexpected(records.error());
  if (records->empty()) return invalid("file", tr("The file is empty."));
  if (records->size() == 1) return invalid("file", tr("The file has no lines under the first one."));
  Preview preview{.headings = records->front().cells, .lines = static_cast<std::int64_t>(records->size()) - 1};
  if (preview.headings.size() > kColumnsMost) {
    return invalid("file", tr("The file has more than {count} columns.", {{"count", static_cast<std::int64_t>(kColumnsMost)}}));
  }
  preview.samples.resize(preview.headings.size());
  for (std::size_t line = 1; line < std::min(records->size(), kLinesSampled); ++line) {
    const auto& cells = (*records)[line].cells;
    for (std::size_t at = 0; at < std::min(cells.size(), preview.samples.size()); ++at) {
      auto& samples = preview.samples[at];
      std::string sample = clip(cells[at], kSampleShown);
      if (!sample.empty() && samples.size() < kSamples && std::ranges::find(samples, sample) == samples.end()) samples.push_back(std::move(sample));
    }
  }
  return preview;
}

std::int64_t insert_waiting_batch(db::Write& write, const By& by, const Preview& preview, std::string_view source, const Options& options) {
  return write.insert(sql::insert_batch, {{"file_name", clip(options.file_name, 200)},
                                          {"at", by.clock.now()},
                                          {"source", source},
                                          {"encoding", options.encoding},
                                          {"unknown_columns", "[]"},
                                          {"headings", format_record(preview.headings)},
                                          {"lines_total", preview.lines},
                                          {"columns", ""},
                                          {"needs_columns", true},
                                          {"person", by.actor.person}});
}

bool choose_columns(db::Write& write, const By& by, const Batch& batch, const ReadFile& file, const Columns& columns) {
  write.lock("import", batch.id);
  if (write.execute(sql::choose_columns, {{"batch", batch.id}, {"columns", format_words(columns)}, {"lines_total", file.sheet.rows.size()}}) != 1) return false;
  write.execute(sql::delete_rows, {{"batch", batch.id}});
  write.execute(sql::put_columns, {{"key", make_headings_key(file.sheet.headings)}, {"choice", format_choice(file.sheet.headings, columns)}, {"person", by.actor.person}, {"at", by.clock.now()}});
  return true;
}

Columns find_columns(db::Read& read, const std::vector<std::string>& headings) {
  const auto choice = read.find(sql::find_columns, {{"key", make_headings_key(headings)}}, [](const db::Row& row) { return row.text("choice"); });
  return choice ? apply_choice(headings, *choice) : Columns{};
}

}  // namespace muster::imports
