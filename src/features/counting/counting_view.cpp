#include "features/counting/counting_view.hpp"

namespace muster::counting {

CellView make_cell_view(const Cell& cell, std::string label) {
  return {.is_shown = cell.kind == Cell::Kind::shown, .is_few = cell.kind == Cell::Kind::few, .value = cell.value, .label = std::move(label)};
}

}  // namespace muster::counting
