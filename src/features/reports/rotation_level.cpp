#include "features/reports/rotation_level.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

namespace muster::reports {
namespace {

// A small network in which units flow at the least cost: by repeated cheapest ways (Bellman and Ford).
class Network {
 public:
  explicit Network(std::size_t nodes) : nodes_(nodes) {}

  std::size_t add(std::size_t from, std::size_t to, int capacity, int cost) {
    edges_.push_back({from, to, capacity, cost});
    edges_.push_back({to, from, 0, -cost});
    return edges_.size() - 2;
  }

  // As much as will go.
  void fill(std::size_t source, std::size_t sink) {
    while (push_one(source, sink)) {}
  }

  int flow(std::size_t edge) const { return edges_[edge + 1].capacity; }

 private:
  struct Edge {
    std::size_t from, to;
    int capacity, cost;
  };

  bool push_one(std::size_t source, std::size_t sink) {
    constexpr int kFar = std::numeric_limits<int>::max() / 2;
    std::vector<int> cost(nodes_, kFar);
    std::vector<std::size_t> by(nodes_, 0);
    cost[source] = 0;
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (std::size_t at = 0; at < edges_.size(); ++at) {
        const Edge& edge = edges_[at];
        if (edge.capacity == 0 || cost[edge.from] == kFar || cost[edge.from] + edge.cost >= cost[edge.to]) continue;
        cost[edge.to] = cost[edge.from] + edge.cost;
        by[edge.to] = at;
        is_changed = true;
      }
    }
    if (cost[sink] == kFar) return false;
    for (std::size_t node = sink; node != source; node = edges_[by[node]].from) {
      --edges_[by[node]].capacity;
      ++edges_[by[node] ^ 1U].capacity;  // the edge back stands beside it
    }
    return true;
  }

  std::size_t nodes_;
  std::vector<Edge> edges_;
};

}  // namespace

MonthCounts share_months(int months, const MonthCounts& held, const std::vector<int>& sizes) {
  const auto columns = static_cast<std::size_t>(months);
  const std::size_t rows = sizes.size();
  const std::size_t source = 0, sink = rows + columns + 1;
  // Each region has its whole months in common and a rest; the rests are what can be placed.
  const int rests = std::accumulate(sizes.begin(), sizes.end(), 0, [&](int sum, int size) { return sum + size % months; });
  constexpr int kLevel = 1000;  // weighs more than all that can be kept
  Network network(rows + columns + 2);
  MonthCounts shares(rows);
  std::vector<std::vector<std::size_t>> edges(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    shares[row].assign(columns, sizes[row] / months);
    network.add(source, row + 1, sizes[row] % months, 0);
    for (std::size_t column = 0; column < columns; ++column) {
      const int gain = held[row][column] > sizes[row] / months ? 1 : 0;
      edges[row].push_back(network.add(row + 1, rows + 1 + column, 1, -gain));
    }
  }
  for (std::size_t column = 0; column < columns; ++column) {
    network.add(rows + 1 + column, sink, rests / months, -kLevel);
    network.add(rows + 1 + column, sink, rests % months == 0 ? 0 : 1, 0);
  }
  network.fill(source, sink);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) shares[row][column] += network.flow(edges[row][column]);
  }
  return shares;
}

}  // namespace muster::reports
