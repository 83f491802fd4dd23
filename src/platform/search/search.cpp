#include "platform/search/search.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace muster::search {

namespace {

constexpr std::size_t kTermsMax = 10;
constexpr std::size_t kTermCodePointsMax = 60;

// The last rule turns everything but letters and digits into spaces; marks are gone by then. Apostrophes
// and modifier letters are dropped first, or "Côte d'Ivoire" and Arabic's ʿ would break words in two.
constexpr const char16_t* kRules =
    u":: Any-Latin; :: Latin-ASCII; :: NFKD; :: [:Nonspacing Mark:] Remove; :: Lower; :: NFC;"
    u":: [[:Lm:] \\u0027 \\u2019 \\u02BC] Remove; [^[:L:][:N:][:M:]]+ > ' ';";

std::unique_ptr<icu::Transliterator> make_transliterator() {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place;
  std::unique_ptr<icu::Transliterator> made(
      icu::Transliterator::createFromRules(u"Muster-Fold", icu::UnicodeString(kRules), UTRANS_FORWARD, place, status));
  if (U_FAILURE(status) || !made) throw std::runtime_error(std::string("search: ICU makes no transliterator: ") + u_errorName(status));
  return made;
}

bool is_folded_already(std::string_view text) {
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

// What the rules come to where there is nothing but ASCII, a hundred times as fast: most names of most lists.
bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0 || byte > 127) return false;  // NUL is no clean text
  }
  return true;
}

std::string fold_plain(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    const bool is_word = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (is_word) {
      folded += lower;
    } else if (c != '\'' && !folded.empty() && folded.back() != ' ') {
      folded += ' ';
    }
  }
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

// Up to a blank; what has none for so long is no word and may be cut anywhere.
std::string_view cut_piece(std::string_view text) {
  constexpr std::size_t kLongest = 500;  // code points
  const std::string_view most = take_code_points(text, kLongest);
  if (most.size() == text.size()) return text;
  const std::size_t blank = most.rfind(' ');
  return blank == std::string_view::npos ? most : most.substr(0, blank + 1);
}

std::string fold_letters(std::string_view text) {
  // One for each thread: making it takes milliseconds, and ICU's compound transliterators are not safe to
  // share. It keeps no text between calls.
  thread_local const std::unique_ptr<icu::Transliterator> transliterator = make_transliterator();
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  transliterator->transliterate(folded);
  folded.trim();
  std::string result;
  folded.toUTF8String(result);
  return result;
}

}  // namespace

std::string fold(std::string_view text) {
  if (is_folded_already(text)) return std::string(text);
  if (is_plain(text)) return fold_plain(text);
  if (!is_clean_utf8(text)) return {};
  // Piece by piece: a transliterator moves all that follows for each letter that it changes.
  std::string folded;
  while (!text.empty()) {
    const std::string_view piece = cut_piece(text);
    text.remove_prefix(piece.size());
    const std::string words = is_plain(piece) ? fold_plain(piece) : fold_letters(piece);
    if (!folded.empty() && !words.empty()) folded += ' ';
    folded += words;
  }
  return folded;
}

std::vector<std::string> split_terms(std::string_view query) {
  std::vector<std::string> terms;
  const std::string folded = fold(query);
  for (const std::string_view word : split(folded, ' ')) {
    if (word.empty()) continue;
    if (terms.size() == kTermsMax) break;
    terms.emplace_back(take_code_points(word, kTermCodePointsMax));
  }
  return terms;
}

}  // namespace muster::search
