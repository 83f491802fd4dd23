// The door of the imports room: files of members brought in, each row named by its line. A dry run and a
// real one decide by the same code. An empty cell erases nothing. What people changed since the last import
// stays: where the file says nothing new in silence, where it does as a conflict that is named. An import can
// be undone, except what somebody changed since.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/imports/columns.hpp"
#include "features/imports/csv.hpp"
#include "features/imports/facts.hpp"
#include "platform/db/database.hpp"

namespace muster::imports {

enum class Outcome { added, changed, unchanged, conflict, invalid };

struct RowReport {
  int line = 0;
  std::string name;
  Outcome outcome = Outcome::unchanged;
  // Why it is a conflict or invalid, or what was left out of it: for read_messages.
  std::string why;
  OrganisationId organisation;
};

// Facts and messages as they are stored, for rooms that keep them too. "" for no message.
std::string format_facts(const Facts& facts);
Facts parse_facts(std::string_view stored);
std::string format_messages(const std::vector<Message>& messages);
// What `translate` makes of each message that a report keeps. A message lives as long as the call.
std::vector<std::string> read_messages(std::string_view stored, const std::function<std::string(const Message&)>& translate);

struct Report {
  std::int64_t batch = 0;  // 0 for a dry run
  std::vector<RowReport> rows;
  std::vector<std::string> unknown_columns;
  bool is_continued = false;  // an import of the same file had been stopped half way
  std::int64_t count(Outcome outcome) const;
};

using IsUsed = std::function<bool(db::Read&, OrganisationId)>;

// What every step needs to know of the world.
struct Rules {
  const Programme& programme;
  const CountryNames& countries;
  // Whether something stands on an organisation in rooms that this one does not see. May be empty.
  IsUsed is_used;
};

using Progress = std::function<void(std::size_t done, std::size_t total)>;

struct Options {
  std::string file_name;
  std::string encoding;
  bool is_dry_run = false;
  Progress progress;
  Columns columns = {};  // chosen; empty: as the headings say
};

// What the command line takes for the columns of a file: `words` ("Group=name") over what was chosen the last time for
// such headings, over the headings themselves. Empty: as the headings say.
Result<Columns> find_file_columns(db::Database& database, std::string_view text, const std::vector<std::string>& words);

// `text` is UTF-8; the separator is detected. Applied in chunks that let others write in between; when it is
// stopped half way, running the same file again goes on with the lines that are left.
Result<Report> import_organisations(db::Database& database, const By& by, const Rules& rules, std::string_view text, const Options& options);

struct Leftover {
  int line = 0;
  std::string name;
  std::string why;  // for read_messages
};

// Brings back what stood there before. What somebody changed since stays and is named. not_found: no such
// import; conflict: it was not applied, or is undone already.
Result<std::vector<Leftover>> undo_import(db::Database& database, const By& by, const Rules& rules, std::int64_t batch, const Progress& progress = {});

// Lines of files that hold these words lose what they say: such a line can no longer be undone. How many there were.
std::int64_t forget_words(db::Write& write, const std::vector<std::string>& words);
// Lines of files that hold these words, with some of the text around.
std::vector<HeldTable> list_held(db::Read& read, const std::vector<std::string>& words);
// What lines of imports that were finished before then keep for undoing: how many, and lets go of at most `limit`.
std::int64_t count_lines_before(db::Read& read, Instant before);
std::int64_t empty_lines_before(db::Write& write, Instant before, int limit);

}  // namespace muster::imports
