// How hard a text is to read, by figures that need no dictionary. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/updates/plain_words.hpp"

namespace muster::updates {

inline constexpr int kLeastWords = 30;        // below, nothing is said
inline constexpr int kLeastCharacters = 60;   // in Chinese

struct TextFigures {
  int sentences = 0;
  int words = 0;       // Chinese: characters
  int syllables = 0;
  int long_words = 0;  // more than six letters (LIX)
};

// Adds a word to the figures.
void count_word(TextFigures& figures, std::string_view word, Locale locale);
// By letters: groups of vowels, with the language's own habits. At least 1.
int count_syllables(std::string_view word, Locale locale);
std::optional<Readability> estimate_readability(const TextFigures& figures, Locale locale);

}  // namespace muster::updates
