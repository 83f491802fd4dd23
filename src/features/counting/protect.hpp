// Which cells of a small table may be shown (S52, goal P4): none below five, and none from which such a one could be
// found by subtraction from sums that are shown. What is shown is rounded down to fives, so that two looks at the same
// table cannot be subtracted either. Pure.
#pragma once

#include <cstdint>
#include <vector>

namespace muster::counting {

inline constexpr std::int64_t kLeastShown = 5;
inline constexpr std::int64_t kStep = 5;

struct Cell {
  enum class Kind {
    shown,
    few,   // fewer than five, none included
    held,  // more, but a small one beside it could be found from it
  };
  Kind kind = Kind::few;
  std::int64_t value = 0;  // of a shown one: a multiple of kStep, at most kStep - 1 below the count; else 0
  bool operator==(const Cell&) const = default;
};

// Whole numbers of zero or more, with a name for every place: rows and columns of equal length.
using Counts = std::vector<std::vector<std::int64_t>>;

struct Protected {
  // False: no choice of cells would keep the small ones hidden; only the sum of all may be shown.
  bool is_shown = true;
  std::vector<std::vector<Cell>> cells;
  std::vector<Cell> row_sums, column_sums;
  Cell sum;
};
// The sum of all is shown when it is five or more, so that tables of the same things by other parts may stand beside it.
Protected protect(const Counts& counts);

Cell make_cell(std::int64_t count);

}  // namespace muster::counting
