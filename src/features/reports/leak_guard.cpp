#include "features/reports/leak_guard.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "features/reports/leak_pattern.hpp"
#include "features/reports/leak_text.hpp"
#include "platform/search/search.hpp"

namespace muster::reports {
namespace {

using Part = LeakGuard::Part;

// Words that are also names: alone they say nothing about a person.
const std::set<std::string, std::less<>>& common_words() {
  static const std::set<std::string, std::less<>> words = {
      "about", "after", "africa", "angel", "april", "august", "baker", "banks", "blanc", "brook", "brown", "carpenter", "carter", "chance", "charity",
      "christian", "citizen", "clark", "cruz", "croix", "digital", "dorado", "esperanza", "faith", "field", "fields", "fisher", "flores", "forest",
      "foster", "france", "franco", "freedom", "garden", "global", "gloria", "grace", "green", "guerra", "happy", "hunter", "india", "innocent",
      "internet", "island", "jordan", "justice", "knight", "lange", "libre", "little", "luz", "major", "mason", "mercy", "miller", "monde", "network",
      "noble", "nord", "olive", "patience", "peace", "people", "petit", "pierre", "piper", "place", "pope", "precious", "president", "prince", "princess",
      "reina", "river", "rivers", "rivera", "roman", "santa", "santo", "school", "service", "smith", "social", "stone", "street", "success", "summer",
      "taylor", "temple", "thomas", "trinidad", "turner", "union", "unity", "victor", "victoria", "village", "walker", "water", "waters", "weber",
      "white", "winter", "woods", "world", "young", "china", "world", "nadezhda", "vera", "liubov", "lubov", "georgia", "virginia", "dakar", "israel",
      "prosper", "blessing", "joyce", "carmen", "mayor", "mbili", "leader", "member", "members", "student", "teacher", "group", "paris", "london"};
  return words;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

// Юсуф, Yusuf, Youssouf and Yousuf come out alike.
std::string make_key(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 31> kHabits = {{
      {"dzh", "j"}, {"dj", "j"}, {"tch", "c"}, {"sch", "s"}, {"shch", "s"}, {"kh", "h"}, {"ch", "c"}, {"sh", "s"}, {"zh", "z"}, {"ts", "c"}, {"ph", "f"},
      {"th", "t"}, {"gh", "g"}, {"dh", "d"}, {"bh", "b"}, {"ou", "u"}, {"oo", "u"}, {"ee", "i"}, {"ie", "e"}, {"yu", "u"}, {"iu", "u"}, {"ya", "a"},
      {"ia", "a"}, {"ye", "e"}, {"ks", "x"}, {"ck", "k"}, {"q", "k"}, {"w", "v"}, {"y", "i"}, {"j", "i"}, {"h", ""}}};
  for (const auto& [from, to] : kHabits) replace_all(text, from, to);
  text.erase(std::unique(text.begin(), text.end()), text.end());
  return text;
}

std::string make_consonants(std::string_view folded) {
  std::string key = make_key(std::string(folded));
  std::erase_if(key, [](char c) { return std::string_view("aeiouvy' ").find(c) != std::string_view::npos; });
  for (char& c : key) {
    if (c == 'p') c = 'b';
    if (c == 'g' || c == 'c') c = 'k';
  }
  key.erase(std::unique(key.begin(), key.end()), key.end());
  return key;
}

Part make_part(std::string_view text, bool is_ideograph) {
  Part part;
  part.own = search::fold(text);
  std::erase(part.own, ' ');
  part.key = make_key(part.own);
  part.is_abjad = has_abjad(text);
  part.is_cyrillic = has_cyrillic(text);
  part.is_ideograph = is_ideograph;
  if (part.is_abjad) {
    // "and", "by", "for" and the article are written in one with the word.
    std::string_view bare = text;
    for (const std::string_view prefix : {"و", "ب", "ل"}) {
      if (bare.starts_with(prefix) && count_code_points(bare) > 4) {
        bare.remove_prefix(prefix.size());
        break;
      }
    }
    if (bare.starts_with("ال") && count_code_points(bare) > 4) bare.remove_prefix(std::string_view("ال").size());
    std::string folded = search::fold(bare);
    std::erase(folded, ' ');
    part.key = make_key(folded);
    part.consonants = make_consonants(folded);
  } else {
    std::string_view bare = part.own;
    part.consonants = make_consonants(bare);
  }
  return part;
}

std::vector<Part> make_parts(std::string_view text) {
  std::vector<Part> parts;
  for (const Word& word : split_words(text, make_plain_text(text))) {
    Part part = make_part(word.text, word.is_ideograph);
    if (!part.own.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

// Endings of Russian, Ukrainian and the like change with the sentence.
bool is_inflected(const Part& name, const Part& word) {
  if (!name.is_cyrillic || !word.is_cyrillic) return false;
  const std::size_t same = static_cast<std::size_t>(std::ranges::mismatch(name.own, word.own).in1 - name.own.begin());
  return same >= 3 && same + 2 >= name.own.size() && word.own.size() <= same + 3;
}

// Two spellings of one word. `is_sure` asks for more than consonants.
bool is_same(const Part& name, const Part& word, bool is_sure) {
  if (name.own == word.own) return true;
  if (name.is_ideograph && word.is_ideograph) return false;
  if (name.key.size() >= 2 && name.key == word.key && name.is_ideograph == word.is_ideograph) return true;
  if (is_inflected(name, word)) return true;
  if (is_sure || name.is_abjad == word.is_abjad || name.is_ideograph || word.is_ideograph) return false;
  return name.consonants.size() >= 2 && name.consonants == word.consonants;
}

bool is_capital(const Word& word) {
  const char c = word.text.front();
  return !(c >= 'a' && c <= 'z');
}

bool is_initial(const Part& name, const Word& word, const Part& part, std::string_view signs) {
  if (part.own.empty() || part.own.size() > 2 || word.last - word.first != 1 || word.is_ideograph || part.own.front() != name.own.front()) return false;
  const bool has_dot = word.last < signs.size() && signs[word.last] == '.';
  return has_dot || (word.text.front() >= 'A' && word.text.front() <= 'Z') || part.is_cyrillic;
}

struct Text {
  const std::vector<Word>& words;
  const std::vector<Part>& parts;
  std::string_view signs;
  bool ends_sentence(std::size_t word) const {
    const std::size_t from = words[word].last;
    const std::size_t until = word + 1 < words.size() ? words[word + 1].first : from;
    // A dot behind one letter is an initial's.
    if (words[word].last - words[word].first <= 1) return false;
    return signs.substr(from, until - from).find_first_of(".!?;\n") != std::string_view::npos;
  }
};

bool is_common(const Part& part) { return common_words().contains(part.own); }

// Two parts of one name, or an initial and a part, with at most one other word between.
std::size_t match_pair(const std::vector<Part>& name, const Text& text, std::size_t at) {
  for (std::size_t next = at + 1; next < text.words.size() && next <= at + 2; ++next) {
    if (text.ends_sentence(next - 1)) break;
    for (std::size_t a = 0; a < name.size(); ++a) {
      for (std::size_t b = 0; b < name.size(); ++b) {
        if (a == b) continue;
        const Part& one = text.parts[at];
        const Part& two = text.parts[next];
        const bool first = is_same(name[a], one, false) && one.own.size() >= 2;
        const bool second = is_same(name[b], two, false) && two.own.size() >= 2;
        if (first && second) {
          const bool is_plain = !is_capital(text.words[at]) && !is_capital(text.words[next]);
          if (name[a].is_own_word && name[b].is_own_word) continue;
          if (is_plain && (is_common(one) || one.own.size() < 5) && (is_common(two) || two.own.size() < 5) && next != at + 1) continue;
          if (name[a].own.size() + name[b].own.size() < 4) continue;
          return next;
        }
        const bool is_near = next == at + 1;
        if (is_near && first && name[a].own.size() >= 3 && is_capital(text.words[at]) && is_initial(name[b], text.words[next], two, text.signs) &&
            next + 0 < text.words.size() && text.words[next].last < text.signs.size() && text.signs[text.words[next].last] == '.')
          return next;
        if (is_near && second && name[b].own.size() >= 3 && is_capital(text.words[next]) && is_initial(name[a], text.words[at], one, text.signs)) return next;
      }
    }
  }
  return at;
}

// A single part that is long and no common word.
bool match_alone(const std::vector<Part>& name, const Text& text, std::size_t at) {
  const Part& word = text.parts[at];
  if (word.own.size() < 5 || is_common(word)) return false;
  return std::ranges::any_of(name, [&](const Part& part) {
    return part.own.size() >= 5 && !part.is_own_word && !is_common(part) && is_same(part, word, true);
  });
}

// Names in ideographs stand among other ideographs: every sign must be the same. Latin spellings of them, and names
// written in one, are compared as a whole.
std::size_t match_joined(const std::vector<Part>& name, const std::vector<std::string>& wholes, const Text& text, std::size_t at) {
  if (name.size() >= 2 && std::ranges::all_of(name, [](const Part& part) { return part.is_ideograph; }) && at + name.size() <= text.words.size()) {
    bool is_all = true;
    for (std::size_t i = 0; i < name.size(); ++i) is_all = is_all && text.parts[at + i].is_ideograph && text.words[at + i].text == name[i].consonants;
    if (is_all) return at + name.size();
  }
  std::string joined;
  for (std::size_t end = at; end < text.words.size() && end < at + 6; ++end) {
    if (end > at && text.ends_sentence(end - 1)) break;
    if (end > at && text.parts[end].is_ideograph != text.parts[at].is_ideograph) break;
    joined += text.parts[end].own;
    const std::size_t least = text.parts[at].is_ideograph ? 8 : 6;
    if (joined.size() >= least && (end > at || !is_common(text.parts[at])) && std::ranges::find(wholes, joined) != wholes.end()) return end + 1;
    if (joined.size() > 60) break;
  }
  return at;
}

std::vector<std::string> list_wholes(const std::vector<Part>& name) {
  std::vector<std::string> wholes;
  for (std::size_t from = 0; from < name.size(); ++from) {
    std::string whole;
    for (std::size_t i = 0; i < name.size(); ++i) whole += name[(from + i) % name.size()].own;
    wholes.push_back(std::move(whole));
  }
  return wholes;
}

void drop_overlaps(std::vector<LeakFinding>& found) {
  std::ranges::sort(found, [](const LeakFinding& a, const LeakFinding& b) { return a.first != b.first ? a.first < b.first : a.length > b.length; });
  std::vector<LeakFinding> kept;
  for (LeakFinding& one : found) {
    if (kept.empty() || one.first >= kept.back().first + kept.back().length) kept.push_back(std::move(one));
  }
  found = std::move(kept);
}

}  // namespace

std::string_view leak_kind_name(LeakKind kind) {
  switch (kind) {
    case LeakKind::address: return "address";
    case LeakKind::phone: return "phone";
    case LeakKind::handle: return "handle";
    case LeakKind::name: break;
  }
  return "name";
}

std::optional<LeakKind> parse_leak_kind(std::string_view name) {
  for (const LeakKind kind : {LeakKind::name, LeakKind::address, LeakKind::phone, LeakKind::handle}) {
    if (leak_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

LeakGuard::LeakGuard(const KnownTraces& known) {
  std::set<std::string> own;
  for (const auto& words : known.own_words) {
    for (const Part& part : make_parts(words)) own.insert(part.own);
  }
  for (const auto& name : known.names) {
    const auto plain = make_plain_text(name);
    const auto words = split_words(name, plain);
    auto parts = make_parts(name);
    if (parts.empty() || parts.size() != words.size()) continue;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i].is_own_word = own.contains(parts[i].own);
      if (parts[i].is_ideograph) parts[i].consonants = words[i].text;  // the sign itself
    }
    names_.push_back(std::move(parts));
  }
  for (const auto& secret : known.secrets) {
    if (count_code_points(secret) >= 6) secrets_.push_back(to_lower_ascii(trim(secret)));
  }
  for (const auto& contact : known.own_contacts) {
    if (!trim(contact).empty()) own_contacts_.push_back(to_lower_ascii(trim(contact)));
  }
}

std::vector<LeakFinding> LeakGuard::find(std::string_view text) const {
  const PlainText plain = make_plain_text(text);
  const auto words = split_words(text, plain);
  std::vector<Part> parts;
  parts.reserve(words.size());
  for (const Word& word : words) parts.push_back(make_part(word.text, word.is_ideograph));
  std::vector<LeakFinding> found;
  const auto add = [&](LeakKind kind, std::size_t first, std::size_t last) {
    const std::size_t from = plain.at[first];
    found.push_back({kind, from, plain.at[last] - from, std::string(text.substr(from, plain.at[last] - from))});
  };
  const Text whole{words, parts, plain.signs};
  for (const auto& name : names_) {
    const auto wholes = list_wholes(name);
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (parts[at].own.empty()) continue;
      if (const std::size_t end = match_joined(name, wholes, whole, at); end > at) {
        add(LeakKind::name, words[at].first, words[end - 1].last);
      } else if (std::ranges::any_of(name, [](const Part& part) { return part.is_ideograph; })) {
        continue;
      } else if (const std::size_t last = match_pair(name, whole, at); last > at) {
        add(LeakKind::name, words[at].first, words[last].last);
      } else if (match_alone(name, whole, at)) {
        add(LeakKind::name, words[at].first, words[at].last);
      }
    }
  }
  for (const PatternSpan& span : find_patterns(plain.signs, words, own_contacts_)) add(span.kind, span.first, span.last);
  const std::string lower = to_lower_ascii(text);
  for (const std::string& secret : secrets_) {
    if (std::ranges::find(own_contacts_, secret) != own_contacts_.end()) continue;
    for (std::size_t at = lower.find(secret); at != std::string::npos; at = lower.find(secret, at + secret.size())) {
      found.push_back({LeakKind::address, at, secret.size(), std::string(text.substr(at, secret.size()))});
    }
  }
  drop_overlaps(found);
  return found;
}

}  // namespace muster::reports
