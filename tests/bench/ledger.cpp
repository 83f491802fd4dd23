#include "tests/bench/ledger.hpp"

#include <algorithm>
#include <fstream>

namespace muster::bench {

std::map<std::size_t, Allowed> read_ledger(const std::string& path) {
  std::map<std::size_t, Allowed> out;
  std::ifstream file(path);
  char what;
  std::size_t target;
  long sequence;
  while (file >> what >> target >> sequence) {
    auto& allowed = out[target];
    if (what == 'T') allowed.open.push_back(sequence), allowed.sent = sequence;
    if (what == 'R') std::erase(allowed.open, sequence);
    if (what == 'A') allowed.acknowledge(sequence);
  }
  return out;
}

Found judge(const SaveTarget& target, const Allowed& allowed, const std::string& shown) {
  if (allowed.acknowledged == 0) return Found::promised;  // nothing was promised yet: the older value may stand
  if (shown == target.make_value(allowed.acknowledged)) return Found::promised;
  if (std::ranges::any_of(allowed.open, [&](long s) { return shown == target.make_value(s); })) return Found::promised;
  bool is_older = shown.empty();
  for (long s = 0; s < allowed.acknowledged && !is_older; ++s) is_older = shown == target.make_value(s);
  return is_older ? Found::older : Found::unknown;
}

}  // namespace muster::bench
