// Words of the programme in plain words (S44): an acronym or a word, what it stands for and what it means, in the six
// languages. Staff edit them; the check of an update and the public page show them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/locale.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"

namespace muster::updates {

inline constexpr std::size_t kShortLength = 20;   // code points
inline constexpr std::size_t kNameLength = 120;
inline constexpr std::size_t kPlainLength = 300;
inline constexpr int kPlainWords = 20;            // asked for in the hint, not enforced
inline constexpr std::size_t kTermsMost = 1000;

struct Term {
  std::int64_t id = 0;
  std::string code;        // "alac": in addresses, never changed
  std::string short_form;  // "ALAC"; empty for a word
  bool is_known = false;   // everybody knows it: no explanation is asked for, and the public page leaves it out
  LocalText name;          // the long form, or the word itself; a language may be empty
  LocalText plain;
  std::int64_t version = 1;
  bool is_removed = false;

  // "ALAC", or the word in that language, or in English.
  const std::string& title(Locale locale) const;
};

// Text in the reader's language, or in English where there is none yet.
struct ShownText {
  std::string text;
  bool is_english_instead = false;
};
ShownText show_text(const LocalText& text, Locale locale);

// As staff typed it: trimmed, on one line. invalid: too long, hidden characters, an acronym or English word missing, an
// explanation without a word in its language. The field is "short", "name-en", "plain-ar" and so on. All problems.
struct CheckedTerm {
  Term term;
  Problems problems;
};
CheckedTerm check_term(Term typed);

// Letters a to z, digits and "_" of the acronym or the English word; "term" when nothing is left.
std::string make_code(const Term& term);

// Terms whose acronym, word or explanation, in any language, has all words of the query; all for an empty one.
std::vector<Term> search_terms(const std::vector<Term>& terms, std::string_view query);

}  // namespace muster::updates
