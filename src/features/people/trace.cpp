#include <algorithm>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
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

bool is_word_letter(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "Ann Lee" does not stand in "Joann Leeds". Scripts without spaces, and those that join words, are not parted.
bool is_whole(std::string_view text, std::size_t at, std::size_t length) {
  const std::size_t end = at + length;
  if (at > 0 && is_word_letter(text[at - 1]) && is_word_letter(text[at])) return false;
  return end == text.size() || !is_word_letter(text[end]) || !is_word_letter(text[end - 1]);
}

std::size_t find_one(std::string_view text, const std::string& words, std::size_t from) {
  while (true) {
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), words.begin(), words.end(), equals_ascii_case);
    if (found == text.end()) return text.size();
    const auto at = static_cast<std::size_t>(found - text.begin());
    if (is_whole(text, at, words.size())) return at;
    from = at + 1;
  }
}

// The first place from `from` on, the longest words there.
Span find_words(std::string_view text, const std::vector<std::string>& words, std::size_t from) {
  Span first{text.size(), 0};
  for (const std::string& each : words) {
    const std::size_t at = find_one(text, each, from);
    if (at < first.at || (at == first.at && at < text.size() && each.size() > first.length)) first = {at, each.size()};
  }
  return first;
}

// Whether words mean one person: "Al" or "May" would be found in everybody's texts, and forgetting somebody who
// took such a name would take others' words along.
bool is_particular(const std::string& words) {
  if (words.find('@') != std::string::npos) return true;
  const bool is_ascii = std::ranges::all_of(words, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (words.find(' ') != std::string::npos) return count_code_points(words) >= 5;
  return count_code_points(words) >= (is_ascii ? 6u : 2u);
}

}  // namespace

std::vector<std::string> list_words(const Traces& traces) {
  std::vector<std::string> words = traces.names;
  words.insert(words.end(), traces.addresses.begin(), traces.addresses.end());
  std::erase_if(words, [](const std::string& each) { return !is_particular(each); });
  return words;
}

std::vector<std::string> list_words_ever(db::Read& read, PersonId person) {
  const auto traces = list_traces(read, {person});
  auto words = traces.empty() ? std::vector<std::string>() : list_words(traces.front());
  for (std::string& former : audit::list_former_values(read, person, {"name", "name_latin", "address"})) {
    if (is_particular(former) && std::ranges::find(words, former) == words.end()) words.push_back(std::move(former));
  }
  return words;
}

std::vector<Passage> find_passages(db::Read& read, const db::Statement& statement, const std::vector<std::string>& words) {
  std::vector<Passage> passages;
  const auto is_known = [&](const Passage& passage) {
    return std::ranges::any_of(passages, [&](const Passage& each) { return each.place == passage.place && each.row == passage.row && each.part == passage.part; });
  };
  for (const std::string& each : words) {
    read.each(statement, {{"pattern", db::make_like_pattern(each)}, {"small", db::make_like_pattern(to_lower_ascii(each))}}, [&](const db::Row& row) {
      Passage passage{row.text("place"), row.int64("number"), row.text("part"), {}, row.text("text")};
      if (has_words(passage.text, words) && !is_known(passage)) passages.push_back(std::move(passage));
    });
  }
  return passages;
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
