#include "features/counting/protect.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace muster::counting {
namespace {

// The table with its sums as a last row and a last column. In each row and column the cells before the last add up to
// the last one. A reader who knows all shown cells knows these equations; hidden cells can only be other numbers where
// one of them can go up and another down all the way round a ring of hidden cells, by rows and columns in turn.
class Grid {
 public:
  explicit Grid(const Counts& counts) : rows_(counts.size()), columns_(counts.empty() ? 0 : counts.front().size()) {
    values_.assign(rows_ + 1, std::vector<std::int64_t>(columns_ + 1, 0));
    hidden_.assign(rows_ + 1, std::vector<bool>(columns_ + 1, false));
    for (std::size_t r = 0; r < rows_; ++r) {
      for (std::size_t c = 0; c < columns_; ++c) {
        const std::int64_t count = std::max<std::int64_t>(counts[r][c], 0);
        values_[r][c] = count;
        values_[r][columns_] += count;
        values_[rows_][c] += count;
        values_[rows_][columns_] += count;
      }
    }
    for (std::size_t r = 0; r <= rows_; ++r) {
      for (std::size_t c = 0; c <= columns_; ++c) hidden_[r][c] = values_[r][c] < kLeastShown;
    }
  }

  // Hides what must be hidden beside the small cells; false when that is not enough.
  bool hold_back() {
    if (values_[rows_][columns_] < kLeastShown) return false;
    for (std::size_t r = 0; r <= rows_; ++r) {
      for (std::size_t c = 0; c <= columns_; ++c) {
        const bool is_small = values_[r][c] > 0 && values_[r][c] < kLeastShown;
        if (is_small && !hide_ring(r, c)) return false;
      }
    }
    return true;
  }

  Cell cell(std::size_t r, std::size_t c) const {
    if (values_[r][c] < kLeastShown) return {};
    if (hidden_[r][c]) return {Cell::Kind::held, 0};
    return make_cell(values_[r][c]);
  }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }

 private:
  static constexpr std::int64_t kNoWay = std::numeric_limits<std::int64_t>::max();

  // Readers see of a hidden cell whether it is below five. So a small one stays within 0 to 4 and another one above.
  // Sums count the other way round: when their parts go up, they go up too.
  bool may_change(std::size_t r, std::size_t c, int by) const {
    if (is_sum_of_all(r, c)) return false;
    const std::int64_t after = values_[r][c] + by;
    return values_[r][c] < kLeastShown ? after >= 0 && after < kLeastShown : after >= kLeastShown;
  }
  bool is_sum_of_all(std::size_t r, std::size_t c) const { return r == rows_ && c == columns_; }
  bool is_sum(std::size_t r, std::size_t c) const { return r == rows_ || c == columns_; }
  // What is lost by hiding a cell: small ones are hidden already, and sums say most.
  std::int64_t price(std::size_t r, std::size_t c) const {
    if (hidden_[r][c]) return 0;
    return values_[r][c] + (is_sum(r, c) ? 1'000'000'000 : 0);
  }

  struct Step {
    std::int64_t price = kNoWay;
    std::size_t from = 0;
    bool is_done = false;
  };

  // Nodes are rows, then columns. A change goes from a row to a column through a cell that goes one way, and back to a
  // row through a cell that goes the other way; a cell of the sums moves with its parts, hence the turned sign.
  int sign(std::size_t r, std::size_t c) const { return is_sum(r, c) ? -1 : 1; }
  bool is_way(std::size_t from, std::size_t to, int first) const {
    const bool is_forth = from <= rows_;
    const std::size_t r = is_forth ? from : to, c = (is_forth ? to : from) - rows_ - 1;
    return may_change(r, c, (is_forth ? first : -first) * sign(r, c));
  }
  std::int64_t price_of(std::size_t from, std::size_t to) const {
    const bool is_forth = from <= rows_;
    return price(is_forth ? from : to, (is_forth ? to : from) - rows_ - 1);
  }

  // Cheapest way from one node to another that does not use the cell (r, c) itself (Dijkstra).
  std::vector<Step> find_ways(std::size_t start, std::size_t r, std::size_t c, int first) const {
    const std::size_t nodes = rows_ + columns_ + 2;
    std::vector<Step> steps(nodes);
    steps[start].price = 0;
    for (;;) {
      std::optional<std::size_t> at;
      for (std::size_t node = 0; node < nodes; ++node) {
        if (!steps[node].is_done && steps[node].price != kNoWay && (!at || steps[node].price < steps[*at].price)) at = node;
      }
      if (!at) return steps;
      steps[*at].is_done = true;
      const bool is_row = *at <= rows_;
      for (std::size_t to = is_row ? rows_ + 1 : 0; to < (is_row ? nodes : rows_ + 1); ++to) {
        const bool is_same = (is_row ? *at : to) == r && (is_row ? to : *at) == c + rows_ + 1;
        if (is_same || !is_way(*at, to, first)) continue;
        const std::int64_t price = steps[*at].price + price_of(*at, to);
        if (price < steps[to].price) steps[to] = {price, *at, false};
      }
    }
  }

  // A ring through this cell in which it goes up, or down: the cheaper one is hidden.
  bool hide_ring(std::size_t r, std::size_t c) {
    const std::size_t row = r, column = c + rows_ + 1;
    std::optional<std::vector<Step>> taken;
    std::int64_t cheapest = kNoWay;
    for (const int first : {1, -1}) {  // the cell itself goes forth, from its row to its column
      if (!may_change(r, c, first * sign(r, c))) continue;
      auto steps = find_ways(column, r, c, first);
      if (steps[row].price >= cheapest) continue;
      cheapest = steps[row].price;
      taken = std::move(steps);
    }
    if (!taken) return false;
    for (std::size_t at = row; at != column; at = (*taken)[at].from) {
      const std::size_t before = (*taken)[at].from;
      const bool is_row = at <= rows_;
      hidden_[is_row ? at : before][(is_row ? before : at) - rows_ - 1] = true;
    }
    return true;
  }

  std::size_t rows_, columns_;
  std::vector<std::vector<std::int64_t>> values_;
  std::vector<std::vector<bool>> hidden_;
};

}  // namespace

Cell make_cell(std::int64_t count) {
  if (count < kLeastShown) return {};
  return {Cell::Kind::shown, count - count % kStep};
}

Protected protect(const Counts& counts) {
  Grid grid(counts);
  Protected made{.is_shown = grid.hold_back(), .cells = {}, .row_sums = {}, .column_sums = {}, .sum = grid.cell(grid.rows(), grid.columns())};
  if (!made.is_shown) return made;
  for (std::size_t r = 0; r < grid.rows(); ++r) {
    made.cells.emplace_back();
    for (std::size_t c = 0; c < grid.columns(); ++c) made.cells.back().push_back(grid.cell(r, c));
    made.row_sums.push_back(grid.cell(r, grid.columns()));
  }
  for (std::size_t c = 0; c < grid.columns(); ++c) made.column_sums.push_back(grid.cell(grid.rows(), c));
  return made;
}

}  // namespace muster::counting
