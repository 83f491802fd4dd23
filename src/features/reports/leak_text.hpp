// Text cut into words and made plain for the leak guard: digits and full-width signs as ASCII, one sign per
// code point. For leak_guard alone. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::reports {

// One byte a code point: ASCII as it is (digits of all scripts, full-width signs included), 'x' for any other
// letter, '\x02' for an ideograph, '\x01' for anything else. `at[i]` is where code point i starts; one more at the end.
struct PlainText {
  std::string signs;
  std::vector<std::size_t> at;
};
PlainText make_plain_text(std::string_view text);

struct Word {
  std::size_t first = 0;  // code points
  std::size_t last = 0;   // behind the word
  std::string text;
  bool is_ideograph = false;
};
// Letters, marks and digits that stand together; each ideograph is a word of its own.
std::vector<Word> split_words(std::string_view text, const PlainText& plain);

bool has_cyrillic(std::string_view text);
bool has_abjad(std::string_view text);  // Arabic or Hebrew letters

}  // namespace muster::reports
