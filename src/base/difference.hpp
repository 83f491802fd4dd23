// Two texts beside each other: for reviewers, and for two people who changed the same text at once. Pure; knows no
// language, only which scripts have no blanks between words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Two texts cut into pieces, those that differ marked: words, and single signs where a script has no blanks.
// Joined again, the pieces are the texts. Texts too long to compare are marked whole.
struct TextPiece {
  std::string text;
  bool is_changed = false;
};
struct TextDifference {
  std::vector<TextPiece> before;
  std::vector<TextPiece> after;
};
TextDifference compare_texts(std::string_view before, std::string_view after);

}  // namespace muster
