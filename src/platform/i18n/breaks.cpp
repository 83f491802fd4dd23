#include "platform/i18n/breaks.hpp"

#include <cstdint>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace muster::i18n {
namespace {

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("i18n: breaks: ") + u_errorName(status));
}

// "ss" keeps the dots of common abbreviations from ending a sentence, where the language has a list of them.
icu::Locale make_locale(Locale locale) { return icu::Locale((std::string(locale_tag(locale)) + "@ss=standard").c_str()); }

UChar32 read_character(std::string_view text, std::size_t& at) {
  UChar32 character = 0;
  auto i = static_cast<std::int32_t>(at);
  U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), character);
  at = static_cast<std::size_t>(i);
  return character;
}

bool is_blank(std::string_view text, std::size_t at) { return u_isUWhiteSpace(read_character(text, at)) != 0; }

// Without white space at both ends.
TextRange trim_range(std::string_view text, TextRange range) {
  while (range.begin < range.end && is_blank(text, range.begin)) read_character(text, range.begin);
  while (range.end > range.begin) {
    auto last = static_cast<std::int32_t>(range.end);
    U8_BACK_1(reinterpret_cast<const std::uint8_t*>(text.data()), 0, last);
    if (!is_blank(text, static_cast<std::size_t>(last))) break;
    range.end = static_cast<std::size_t>(last);
  }
  return range;
}

// Latin, Greek, Cyrillic, Hebrew and Arabic with their punctuation: lines end at blanks, and the rules of UAX #14, which
// cost a hundred times as much, are not needed.
bool has_blanks_between_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0xe0) continue;
    if (byte != 0xe2 || static_cast<unsigned char>(text[at + 1]) != 0x80) return false;
  }
  return true;
}

bool is_ideograph(UChar32 character) { return u_hasBinaryProperty(character, UCHAR_IDEOGRAPHIC) != 0; }

std::size_t width_of(UChar32 character) {
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

struct Breaks::Implementation {
  explicit Implementation(Locale of) : locale(of) {}
  ~Implementation() { utext_close(text); }

  using Make = icu::BreakIterator* (*)(const icu::Locale&, UErrorCode&);

  // Visits the ends, in bytes, with the kind of the piece before each. The iterator is made when it is first needed.
  template <class F>
  void each(std::unique_ptr<icu::BreakIterator>& iterator, Make make, std::string_view of, F visit) {
    UErrorCode status = U_ZERO_ERROR;
    if (!iterator) iterator.reset(make(make_locale(locale), status));
    check(status);
    text = utext_openUTF8(text, of.data(), static_cast<std::int64_t>(of.size()), &status);
    iterator->setText(text, status);
    check(status);
    for (std::int32_t end = iterator->next(); end != icu::BreakIterator::DONE; end = iterator->next()) visit(static_cast<std::size_t>(end), iterator->getRuleStatus());
  }

  Locale locale;
  UText* text = nullptr;
  std::unique_ptr<icu::BreakIterator> sentences, words, lines;
};

Breaks::Breaks(Locale locale) : implementation_(std::make_unique<Implementation>(locale)) {}
Breaks::~Breaks() = default;

std::vector<TextRange> Breaks::find_sentences(std::string_view text) {
  std::vector<TextRange> sentences;
  std::size_t begin = 0;
  implementation_->each(implementation_->sentences, icu::BreakIterator::createSentenceInstance, text, [&](std::size_t end, std::int32_t) {
    if (const TextRange found = trim_range(text, {begin, end}); found.begin < found.end) sentences.push_back(found);
    begin = end;
  });
  return sentences;
}

std::vector<TextRange> Breaks::find_words(std::string_view text) {
  std::vector<TextRange> words;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end, std::int32_t kind) {
    if (kind >= UBRK_WORD_NUMBER) words.push_back({begin, end});
    begin = end;
  };
  if (implementation_->locale != Locale::zh) {
    implementation_->each(implementation_->words, icu::BreakIterator::createWordInstance, text, add);
    return words;
  }
  // ICU's dictionary guesses words in Chinese, at ten times the price: characters are what is counted there.
  std::size_t run = text.size();
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t start = at;
    const UChar32 character = at < text.size() ? read_character(text, at) : (++at, UChar32{' '});
    const bool is_letter = u_isalnum(character) != 0, is_alone = is_ideograph(character);
    if (run < start && (!is_letter || is_alone)) words.push_back({run, start});
    if (!is_letter || is_alone) run = text.size();
    if (is_alone) words.push_back({start, at});
    if (is_letter && !is_alone && run == text.size()) run = start;
  }
  return words;
}

std::vector<std::size_t> Breaks::find_line_ends(std::string_view text) {
  std::vector<std::size_t> ends;
  if (!has_blanks_between_words(text)) {
    implementation_->each(implementation_->lines, icu::BreakIterator::createLineInstance, text, [&](std::size_t end, std::int32_t) { ends.push_back(end); });
    return ends;
  }
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool is_behind = text[at - 1] == ' ' || text[at - 1] == '\n';
    if (text[at - 1] == '\n' || (is_behind && text[at] != ' ')) ends.push_back(at);
  }
  if (!text.empty()) ends.push_back(text.size());
  return ends;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool is_plain = text[at] >= ' ' && text[at] <= '~';
    width += is_plain ? (++at, std::size_t{1}) : width_of(read_character(text, at));
  }
  return width;
}

std::vector<std::string_view> wrap_lines(Breaks& breaks, std::string_view text, std::size_t width, const std::vector<TextRange>& kept) {
  std::vector<std::string_view> lines;
  TextRange line;
  std::size_t used = 0, piece = 0;
  auto guard = kept.begin();
  const auto finish = [&] {
    const TextRange found = trim_range(text, line);
    if (found.begin < found.end) lines.push_back(found.of(text));
  };
  for (const std::size_t end : breaks.find_line_ends(text)) {
    while (guard != kept.end() && guard->end <= piece) ++guard;
    if (guard != kept.end() && guard->begin < end && end < guard->end) continue;
    const std::string_view added = text.substr(piece, end - piece);
    const TextRange seen = trim_range(text, {piece, end});
    const std::size_t needed = display_width(text.substr(piece, seen.end - piece));
    if (line.end > line.begin && used + needed > width) {
      finish();
      line = {piece, piece};
      used = 0;
    }
    line.end = end;
    used += display_width(added);
    piece = end;
    if (added.ends_with('\n')) {
      finish();
      line = {end, end};
      used = 0;
    }
  }
  finish();
  return lines;
}

}  // namespace muster::i18n
