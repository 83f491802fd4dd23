// Compares two records, makes them one, and two again. Everything in the caller's transaction.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/merges/merges.hpp"
#include "features/merges/record.hpp"

namespace muster::merges {

inline constexpr std::chrono::days kUndoTime{30};

// What every step needs to know of the world.
struct Setting {
  const Programme& programme;
  const Movers& movers;
};

struct Ids {
  Kind kind = Kind::organisation;
  std::int64_t kept = 0, gone = 0;
};

struct Comparison {
  Ids ids;
  std::string kept_name, gone_name;
  Facts kept, gone;
  db::HandoverPlan plan;
  std::string seen;  // changes with anything that this comparison shows
  bool is_barred() const;
};
// Problems: not_found; gone for a record that was merged or forgotten already; invalid for one record twice.
Result<Comparison> compare(db::Read& read, const By& by, const Setting& setting, const Ids& ids);
// The merge by which a record went, if it did.
std::optional<std::int64_t> find_merge_of(db::Read& read, Kind kind, std::int64_t gone);

// `seen` is of the comparison that was agreed to: another one is a conflict. forbidden while a hitch bars it.
Result<std::int64_t> merge(db::Write& write, const By& by, const Setting& setting, const Ids& ids, const Choices& choices, std::string_view seen);

struct Merge {
  std::int64_t id = 0;
  Ids ids;
  Instant merged_at;
  PersonId merged_by;
  Facts before, after;
  std::optional<Instant> undone_at, closed_at;
  std::string left_over;  // for imports::read_messages
  bool may_undo(Instant now) const { return !undone_at && !closed_at && now < merged_at + kUndoTime; }
};
std::optional<Merge> find_merge(db::Read& read, std::int64_t merge);
std::vector<Merge> list_merges(db::Read& read, Kind kind, int limit);

// What was left as it is, because somebody changed it since, is kept with the merge. Problems: not_found; gone when the
// time is over or it was undone; conflict while the record that stays went into another one since.
Result<void> undo(db::Write& write, const By& by, const Setting& setting, std::int64_t merge);

// The record's name, as lists show it.
std::string find_name(db::Read& read, Kind kind, std::int64_t id);
// Merges that can no longer be undone keep no values; how many of at most 100.
int close_old(db::Write& write, const Clock& clock);

}  // namespace muster::merges
