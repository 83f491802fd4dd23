// Two records become one: each room hands its own rows of the record that goes to the one that stays, says
// beforehand what that will be, and can bring the rows back. A room above keeps what was handed over and calls
// the rooms in turn; app/ connects them. No room deletes anything here: what cannot go over stays where it is.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/message.hpp"
#include "base/programme.hpp"
#include "platform/db/database.hpp"

namespace muster::db {

struct Handover {
  enum class Of { organisation, person } of = Of::organisation;
  std::int64_t from = 0;  // goes
  std::int64_t into = 0;  // stays
};

// One row that changed on the way, or with row 0 the numbers of those that changed their owner alone.
struct HandedRow {
  std::string place;     // "access.seat"
  std::int64_t row = 0;
  std::string was;       // what bringing it back needs beside its owner, in the room's own form
};

// What a person reads before saying yes.
struct HandoverLine {
  Message label;
  std::int64_t count = 0;
};
struct Hitch {
  Message line;            // what cannot go over, and how that is resolved
  std::string path;        // of a page about it, without language; may be empty
  bool is_barred = false;  // nothing can be merged before a person has dealt with it
};
struct HandoverPlan {
  std::vector<HandoverLine> lines;
  std::vector<Hitch> hitches;
};

// What a room supplies. Any function may be empty.
struct Mover {
  std::function<HandoverPlan(Read&, const Programme&, const Handover&, Date today)> plan;
  std::function<std::vector<HandedRow>(Write&, const By&, const Programme&, const Handover&)> hand_over;
  // With the rows that hand_over returned; says what stays because somebody changed it since.
  std::function<std::vector<Message>(Write&, const By&, const Programme&, const Handover&, const std::vector<HandedRow>&)> bring_back;
};

// A table whose rows change their owner and nothing else. The statement is
//   UPDATE t SET owner = :into WHERE owner = :from AND (CAST(:row AS BIGINT) = 0 OR id = :row) RETURNING id
// The numbers are kept between blanks, as a merge may move thousands of mails.
struct Movable {
  std::string_view place;
  Statement move;
};
std::vector<HandedRow> move_rows(Write& write, std::span<const Movable> tables, const Handover& handover);
// How many are no longer there to be brought back.
std::int64_t move_rows_back(Write& write, std::span<const Movable> tables, const Handover& handover, const std::vector<HandedRow>& rows);

// A statement that answers with `place` and `count`; places without rows are left out.
std::vector<HandoverLine> count_rows(Read& read, const Statement& statement, const Handover& handover,
                                     const std::function<Message(std::string_view place)>& label);

}  // namespace muster::db
