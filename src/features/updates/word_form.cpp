#include "features/updates/word_form.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace muster::updates {
namespace {

constexpr std::size_t kAcronymMost = 12;  // letters

// Longest first; cut only where three letters stay.
constexpr std::array<std::string_view, 43> kRussianEndings = {
    "иями", "ями", "ами", "ией", "иям", "ием", "иях", "ого", "его", "ому", "ему", "ыми", "ими", "ев", "ов", "ие", "ье", "ей", "ой", "ий", "ый", "ая", "яя", "ое", "ее", "ую", "юю",
    "ых", "их", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях", "ию", "ия", "ии", "ья", "ью", "ы"};
constexpr std::string_view kRussianLetters = "аяоеуюиьй";

bool ends_with_any(std::string_view word, std::string_view letters) {
  for (std::size_t at = 0; at < letters.size();) {
    const std::string_view letter = take_code_points(letters.substr(at, 4), 1);
    if (word.ends_with(letter)) return true;
    at += letter.size();
  }
  return false;
}

std::string stem_russian(std::string word) {
  for (const std::string_view ending : kRussianEndings) {
    if (word.ends_with(ending) && word.size() >= ending.size() + 6) return word.substr(0, word.size() - ending.size());
  }
  if (word.size() >= 8 && ends_with_any(word, kRussianLetters)) word.resize(word.size() - 2);
  return word;
}

std::string stem_english(std::string word) {
  for (const std::string_view ending : {"\'s", "’s"}) {
    if (word.ends_with(ending)) word.resize(word.size() - ending.size());
  }
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss")) word.pop_back();
  return word;
}

// Plural, then the vowel before it: "nombre" and "nombres", "registrador" and "registradores".
std::string stem_romance(std::string word) {
  for (const std::string_view sign : {"’", "\'"}) {
    if (const std::size_t elided = word.find(sign); elided != std::string::npos && elided <= 2) word.erase(0, elided + sign.size());
  }
  if (word.size() > 3 && (word.ends_with("s") || word.ends_with("x"))) word.pop_back();
  if (word.size() > 4 && (word.ends_with("e") || word.ends_with("a") || word.ends_with("o"))) word.pop_back();
  return word;
}

bool is_letter(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (character.size() > 1) return character != "’" && character != "“" && character != "”";
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

bool is_roman_number(std::string_view word) { return word.size() <= 4 && word.find_first_not_of("IVX") == std::string_view::npos; }

}  // namespace

std::string lower_letters(std::string_view word) {
  std::string lower;
  for (std::size_t at = 0; at < word.size();) {
    const std::string_view character = take_code_points(word.substr(at, 4), 1);
    const unsigned lead = static_cast<unsigned char>(character[0]), next = character.size() > 1 ? static_cast<unsigned char>(character[1]) : 0U;
    if (character.size() == 1) {
      lower += to_lower_ascii(character);
    } else if (lead == 0xc3 && next >= 0x80 && next <= 0x9e) {  // À to Þ
      lower += character[0], lower += static_cast<char>(next + 0x20);
    } else if (lead == 0xd0 && next >= 0x90 && next <= 0x9f) {  // А to П
      lower += character[0], lower += static_cast<char>(next + 0x20);
    } else if (lead == 0xd0 && next >= 0xa0 && next <= 0xaf) {  // Р to Я
      lower += static_cast<char>(0xd1), lower += static_cast<char>(next - 0x20);
    } else if (lead == 0xd0 && next == 0x81) {
      lower += "ё";
    } else {
      lower += character;
    }
    at += character.size();
  }
  return lower;
}

std::string_view strip_arabic(std::string_view word) {
  for (const std::string_view prefix : {"وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل", "ف"}) {
    if (word.starts_with(prefix) && count_code_points(word) >= count_code_points(prefix) + 3) return word.substr(prefix.size());
  }
  return word;
}

std::string make_stem(std::string_view word, Locale locale) {
  std::string lower = lower_letters(word);
  switch (locale) {
    case Locale::ru: return stem_russian(std::move(lower));
    case Locale::en: return stem_english(std::move(lower));
    case Locale::es:
    case Locale::fr: return stem_romance(std::move(lower));
    case Locale::ar: return std::string(strip_arabic(lower));
    case Locale::zh: break;
  }
  return lower;
}

std::vector<std::string> split_name(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < name.size();) {
    const std::string_view character = take_code_points(name.substr(at, 4), 1);
    at += character.size();
    const bool is_inner = character == "’" || character == "\'";
    if (is_letter(character) || (is_inner && !words.back().empty())) {
      words.back() += character;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string read_acronym(std::string_view word) {
  for (const std::string_view sign : {"’", "\'"}) word = word.substr(0, word.find(sign));
  const auto count = [&](std::string_view text) {
    std::pair<std::size_t, std::size_t> large_small;
    const std::string lower = lower_letters(text);
    std::size_t at = 0, in_lower = 0;
    while (at < text.size()) {
      const std::string_view one = take_code_points(text.substr(at, 4), 1);
      const std::string_view other = take_code_points(std::string_view(lower).substr(in_lower, 4), 1);
      if (one != other) {
        ++large_small.first;
      } else if (!(one[0] >= '0' && one[0] <= '9')) {
        ++large_small.second;
      }
      at += one.size();
      in_lower += other.size();
    }
    return large_small;
  };
  if (count_code_points(word) > kAcronymMost) return {};
  for (const std::string_view ending : {"es", "s"}) {
    const bool is_plural = word.ends_with(ending) && word.size() >= ending.size() + 2;
    if (!is_plural) continue;
    const std::string_view stem = word.substr(0, word.size() - ending.size());
    const char last = stem.back();
    if (last >= 'A' && last <= 'Z') {
      word = stem;
      break;
    }
  }
  const auto [large, small] = count(word);
  if (large < 2 || large < small || is_roman_number(word)) return {};
  return std::string(word);
}

}  // namespace muster::updates
