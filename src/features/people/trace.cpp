#include <algorithm>

#include "base/text.hpp"
#include "features/people/people.hpp"

namespace muster::people {
namespace {

constexpr std::size_t kAround = 40;  // code points on each side of an excerpt
constexpr std::string_view kTakenOut = "[…]";

struct Span {
  std::size_t at = 0;
  std::size_t length = 0;
};

bool equals_ascii_case(char a, char b) { return to_lower_ascii(std::string_view(&a, 1)) == to_lower_ascii(std::string_view(&b, 1)); }

// The first place from `from` on, the longest words there.
Span find_words(std::string_view text, const std::vector<std::string>& words, std::size_t from) {
  Span first{text.size(), 0};
  for (const std::string& each : words) {
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), each.begin(), each.end(), equals_ascii_case);
    const auto at = static_cast<std::size_t>(found - text.begin());
    if (at < first.at || (at == first.at && found != text.end() && each.size() > first.length)) first = {at, each.size()};
  }
  return first;
}

}  // namespace

std::vector<std::string> list_words(const Traces& traces) {
  std::vector<std::string> words = traces.names;
  words.insert(words.end(), traces.addresses.begin(), traces.addresses.end());
  std::erase_if(words, [](const std::string& each) { return count_code_points(each) < 2; });  // "A" would be found everywhere
  return words;
}

bool has_words(std::string_view text, const std::vector<std::string>& words) { return find_words(text, words, 0).length > 0; }

std::string take_out_words(std::string_view text, const std::vector<std::string>& words) {
  std::string kept;
  std::size_t from = 0;
  for (Span found = find_words(text, words, 0); found.length > 0; found = find_words(text, words, from)) {
    kept += text.substr(from, found.at - from);
    kept += kTakenOut;
    from = found.at + found.length;
  }
  return kept += text.substr(from);
}

std::string make_excerpt(std::string_view text, const std::vector<std::string>& words) {
  const Span found = find_words(text, words, 0);
  const std::string_view before = text.substr(0, found.at);
  const std::size_t skipped = count_code_points(before) > kAround ? count_code_points(before) - kAround : 0;
  const std::string_view lead = before.substr(take_code_points(before, skipped).size());
  const std::string_view rest = text.substr(found.at);
  const std::string_view tail = take_code_points(rest, count_code_points(rest.substr(0, found.length)) + kAround);
  return (skipped > 0 ? "… " : "") + std::string(lead) + std::string(tail) + (tail.size() < rest.size() ? " …" : "");
}

}  // namespace muster::people
