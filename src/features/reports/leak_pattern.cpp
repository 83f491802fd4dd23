#include "features/reports/leak_pattern.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.hpp"

namespace muster::reports {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_local_sign(char c) { return is_digit(c) || is_letter(c) || std::string_view("._%+-").find(c) != std::string_view::npos; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// name@example.org, also with blanks around the sign. An @name without a dot behind is a handle.
void find_at_signs(std::string_view signs, std::vector<PatternSpan>& spans) {
  for (std::size_t at = signs.find('@'); at != std::string_view::npos; at = signs.find('@', at + 1)) {
    std::size_t first = at;
    while (first > 0 && signs[first - 1] == ' ') --first;
    const std::size_t local_end = first;
    while (first > 0 && is_local_sign(signs[first - 1])) --first;
    std::size_t domain = at + 1;
    while (domain < signs.size() && signs[domain] == ' ') ++domain;
    std::size_t last = domain;
    while (last < signs.size() && is_local_sign(signs[last])) ++last;
    while (last > domain && (signs[last - 1] == '.' || signs[last - 1] == '-')) --last;
    const std::string_view host = signs.substr(domain, last - domain);
    const auto dot = host.find('.');
    const bool has_dot = dot != std::string_view::npos && dot > 0 && host.size() - host.rfind('.') > 2;
    if (local_end > first && has_dot) {
      spans.push_back({LeakKind::address, first, last});
    } else if ((at == 0 || !is_local_sign(signs[at - 1])) && domain == at + 1 && host.size() >= 3) {
      spans.push_back({LeakKind::handle, at, last});
    }
  }
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

// "name at example dot org", "name (at) example.org", in the words of several languages.
void find_spelled(std::string_view signs, const std::vector<Word>& words, std::vector<PatternSpan>& spans) {
  for (std::size_t i = 1; i + 2 < words.size(); ++i) {
    const std::string word = to_lower_ascii(words[i].text);
    if (!is_one_of(word, {"at", "arroba", "arobase", "chez", "собака", "آت"})) continue;
    const std::string_view around = signs.substr(words[i - 1].last, words[i + 1].first - words[i - 1].last);
    const bool is_bracketed = around.find_first_of("[({<") != std::string_view::npos;
    const std::string_view between = signs.substr(words[i + 1].last, words[i + 2].first - words[i + 1].last);
    const std::string dot = to_lower_ascii(words[i + 2].text);
    if (i + 3 < words.size() && is_one_of(dot, {"dot", "punto", "point", "ponto", "точка", "نقطة", "دوت"})) {
      spans.push_back({LeakKind::address, words[i - 1].first, words[i + 3].last});
    } else if (is_bracketed && between == ".") {
      spans.push_back({LeakKind::address, words[i - 1].first, words[i + 2].last});
    }
  }
}

// Pages of one person in services for messages and work.
void find_handle_links(std::string_view signs, std::vector<PatternSpan>& spans) {
  constexpr std::array<std::string_view, 7> kServices = {"t.me/", "wa.me/", "telegram.me/", "signal.me/", "linkedin.com/in/", "line.me/", "m.me/"};
  const std::string lower = to_lower_ascii(signs);
  for (const std::string_view service : kServices) {
    for (std::size_t at = lower.find(service); at != std::string::npos; at = lower.find(service, at + 1)) {
      if (at > 0 && (is_letter(lower[at - 1]) || is_digit(lower[at - 1]) || lower[at - 1] == '-')) continue;
      std::size_t last = at + service.size();
      while (last < signs.size() && !is_space(signs[last])) ++last;
      while (last > at && std::string_view(".,;:)\x01").find(signs[last - 1]) != std::string_view::npos) --last;
      if (last > at + service.size()) spans.push_back({LeakKind::handle, at, last});
    }
  }
}

struct Digits {
  std::vector<std::string> groups;
  std::string separators;
  bool has_plus = false;
  std::size_t first = 0, last = 0;
  std::string all() const {
    std::string joined;
    for (const auto& group : groups) joined += group;
    return joined;
  }
};

Digits read_digits(std::string_view signs, std::size_t at) {
  Digits digits{.first = at, .last = at};
  bool is_open = false;
  std::size_t gap = 0;
  for (; at < signs.size(); ++at) {
    const char c = signs[at];
    if (is_digit(c)) {
      if (!is_open) digits.groups.emplace_back();
      is_open = true;
      gap = 0;
      digits.groups.back() += c;
      digits.last = at + 1;
    } else if (std::string_view(" -./()").find(c) != std::string_view::npos && ++gap <= 3) {
      is_open = false;
      digits.separators += c;
    } else {
      break;
    }
  }
  return digits;
}

bool is_year(const std::string& group) { return group.size() == 4 && (group.starts_with("19") || group.starts_with("20")); }

// Dates, years, amounts and ranges of numbers: digits that are nobody's telephone.
bool is_plain_number(const Digits& digits, std::string_view signs) {
  if (digits.has_plus) return false;
  const auto& groups = digits.groups;
  const std::string all = digits.all();
  const bool is_calendar = std::ranges::all_of(groups, [](const auto& group) { return is_year(group) || group.size() <= 2; });
  if (is_calendar && std::ranges::any_of(groups, is_year)) return true;
  if (groups.size() == 1 && all.ends_with("000")) return true;
  const bool is_grouped = groups.size() > 1 && groups.front().size() <= 3 && groups.front().front() != '0' &&
                          std::all_of(groups.begin() + 1, groups.end(), [](const auto& group) { return group.size() == 3; });
  if (is_grouped && (groups.back() == "000" || (groups.size() == 3 && groups.front().size() == 1))) return true;
  const bool is_range = groups.size() == 2 && groups[0].front() != '0' && groups[0].size() <= groups[1].size() && groups[1].size() <= groups[0].size() + 1 &&
                        (groups[0].size() < groups[1].size() || groups[0] < groups[1]) &&
                        (groups[0].back() == '0' || groups[0].back() == '1') && (groups[1].back() == '0' || groups[1].back() == '9');
  if (is_range) return true;
  std::size_t after = digits.last;
  while (after < signs.size() && signs[after] == ' ') ++after;
  return after < signs.size() && signs[after] == '%';
}

// The word around a place, from blank to blank: is it a web address?
bool is_in_web_address(std::string_view signs, std::size_t at) {
  std::size_t first = at;
  while (first > 0 && !is_space(signs[first - 1])) --first;
  const std::string_view before = signs.substr(first, at - first);
  return before.find("://") != std::string_view::npos || before.find("www.") != std::string_view::npos ||
         (before.find('.') != std::string_view::npos && before.find('/') != std::string_view::npos && std::ranges::any_of(before, is_letter));
}

void find_phones(std::string_view signs, std::vector<PatternSpan>& spans) {
  for (std::size_t at = 0; at < signs.size(); ++at) {
    if (!is_digit(signs[at]) || (at > 0 && (is_letter(signs[at - 1]) || is_digit(signs[at - 1])))) continue;
    Digits digits = read_digits(signs, at);
    std::size_t first = at;
    while (first > 0 && (signs[first - 1] == '+' || signs[first - 1] == '(')) --first;
    digits.has_plus = signs.substr(first, at - first).find('+') != std::string_view::npos || digits.groups.front().starts_with("00");
    const std::size_t count = digits.all().size();
    const bool ends_in_word = digits.last < signs.size() && is_letter(signs[digits.last]);
    if (count >= 7 && count <= 18 && !ends_in_word && !is_in_web_address(signs, at) && !is_plain_number(digits, signs))
      spans.push_back({LeakKind::phone, first, digits.last});
    if (digits.last > at) at = digits.last - 1;
  }
}

}  // namespace

std::vector<PatternSpan> find_patterns(std::string_view signs, const std::vector<Word>& words, const std::vector<std::string>& allowed) {
  std::vector<PatternSpan> spans;
  find_at_signs(signs, spans);
  find_spelled(signs, words, spans);
  find_handle_links(signs, spans);
  find_phones(signs, spans);
  std::erase_if(spans, [&](const PatternSpan& span) {
    const std::string text = to_lower_ascii(signs.substr(span.first, span.last - span.first));
    return std::ranges::any_of(allowed, [&](const std::string& contact) {
      return contact == text || (span.kind == LeakKind::handle && contact.ends_with(text)) || (span.kind == LeakKind::address && contact == "mailto:" + text);
    });
  });
  return spans;
}

}  // namespace muster::reports
