// Rows of acts on many: a run, and each of its rows with what became of it. A row is claimed and done in one
// write, so that a form sent twice, two of staff and a job after a crash together do it once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/desk/desk.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::desk {

inline constexpr int kBulkAtOnce = 20;  // rows done before the form is answered
inline constexpr std::string_view kBulkJob = "desk.bulk";

struct BulkRun {
  std::int64_t id = 0;
  std::string kind;
  PersonId made_by;
  Instant made_at;
  BulkValues values;  // empty when it is over
  std::optional<Instant> finished_at;
};
std::optional<BulkRun> find_run(db::Read& read, std::int64_t id);

struct BulkRow {
  OrganisationId organisation;
  std::string name;
  std::string state;  // waiting, done, left
  std::string said;   // for read_message
};
// In the order of the preview; at most kBulkMost.
std::vector<BulkRow> list_rows(db::Read& read, std::int64_t run);

// The run of this mark, new or not, and its job. Throws std::length_error above kBulkMost: pages refuse that first.
std::int64_t insert_run(db::Write& write, const By& by, const BulkKind& kind, const NewBulk& bulk);
using Guard = std::function<void(db::Write&)>;
// Does at most `most` rows that still wait. True when rows are left. `guard` stands first in every write.
bool work_on_run(db::Database& database, const By& by, const Programme& programme, const BulkKind& kind, std::int64_t run, int most, const Guard& guard);
// Nothing more is done: every row that waits says this.
void stop_run(db::Write& write, const Clock& clock, std::int64_t run, const Message& why);

// A message by its English source text and its values, so that each reader has it in the own language.
std::string format_message(const Message& message);
std::string read_message(std::string_view stored, const std::function<std::string(const Message&)>& translate);

}  // namespace muster::desk
