#include "platform/html/compare.hpp"

#include <utility>

#include "base/difference.hpp"

namespace muster::html {

DiffPair make_diff_pair(Message label, std::string_view before, std::string_view after) {
  DiffPair pair{.label = std::move(label), .is_same = before == after};
  const TextDifference difference = compare_texts(before, after);
  for (const TextPiece& piece : difference.before) pair.before.push_back({piece.text, piece.is_changed});
  for (const TextPiece& piece : difference.after) pair.after.push_back({piece.text, piece.is_changed});
  return pair;
}

}  // namespace muster::html
