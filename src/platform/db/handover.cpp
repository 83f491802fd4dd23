#include "platform/db/handover.hpp"

#include "base/text.hpp"

namespace muster::db {
namespace {

std::vector<std::int64_t> move(Write& write, const Statement& statement, std::int64_t from, std::int64_t into, std::int64_t row) {
  return write.list(statement, {{"from", from}, {"into", into}, {"row", row}}, [](const Row& moved) { return moved.int64("id"); });
}

}  // namespace

std::vector<HandedRow> move_rows(Write& write, std::span<const Movable> tables, const Handover& handover) {
  std::vector<HandedRow> rows;
  for (const Movable& table : tables) {
    std::string numbers;
    for (const std::int64_t id : move(write, table.move, handover.from, handover.into, 0)) numbers += (numbers.empty() ? "" : " ") + std::to_string(id);
    if (!numbers.empty()) rows.push_back({std::string(table.place), 0, std::move(numbers)});
  }
  return rows;
}

std::int64_t move_rows_back(Write& write, std::span<const Movable> tables, const Handover& handover, const std::vector<HandedRow>& rows) {
  std::int64_t missing = 0;
  for (const Movable& table : tables) {
    for (const HandedRow& row : rows) {
      if (row.place != table.place) continue;
      for (const std::string_view number : split(row.was, ' ')) {
        if (move(write, table.move, handover.into, handover.from, std::stoll(std::string(number))).empty()) ++missing;
      }
    }
  }
  return missing;
}

std::vector<HandoverLine> count_rows(Read& read, const Statement& statement, const Handover& handover,
                                     const std::function<Message(std::string_view place)>& label) {
  std::vector<HandoverLine> lines;
  read.each(statement, {{"from", handover.from}}, [&](const Row& row) {
    if (const std::int64_t count = row.int64("count"); count > 0) lines.push_back({label(row.text("place")), count});
  });
  return lines;
}

}  // namespace muster::db
