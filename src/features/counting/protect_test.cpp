// P4, S52: no small cell is shown, and none can be found from what is shown, by trying out every table that fits.
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "features/counting/protect.hpp"

using namespace muster::counting;

namespace {

// What a reader who knows the rules may think a cell is: its exact value is assumed known where it is shown, which
// is more than the page says.
struct Guess {
  std::int64_t least, most;
};

// Every table of whole numbers that fits what is shown. The reader knows exact values of shown cells, that "few" is 0
// to 4, that "held" is 5 or more, and that sums are sums.
class Reader {
 public:
  Reader(const Counts& counts, const Protected& shown) : counts_(counts), shown_(shown), rows_(counts.size()), columns_(counts.front().size()) {
    for (std::size_t r = 0; r < rows_; ++r) {
      for (std::size_t c = 0; c < columns_; ++c) sum_ += counts[r][c];
    }
    possible_.assign(rows_, std::vector<std::set<std::int64_t>>(columns_));
    row_possible_.resize(rows_);
    column_possible_.resize(columns_);
    trial_.assign(rows_, std::vector<std::int64_t>(columns_, 0));
    try_cell(0);
  }

  // A small cell, or a small sum, whose only possible value is its own.
  bool is_found_out() const {
    for (std::size_t r = 0; r < rows_; ++r) {
      std::int64_t row = 0;
      for (std::size_t c = 0; c < columns_; ++c) {
        row += counts_[r][c];
        if (is_small(counts_[r][c]) && possible_[r][c].size() < 2) return true;
      }
      if (is_small(row) && row_possible_[r].size() < 2) return true;
    }
    for (std::size_t c = 0; c < columns_; ++c) {
      std::int64_t column = 0;
      for (std::size_t r = 0; r < rows_; ++r) column += counts_[r][c];
      if (is_small(column) && column_possible_[c].size() < 2) return true;
    }
    return false;
  }
  std::int64_t tables() const { return tables_; }

 private:
  static bool is_small(std::int64_t count) { return count > 0 && count < kLeastShown; }
  Guess guess(const Cell& cell, std::int64_t truth) const {
    switch (cell.kind) {
      case Cell::Kind::shown:
        return {truth, truth};
      case Cell::Kind::few:
        return {0, kLeastShown - 1};
      case Cell::Kind::held:
        break;
    }
    return {kLeastShown, sum_};
  }
  bool fits(const Cell& cell, std::int64_t truth, std::int64_t value) const {
    const Guess bounds = guess(cell, truth);
    return value >= bounds.least && value <= bounds.most;
  }

  void try_cell(std::size_t at) {
    if (at == rows_ * columns_) return check();
    const std::size_t r = at / columns_, c = at % columns_;
    const Guess bounds = guess(shown_.cells[r][c], counts_[r][c]);
    for (std::int64_t value = bounds.least; value <= bounds.most; ++value) {
      if (so_far_ + value > sum_) break;
      trial_[r][c] = value;
      so_far_ += value;
      try_cell(at + 1);
      so_far_ -= value;
    }
    trial_[r][c] = 0;
  }

  void check() {
    if (so_far_ != sum_) return;
    std::vector<std::int64_t> rows(rows_), columns(columns_), true_rows(rows_), true_columns(columns_);
    for (std::size_t r = 0; r < rows_; ++r) {
      for (std::size_t c = 0; c < columns_; ++c) {
        rows[r] += trial_[r][c];
        columns[c] += trial_[r][c];
        true_rows[r] += counts_[r][c];
        true_columns[c] += counts_[r][c];
      }
    }
    for (std::size_t r = 0; r < rows_; ++r) {
      if (!fits(shown_.row_sums[r], true_rows[r], rows[r])) return;
    }
    for (std::size_t c = 0; c < columns_; ++c) {
      if (!fits(shown_.column_sums[c], true_columns[c], columns[c])) return;
    }
    ++tables_;
    for (std::size_t r = 0; r < rows_; ++r) {
      row_possible_[r].insert(rows[r]);
      for (std::size_t c = 0; c < columns_; ++c) possible_[r][c].insert(trial_[r][c]);
    }
    for (std::size_t c = 0; c < columns_; ++c) column_possible_[c].insert(columns[c]);
  }

