#include "features/updates/readability.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "features/updates/word_form.hpp"

namespace muster::updates {
namespace {

constexpr int kLongWord = 6;  // letters; longer ones are long
constexpr std::string_view kVowels = "aeiouyàâäåáéèêëíîïóôöúùûüÿœæ";

// `figure` and the two bounds between easy, fair and hard. For most formulas more is easier.
Readability judge(double figure, std::string_view formula, double easy, double fair) {
  const bool more_is_easier = easy > fair;
  const auto reaches = [&](double bound) { return more_is_easier ? figure >= bound : figure <= bound; };
  return {.reading = reaches(easy) ? Reading::easy : reaches(fair) ? Reading::fair : Reading::hard, .figure = figure, .formula = formula};
}

bool is_one_of(std::string_view character, std::string_view set) { return set.find(character) != std::string_view::npos; }

// Each group of vowels is one, or each vowel.
int count_groups(std::string_view word, std::string_view vowels, bool each_vowel) {
  int count = 0;
  bool was_vowel = false;
  for (std::size_t at = 0; at < word.size();) {
    const std::string_view character = take_code_points(word.substr(at, 4), 1);
    const bool is_vowel = is_one_of(character, vowels);
    if (is_vowel && (each_vowel || !was_vowel)) ++count;
    was_vowel = is_vowel;
    at += character.size();
  }
  return count;
}

bool ends_with_vowel(std::string_view word) {
  for (std::size_t at = 0; at < kVowels.size();) {
    const std::string_view vowel = take_code_points(kVowels.substr(at, 4), 1);
    if (word.ends_with(vowel)) return true;
    at += vowel.size();
  }
  return false;
}

// "e" at the end is silent (and in French "-es", "-ent"), but for "-le" behind a consonant: "table".
int count_silent_end(std::string_view word, Locale locale) {
  if (locale == Locale::en) {
    if (word.ends_with("le") && word.size() > 2 && !is_one_of(word.substr(word.size() - 3, 1), "aeiouy")) return 0;
    if (word.ends_with("es") || word.ends_with("ed")) {
      const std::string_view before = word.size() > 2 ? word.substr(word.size() - 3, 1) : "";
      return is_one_of(before, word.ends_with("ed") ? "td" : "sxzcgh") ? 0 : 1;
    }
    return word.ends_with("e") ? 1 : 0;
  }
  for (const std::string_view end : {"e", "es", "ent"}) {
    if (word.size() > end.size() + 1 && word.ends_with(end) && !ends_with_vowel(word.substr(0, word.size() - end.size()))) return 1;
  }
  return 0;
}

// Spanish: a strong vowel beside a strong one, or an accented weak one, begins a syllable of its own (hiato).
int count_spanish(std::string_view lower) {
  static constexpr std::string_view kStrong = "aeoáéóíú", kWeak = "iuü";
  int count = 0;
  bool was_strong = false, was_vowel = false;
  for (std::size_t at = 0; at < lower.size();) {
    const std::string_view character = take_code_points(lower.substr(at, 4), 1);
    const bool is_strong = is_one_of(character, kStrong), is_vowel = is_strong || is_one_of(character, kWeak);
    if (is_vowel && (!was_vowel || (is_strong && was_strong))) ++count;
    was_strong = is_strong || (is_vowel && was_strong);
    was_vowel = is_vowel;
    at += character.size();
  }
  return count;
}

}  // namespace

int count_syllables(std::string_view word, Locale locale) {
  const std::string lower = lower_letters(word);
  int count = 0;
  switch (locale) {
    case Locale::es: count = count_spanish(lower); break;
    case Locale::ru: count = count_groups(lower, "аеёиоуыэюяaeiouy", true); break;
    case Locale::fr:
    case Locale::en: count = count_groups(lower, kVowels, false) - count_silent_end(lower, locale); break;
    default: break;
  }
  return std::max(count, 1);
}

void count_word(TextFigures& figures, std::string_view word, Locale locale) {
  ++figures.words;
  figures.syllables += count_syllables(word, locale);
  const std::string_view counted = locale == Locale::ar ? strip_arabic(word) : word;
  if (count_code_points(counted) > kLongWord) ++figures.long_words;
}

std::optional<Readability> estimate_readability(const TextFigures& figures, Locale locale) {
  if (figures.sentences == 0 || figures.words < (locale == Locale::zh ? kLeastCharacters : kLeastWords)) return std::nullopt;
  const double words = figures.words;
  const double per_sentence = words / figures.sentences, syllables = figures.syllables / words;
  switch (locale) {
    // Kincaid, Fishburne, Rogers, Chissom 1975: years of school in the USA. Plain language aims at 8.
    case Locale::en: return judge(0.39 * per_sentence + 11.8 * syllables - 15.59, "Flesch-Kincaid", 8, 11);
    // Szigriszt Pazos 1993 (perspicuidad); bounds of the INFLESZ scale, Barrio-Cantalejo and others 2008: 65 and more
    // is quite easy, 55 to 65 normal.
    case Locale::es: return judge(206.835 - 62.3 * syllables - per_sentence, "Szigriszt-Pazos", 65, 55);
    // Kandel and Moles 1958, Flesch's scale for French: 60 is standard, below 50 rather difficult.
    case Locale::fr: return judge(207 - 1.015 * per_sentence - 73.6 * syllables, "Kandel-Moles", 60, 50);
    // Oborneva 2006, Flesch's scale fitted to Russian.
    case Locale::ru: return judge(206.835 - 1.3 * per_sentence - 60.1 * syllables, "Oborneva", 60, 40);
    // LIX, Björnsson 1968, which needs no syllables (Arabic writes no short vowels): words per sentence and words of
    // more than six letters in a hundred. 40 is easy, 50 average. Words are taken without article and prefixes.
    case Locale::ar: return judge(per_sentence + 100.0 * figures.long_words / words, "LIX", 40, 50);
    // No formula for Chinese is agreed on: characters per sentence, which most of them begin with.
    case Locale::zh: return judge(per_sentence, "characters per sentence", 25, 40);
  }
  return std::nullopt;
}

Message Readability::message() const {
  switch (reading) {
    case Reading::easy: return tr("Easy to read.");
    case Reading::fair: return tr("Not quite easy to read. Make some sentences shorter and use more everyday words.");
    case Reading::hard: break;
  }
  return tr("Hard to read. Split long sentences, and replace long words by everyday ones.");
}

}  // namespace muster::updates
