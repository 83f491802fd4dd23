// The door of the imports room: files of members brought in, each row named by its line. A dry run and a
// real one decide by the same code. An empty cell erases nothing; what people changed since the last import
// is a conflict and stays as it is. An import can be undone, except where somebody changed the row since.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/id.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/imports/csv.hpp"
#include "platform/db/database.hpp"

namespace muster::imports {

enum class Outcome { added, changed, unchanged, conflict, invalid };

struct RowReport {
  int line = 0;
  std::string name;
  Outcome outcome = Outcome::unchanged;
  Message why;  // of a conflict or an invalid row, or a person who was left out; empty otherwise
  OrganisationId organisation;
};

struct Report {
  std::int64_t batch = 0;  // 0 for a dry run
  std::vector<RowReport> rows;
  std::vector<std::string> unknown_columns;
  std::int64_t count(Outcome outcome) const;
};

struct Options {
  std::string file_name;
  bool is_dry_run = false;
  std::function<void(std::size_t done, std::size_t total)> progress;
};

// `text` is UTF-8; the separator is detected. Applied in chunks that let others write in between; when it is
// stopped half way, running the same file again finds the rows that are done unchanged.
Result<Report> import_organisations(db::Database& database, const By& by, const Programme& programme, std::string_view text, const Options& options);

// Brings back what stood there before the newest import. Organisations that it added become quiet and
// withdrawn, as nothing in the register is ever erased. Returns the lines that were left as they are because
// somebody changed them since. not_found: nothing to undo.
Result<std::vector<int>> undo_last_import(db::Database& database, const By& by, const Programme& programme);

}  // namespace muster::imports
