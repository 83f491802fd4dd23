// The vocabulary of text, judged by ICU where it knows the answer: UTF-8, trimming, folding for the search,
// numbers in any script's digits, dates.
#include <unicode/utf8.h>

#include <string>

#include "base/date.hpp"
#include "base/locale.hpp"
#include "base/text.hpp"
#include "features/forms/number.hpp"
#include "platform/net/target.hpp"
#include "platform/search/search.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

// Code points as ICU counts them; -1 when it is not UTF-8 or holds NUL.
std::int64_t count_by_icu(std::string_view text) {
  std::int64_t count = 0;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size()); ++count) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
    if (c <= 0) return -1;
  }
  return count;
}

void check_any(std::string_view text) {
  require(is_clean_utf8(text) == (count_by_icu(text) >= 0), "UTF-8 is what ICU takes for it");
  require(is_clean_utf8(search::fold(text)), "folded text is clean");
  require(search::split_terms(text).size() <= 10, "a query has its limit");
  require(net::percent_decode(percent_encode(text)) == text, "percent encoding goes both ways");
  (void)Date::parse(text);
  if (const auto date = PartialDate::parse(text)) require(date->format_iso() == text, "a date is kept as given");
  const std::string lines = normalise_newlines(text);
  require(lines.find('\r') == std::string::npos && normalise_newlines(lines) == lines, "line ends are brought to LF once");
}

void check_clean(std::string_view text) {
  require(static_cast<std::int64_t>(count_code_points(text)) == count_by_icu(text), "code points are counted right");
  const std::string_view trimmed = trim(text);
  require(trim(trimmed) == trimmed && is_clean_utf8(trimmed), "trimming is done at once");
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    const std::string_view head = take_code_points(text, most);
    require(is_clean_utf8(head) && count_code_points(head) <= most && text.starts_with(head), "a cut is between characters");
  }
  const std::string folded = search::fold(text);
  for (const auto& term : search::split_terms(text)) require(folded.find(term) != std::string::npos, "a text is found by its own words");
  const std::string digits = forms::fold_digits(text);
  require(is_clean_utf8(digits) && digits.size() <= text.size(), "folded digits are clean");
  (void)forms::parse_number(text);
  if (const auto range = forms::parse_number_or_range(text); range && range->high) require(range->low <= *range->high, "a range goes upwards");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input(data, size).rest();
  check_any(text);
  if (is_clean_utf8(text)) check_clean(text);
  return 0;
}