  const Counts& counts_;
  const Protected& shown_;
  std::size_t rows_, columns_;
  std::int64_t sum_ = 0, so_far_ = 0, tables_ = 0;
  Counts trial_;
  std::vector<std::vector<std::set<std::int64_t>>> possible_;
  std::vector<std::set<std::int64_t>> row_possible_, column_possible_;
};

std::vector<Cell> all_cells(const Protected& table) {
  std::vector<Cell> cells = table.row_sums;
  cells.insert(cells.end(), table.column_sums.begin(), table.column_sums.end());
  cells.push_back(table.sum);
  for (const auto& row : table.cells) cells.insert(cells.end(), row.begin(), row.end());
  return cells;
}

void check_small(const Protected& table) {
  for (const Cell& cell : all_cells(table)) {
    if (cell.kind == Cell::Kind::shown) {
      CHECK(cell.value >= kLeastShown);
      CHECK(cell.value % kStep == 0);
    } else {
      CHECK(cell.value == 0);
    }
  }
}

// Returns how many of these tables are shown at all.
int check_random(std::size_t rows, std::size_t columns, int times, const std::vector<std::int64_t>& values, unsigned seed) {
  std::mt19937 engine(seed);
  int shown = 0;
  for (int time = 0; time < times; ++time) {
    Counts counts(rows, std::vector<std::int64_t>(columns));
    for (auto& row : counts) {
      for (auto& count : row) count = values[engine() % values.size()];
    }
    const Protected table = protect(counts);
    check_small(table);
    if (!table.is_shown) {
      CHECK(table.cells.empty());
      CHECK(table.row_sums.empty());
      continue;
    }
    ++shown;
    const Reader reader(counts, table);
    CHECK(reader.tables() >= 1);
    CHECK_FALSE(reader.is_found_out());
  }
  return shown;
}

}  // namespace

TEST_CASE("S52, P4: every table of two by two, and one line of three: no small number can be found by subtraction") {
  const std::vector<std::int64_t> values = {0, 1, 2, 3, 4, 5, 6, 8, 13};
  int shown = 0, tables = 0;
  for (const auto a : values) {
    for (const auto b : values) {
      for (const auto c : values) {
        for (const auto d : values) {
          const Counts counts = {{a, b}, {c, d}};
          const Protected table = protect(counts);
          ++tables;
          check_small(table);
          if (!table.is_shown) continue;
          ++shown;
          CHECK_FALSE(Reader(counts, table).is_found_out());
        }
        const Counts line = {{a}, {b}, {c}};
        const Protected table = protect(line);
        if (table.is_shown) CHECK_FALSE(Reader(line, table).is_found_out());
      }
    }
  }
  CHECK(tables == 6561);
  CHECK(shown > 3000);  // it is not safe by hiding everything
}

TEST_CASE("P4: larger tables, by chance") {
  CHECK(check_random(3, 2, 400, {0, 0, 1, 2, 4, 5, 7}, 1) > 100);
  CHECK(check_random(2, 3, 400, {0, 1, 3, 6}, 2) > 100);
  CHECK(check_random(3, 3, 60, {0, 0, 0, 1, 2, 5}, 3) > 10);
  CHECK(check_random(5, 1, 300, {0, 1, 2, 3, 4, 6, 9}, 4) > 100);
}

TEST_CASE("P4: the search finds what is not protected") {
  const Counts counts = {{3}, {20}};
  Protected naive{.is_shown = true, .cells = {{make_cell(3)}, {make_cell(20)}}, .row_sums = {make_cell(3), make_cell(20)}, .column_sums = {make_cell(23)}, .sum = make_cell(23)};
  CHECK(Reader(counts, naive).is_found_out());
  const Protected table = protect(counts);
  CHECK(table.is_shown);
  CHECK(table.cells[0][0].kind == Cell::Kind::few);
  CHECK(table.cells[1][0].kind == Cell::Kind::held);
  CHECK(table.sum == Cell{Cell::Kind::shown, 20});
}

TEST_CASE("S52: what is large is shown, rounded down to fives, and two looks differ by fives or not at all") {
  const Protected table = protect({{100, 57}, {5, 0}});
  REQUIRE(table.is_shown);
  CHECK(table.cells[0][0] == Cell{Cell::Kind::shown, 100});
  CHECK(table.cells[0][1] == Cell{Cell::Kind::shown, 55});
  CHECK(table.cells[1][0] == Cell{Cell::Kind::shown, 5});
  CHECK(table.cells[1][1].kind == Cell::Kind::few);
  for (std::int64_t count = 0; count < 40; ++count) {
    const std::int64_t step = make_cell(count + 1).value - make_cell(count).value;
    CHECK((step == 0 || step == kStep));
  }
}

TEST_CASE("P4: where nothing can be told apart, only the sum is shown") {
  CHECK_FALSE(protect({{1}, {1}}).is_shown);
  CHECK(protect({{1}, {1}}).sum.kind == Cell::Kind::few);
  const Protected pairs = protect({{4}, {4}});  // both are four, as neither is more
  CHECK_FALSE(pairs.is_shown);
  CHECK(pairs.sum == Cell{Cell::Kind::shown, 5});
  CHECK_FALSE(protect({}).is_shown);
  CHECK_FALSE(protect({{0, 0}, {0, 0}}).is_shown);
}

TEST_CASE("a large table is protected quickly") {
  Counts counts(60, std::vector<std::int64_t>(6));
  std::mt19937 engine(9);
  for (auto& row : counts) {
    for (auto& count : row) count = static_cast<std::int64_t>(engine() % 12);
  }
  const Protected table = protect(counts);
  CHECK(table.is_shown);
  check_small(table);
}
