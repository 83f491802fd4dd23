// Where words, sentences and lines of a text end, by ICU's rules for the language (UAX #14, UAX #29), and how wide
// text stands in letters of one width. Pure; positions are bytes of UTF-8.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/locale.hpp"

namespace muster::i18n {

struct TextRange {
  std::size_t begin = 0, end = 0;  // [begin, end)
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
  bool operator==(const TextRange&) const = default;
};

// Costs a tenth of a millisecond when first used, little afterwards. Not for two threads at once. Texts are clean UTF-8.
class Breaks {
 public:
  explicit Breaks(Locale locale);
  ~Breaks();
  Breaks(const Breaks&) = delete;

  // In order, without white space at their ends; abbreviations such as "Dr." end none where ICU knows them.
  std::vector<TextRange> find_sentences(std::string_view text);
  // What has a letter or a digit. In Chinese each character is one, as nothing else is sure.
  std::vector<TextRange> find_words(std::string_view text);
  // Offsets where a line may end, the text's end included: at blanks, in scripts without blanks by UAX #14.
  std::vector<std::size_t> find_line_ends(std::string_view text);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// In columns: 2 for East Asian wide characters, 0 for marks that stand on others (UAX #11).
std::size_t display_width(std::string_view text);
// Lines of at most `width` columns, without their line feeds; a piece that has no place to break may be longer.
// `kept` are ranges, in order and apart, inside which no line ends: addresses.
std::vector<std::string_view> wrap_lines(Breaks& breaks, std::string_view text, std::size_t width, const std::vector<TextRange>& kept = {});

}  // namespace muster::i18n
