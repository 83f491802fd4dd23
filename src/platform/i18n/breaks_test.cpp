// Words, sentences, lines and widths in the six languages.
#include "platform/i18n/breaks.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using namespace muster::i18n;
using Strings = std::vector<std::string>;

namespace {

Strings cut(std::string_view text, const std::vector<TextRange>& ranges) {
  Strings pieces;
  for (const TextRange& range : ranges) pieces.emplace_back(range.of(text));
  return pieces;
}

Strings sentences(Locale locale, std::string_view text) {
  Breaks breaks(locale);
  return cut(text, breaks.find_sentences(text));
}

Strings words(Locale locale, std::string_view text) {
  Breaks breaks(locale);
  return cut(text, breaks.find_words(text));
}

Strings wrap(Locale locale, std::string_view text, std::size_t width, const std::vector<TextRange>& kept = {}) {
  Breaks breaks(locale);
  Strings lines;
  for (const auto line : wrap_lines(breaks, text, width, kept)) lines.emplace_back(line);
  return lines;
}

}  // namespace

TEST_CASE("sentences end where the language ends them") {
  CHECK(sentences(Locale::en, "One. Two?  Three!") == Strings{"One.", "Two?", "Three!"});
  CHECK(sentences(Locale::en, "Mr. Smith has version 2.5 of it. He is glad.") == Strings{"Mr. Smith has version 2.5 of it.", "He is glad."});
  CHECK(sentences(Locale::es, "¿Qué es? Es un nombre.") == Strings{"¿Qué es?", "Es un nombre."});
  CHECK(sentences(Locale::fr, "Voici « le texte ». Il est court !") == Strings{"Voici « le texte ».", "Il est court !"});
  CHECK(sentences(Locale::ru, "Это имя. А это адрес?") == Strings{"Это имя.", "А это адрес?"});
  CHECK(sentences(Locale::ar, "ما هذا؟ هذا اسم.") == Strings{"ما هذا؟", "هذا اسم."});
  CHECK(sentences(Locale::zh, "这是名称。这是什么？很好！") == Strings{"这是名称。", "这是什么？", "很好！"});
  CHECK(sentences(Locale::en, "").empty());
  CHECK(sentences(Locale::en, " \n ").empty());
}

TEST_CASE("words have a letter or a digit; in Chinese each character is one") {
  CHECK(words(Locale::en, "It's 1,234 – really (yes).") == Strings{"It's", "1,234", "really", "yes"});
  CHECK(words(Locale::ru, "Имя, адрес; 25.") == Strings{"Имя", "адрес", "25"});
  CHECK(words(Locale::ar, "هذا اسم.") == Strings{"هذا", "اسم"});
  CHECK(words(Locale::zh, "在ICANN，有2个。") == Strings{"在", "ICANN", "有", "2", "个"});
  CHECK(words(Locale::zh, "ICANN") == Strings{"ICANN"});
  CHECK(words(Locale::zh, "").empty());
}

TEST_CASE("wide characters take two columns, marks none") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("互联网") == 6);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("مُدُن") == 3);
  CHECK(display_width("，。") == 4);
}

TEST_CASE("lines end where the language allows it, and never inside an address") {
  CHECK(wrap(Locale::en, "one two three four", 9) == Strings{"one two", "three", "four"});
  CHECK(wrap(Locale::en, "one\ntwo", 20) == Strings{"one", "two"});
  // Chinese has no blanks; a stop does not begin a line.
  CHECK(wrap(Locale::zh, "互联网名称，很好。", 10) == Strings{"互联网名", "称，很好。"});
  CHECK(wrap(Locale::ar, "هذا اسم طويل جدا", 9) == Strings{"هذا اسم", "طويل جدا"});
  const std::string text = "see https://example.org/a-b/c-d here";
  CHECK(wrap(Locale::en, text, 12, {{4, 31}}) == Strings{"see", "https://example.org/a-b/c-d", "here"});
  CHECK(wrap(Locale::en, "", 10).empty());
}
