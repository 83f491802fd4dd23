#include "platform/markdown/prose.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/markdown/spell.hpp"

namespace muster::markdown {
namespace {

constexpr std::string_view kNoWord = "\ufffc";

bool is_address(std::string_view words) {
  return words.find_first_of(" \n") == std::string_view::npos && words.find_first_of(".@") != std::string_view::npos;
}

class Cutter {
 public:
  Cutter(const Document& document, Locale locale) : document_(document), breaks_(locale) {}

  std::vector<ProseBlock> cut() {
    for (const Part& part : document_.parts) take(part);
    finish();
    return std::move(blocks_);
  }

 private:
  void take(const Part& part) {
    switch (part.kind) {
      case Kind::paragraph:
      case Kind::heading:
      case Kind::list:
      case Kind::item:
      case Kind::quote:
      case Kind::code_block:
      case Kind::rule:
      case Kind::place:
        finish();
        block_.is_heading = part.kind == Kind::heading && !part.is_end;
        is_left_out_ = part.kind == Kind::code_block && !part.is_end;
        break;
      case Kind::code:
        is_left_out_ = !part.is_end;
        if (part.is_end) add(kNoWord, part.offset);
        break;
      case Kind::link:
        if (!is_address(document_.links[static_cast<std::size_t>(part.number)].words)) break;
        is_left_out_ = !part.is_end;
        if (part.is_end) add(kNoWord, part.offset);
        break;
      case Kind::text:
        if (!is_left_out_) add(part.text, part.offset);
        break;
      case Kind::field:
        if (!is_left_out_) add(kNoWord, part.offset);
        break;
      case Kind::line_break:
      case Kind::soft_break:
        is_joining_ = true;
        break;
      default:
        break;
    }
  }

  void add(std::string_view text, std::size_t offset) {
    if (is_joining_) block_.text += join_of_lines(block_.text, text);
    is_joining_ = false;
    block_.anchors.push_back({block_.text.size(), offset});
    block_.text += text;
  }

  void finish() {
    is_joining_ = false;
    if (!trim(block_.text).empty()) {
      cut_sentences();
      blocks_.push_back(std::move(block_));
    }
    block_ = {};
  }

  void cut_sentences() {
    const auto words = breaks_.find_words(block_.text);
    auto word = words.begin();
    for (const i18n::TextRange& range : breaks_.find_sentences(block_.text)) {
      Sentence sentence{.range = range};
      for (; word != words.end() && word->begin < range.end; ++word) sentence.words.push_back(*word);
      block_.sentences.push_back(std::move(sentence));
    }
  }

  const Document& document_;
  i18n::Breaks breaks_;
  ProseBlock block_;
  std::vector<ProseBlock> blocks_;
  bool is_joining_ = false, is_left_out_ = false;
};

}  // namespace

std::size_t ProseBlock::find_source(std::size_t position) const {
  const auto behind = std::ranges::upper_bound(anchors, position, {}, &Anchor::text);
  if (behind == anchors.begin()) return 0;
  const Anchor& anchor = *std::prev(behind);
  const std::size_t most = behind == anchors.end() ? text.size() : behind->text;
  return anchor.source + (std::min(position, most) - anchor.text);
}

std::vector<ProseBlock> cut_prose(const Document& document, Locale locale) { return Cutter(document, locale).cut(); }

}  // namespace muster::markdown
