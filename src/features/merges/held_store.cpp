// What merges keep of persons, and how it goes.
#include "features/merges/merge_store.hpp"
#include "queries_merges.hpp"

namespace muster::merges {
namespace {

void close(db::Write& write, const Clock& clock, std::int64_t merge) {
  write.execute(sql::close_merge, {{"merge", merge}, {"at", clock.now()}});
  write.execute(sql::delete_merge_rows, {{"merge", merge}});
}

std::int64_t number_of(const db::Row& row) { return row.int64("id"); }

}  // namespace

void forget_person(db::Write& write, const By& by, PersonId person) {
  for (const std::int64_t merge : write.list(sql::list_of_person, {{"person", person}}, number_of)) close(write, by.clock, merge);
}

void forget_words(db::Write& write, const By& by, const std::vector<std::string>& words) {
  for (const std::string& each : words) {
    for (const std::int64_t merge : write.list(sql::list_with_words, {{"pattern", db::make_like_pattern(each)}}, number_of)) close(write, by.clock, merge);
  }
}

int close_old(db::Write& write, const Clock& clock) {
  const auto old = write.list(sql::list_open_before, {{"before", clock.now() - kUndoTime}}, number_of);
  for (const std::int64_t merge : old) close(write, clock, merge);
  return static_cast<int>(old.size());
}

}  // namespace muster::merges
