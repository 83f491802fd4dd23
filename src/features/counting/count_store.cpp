#include "features/counting/count_store.hpp"

#include <chrono>

#include "queries_counting.hpp"

namespace muster::counting {
namespace {

void write_batch(db::Write& write, const Clock& clock, const std::string& writer, const Batch& batch) {
  const auto newest = write.find(sql::find_batch, {{"writer", writer}}, [](const db::Row& row) { return row.int64("number"); });
  if (newest && *newest >= batch.number) return;  // it was written, and the answer got lost
  for (const auto& [key, times] : batch.changes) {
    write.execute(sql::add_openings, {{"issue", key.link.issue}, {"organisation", key.link.organisation.value()}, {"locale", locale_tag(key.link.locale)}, {"link", key.link.link}, {"day", key.day}, {"kind", kind_name(key.kind)}, {"times", times}});
  }
  write.execute(sql::put_batch, {{"writer", writer}, {"number", batch.number}, {"at", clock.now()}});
  if (batch.number % 1000 == 1) write.execute(sql::delete_batches_before, {{"before", clock.now() - std::chrono::hours(24)}});
}

void turn_delivered(db::Database& database, Counter& counter, const WasDelivered& was_delivered) {
  const auto waiting = counter.list_waiting();
  if (!was_delivered || waiting.empty()) return;
  std::vector<WaitingCopy> delivered;
  database.read([&](db::Read& read) {
    for (const WaitingCopy& copy : waiting) {
      if (was_delivered(read, copy.copy.issue, copy.copy.organisation, copy.copy.locale, copy.first - kMachineAfterDelivery, copy.last)) delivered.push_back(copy);
    }
  });
  for (const WaitingCopy& copy : delivered) counter.turn_to_machine(copy);
}

}  // namespace

std::int64_t write_counts(db::Database& database, const Clock& clock, Counter& counter, const WasDelivered& was_delivered) {
  counter.forget_old(clock.now());
  turn_delivered(database, counter, was_delivered);
  std::int64_t written = 0;
  while (auto batch = counter.take(kBatchMost)) {
    try {
      database.write([&](db::Write& write) { write_batch(write, clock, counter.name(), *batch); }, db::Priority::bulk);
    } catch (...) {
      counter.give_back(std::move(*batch));
      throw;
    }
    written += static_cast<std::int64_t>(batch->changes.size());
  }
  return written;
}

void add_answer(db::Write& write, const CountedLink& copy, int choice, int former) {
  const auto at = [&](int which) {
    return db::Parameters{{"issue", copy.issue}, {"organisation", copy.organisation.value()}, {"locale", locale_tag(copy.locale)}, {"choice", which}};
  };
  if (former == choice) return;
  if (former > 0) write.execute(sql::take_answer, at(former));
  write.execute(sql::add_answer, at(choice));
}

}  // namespace muster::counting
