// What makes an update hard for readers who know nothing of ICANN (S44): acronyms that are not explained where they
// first stand, words of the glossary, long sentences, and how hard the whole is to read. It tells and never stops
// anybody; all findings are shown beside the text and again at approval. Pure.
// Addresses, code and merge fields are not counted (markdown::cut_prose).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/text_place.hpp"
#include "features/updates/glossary.hpp"
#include "platform/markdown/markdown.hpp"

namespace muster::updates {

inline constexpr int kSentenceWords = 20;
inline constexpr int kSentenceCharacters = 40;  // Chinese
inline constexpr std::size_t kFindingsMost = 200;  // of each kind

struct Finding {
  enum class Kind { acronym, glossary_word, long_sentence };
  Kind kind = Kind::acronym;
  std::string word;        // as it stands; empty for a sentence
  int count = 1;           // uses of the word, words (in Chinese characters) of the sentence
  TextPlace place;         // of the first use, or of the sentence, in the Markdown
  std::string excerpt;
  std::string code;        // of the glossary's term; empty: it has none
  std::string long_form;   // what the acronym stands for, in the text's language, else in English; may be empty
  std::string plain;       // the glossary's explanation, likewise
  bool is_english_instead = false;
  Locale locale = Locale::en;  // of the text
  // What is wrong and what to do, a whole sentence; the explanation stands apart.
  Message message() const;
  // "At-Large Advisory Committee (ALAC)"; empty when no long form is known.
  std::string suggestion() const;
};

enum class Reading { easy, fair, hard };

// By a published formula of the language; see readability.cpp for the sources.
struct Readability {
  Reading reading = Reading::easy;
  double figure = 0;         // of the formula
  std::string_view formula;  // "Flesch-Kincaid"
  // What to do, a whole sentence.
  Message message() const;
};

struct PlainWords {
  std::vector<Finding> findings;           // in the order of the text
  std::optional<Readability> readability;  // none for a text too short to say
  int words = 0;                           // Chinese: characters
  int sentences = 0;
};

// `glossary` without removed terms; those that everybody knows need no explanation.
PlainWords check_plain_words(const markdown::Document& document, Locale locale, const std::vector<Term>& glossary);

}  // namespace muster::updates
