// The prose of a document cut into sentences and words, for checks of its language. Addresses, code and merge fields
// are no prose: where one stands, the text has the sign U+FFFC, which is no word.
#pragma once

#include <string>
#include <vector>

#include "platform/i18n/breaks.hpp"
#include "platform/markdown/markdown.hpp"

namespace muster::markdown {

struct Sentence {
  i18n::TextRange range;               // of ProseBlock::text
  std::vector<i18n::TextRange> words;  // in Chinese, characters (see Breaks::find_words)
};

// A paragraph, a heading or an item's words.
struct ProseBlock {
  std::string text;
  bool is_heading = false;
  std::vector<Sentence> sentences;
  // Where a byte of `text` stands in Document::source.
  std::size_t find_source(std::size_t position) const;

  struct Anchor {
    std::size_t text = 0, source = 0;
  };
  std::vector<Anchor> anchors;  // in order; between two the bytes are the same
};

std::vector<ProseBlock> cut_prose(const Document& document, Locale locale);

}  // namespace muster::markdown
