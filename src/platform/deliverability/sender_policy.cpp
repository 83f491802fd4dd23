#include "platform/deliverability/sender_policy.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace muster::deliverability {
namespace {

using Kind = SpfTerm::Kind;

constexpr std::string_view kVersion = "v=spf1";
constexpr std::size_t kTermsMax = 200;
constexpr std::size_t kNameMax = 253;

struct Word {
  std::string_view text;
  Kind kind;
};
constexpr std::array<Word, 8> kMechanisms = {{{"all", Kind::all}, {"include", Kind::include}, {"a", Kind::a}, {"mx", Kind::mx}, {"ptr", Kind::ptr}, {"ip4", Kind::ip4}, {"ip6", Kind::ip6}, {"exists", Kind::exists}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string quote(std::string_view term) { return "“" + std::string(term.substr(0, 60)) + "”"; }

bool read_bits(std::string_view text, int most, int& bits) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  return !text.empty() && is_digit(text.front()) && (text == "0" || text.front() != '0') && error == std::errc{} && end == text.data() + text.size() && bits <= most;
}

// "/24", "/24//64", "//64" at the end of `rest`, which is cut there.
bool take_bits(std::string_view& rest, SpfTerm& term) {
  if (const auto two = rest.find("//"); two != std::string_view::npos) {
    if (!read_bits(rest.substr(two + 2), 128, term.bits6)) return false;
    rest = rest.substr(0, two);
  }
  const auto slash = rest.rfind('/');
  const auto macro = rest.rfind('}');
  if (slash == std::string_view::npos || (macro != std::string_view::npos && macro > slash)) return true;
  if (!read_bits(rest.substr(slash + 1), 32, term.bits4)) return false;
  rest = rest.substr(0, slash);
  return true;
}

bool read_network(std::string_view rest, SpfTerm& term) {
  const auto slash = rest.find('/');
  const std::string_view digits = rest.substr(0, slash);
  const bool is_v6 = term.kind == Kind::ip6;
  term.network = Address::parse(digits);
  if (!term.network || digits.contains(':') != is_v6) return false;
  // An IPv4 address that is written as IPv6 may stand there and allows nobody.
  if (is_v6 && !term.network->is_v6()) term.network = Address::parse("::");
  int& bits = is_v6 ? term.bits6 : term.bits4;
  return slash == std::string_view::npos || read_bits(rest.substr(slash + 1), is_v6 ? 128 : 32, bits);
}

bool read_mechanism(std::string_view text, SpfTerm& term) {
  if (!text.empty() && std::string_view("+-~?").contains(text.front())) {
    term.qualifier = text.front();
    text.remove_prefix(1);
  }
  const auto end = std::min(text.find_first_of(":/"), text.size());
  const std::string name = to_lower_ascii(text.substr(0, end));
  const auto known = std::ranges::find(kMechanisms, std::string_view(name), &Word::text);
  if (known == kMechanisms.end()) return false;
  term.kind = known->kind;
  std::string_view rest = text.substr(end);
  const bool has_colon = rest.starts_with(':');
  if (term.kind == Kind::all) return rest.empty();
  if (term.kind == Kind::ip4 || term.kind == Kind::ip6) return has_colon && read_network(rest.substr(1), term);
  if ((term.kind == Kind::a || term.kind == Kind::mx) && !take_bits(rest, term)) return false;
  if (!has_colon) return rest.empty() && term.kind != Kind::include && term.kind != Kind::exists;
  term.domain = rest.substr(1);
  return !term.domain.empty();
}

// "name=value", where the name comes before any of the marks of a mechanism.
bool is_modifier(std::string_view text) {
  const auto end = text.find('=');
  return end != std::string_view::npos && end > 0 && is_letter(text.front()) &&
         std::ranges::all_of(text.substr(0, end), [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string value_of(char letter, const SpfMacros& macros) {
  const std::size_t at = macros.sender.rfind('@');
  switch (letter) {
    case 's': return macros.sender;
    case 'l': return macros.sender.substr(0, at);
    case 'o': return at == std::string::npos ? macros.domain : macros.sender.substr(at + 1);
    case 'd': return macros.domain;
    case 'i': return macros.address.dotted();
    case 'v': return macros.address.is_v6() ? "ip6" : "in-addr";
    case 'h': return macros.helo;
    case 'p': return "unknown";  // section 7.3: not to be used
    default: return {};
  }
}

// The inside of "%{...}": letter, how many labels from the right, r for turned round, delimiters.
std::optional<std::string> expand_one(std::string_view inside, const SpfMacros& macros) {
  if (inside.empty()) return std::nullopt;
  const char letter = static_cast<char>(inside.front() | 0x20);
  if (!std::string_view("slodivhp").contains(letter)) return std::nullopt;
  inside.remove_prefix(1);
  std::size_t labels = 0;
  const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), labels);
  const bool has_count = end != inside.data();
  if (has_count && (error != std::errc{} || labels == 0)) return std::nullopt;
  inside.remove_prefix(static_cast<std::size_t>(end - inside.data()));
  const bool is_reversed = !inside.empty() && (inside.front() | 0x20) == 'r';
  if (is_reversed) inside.remove_prefix(1);
  if (inside.find_first_not_of(".-+,/_=") != std::string_view::npos) return std::nullopt;
  const std::string value = value_of(letter, macros);
  const std::string_view delimiters = inside.empty() ? std::string_view(".") : inside;
  std::vector<std::string> parts(1);
  for (const char c : value) {
    if (delimiters.contains(c)) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (is_reversed) std::ranges::reverse(parts);
  if (has_count && labels < parts.size()) parts.erase(parts.begin(), parts.end() - static_cast<std::ptrdiff_t>(labels));
  return join(parts, ".");
}

}  // namespace

bool is_spf_record(std::string_view text) {
  const std::string lower = to_lower_ascii(text.substr(0, kVersion.size()));
  return lower == kVersion && (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

std::expected<SpfRecord, Sentence> parse_spf(std::string_view text) {
  if (!is_spf_record(text)) return std::unexpected(say("wrong_version", {{"version", "v=spf1"}}));
  if (!is_printable(text)) return std::unexpected(say("wrong_characters"));
  SpfRecord record;
  bool has_redirect = false, has_explanation = false;
  for (const std::string_view word : split(text.substr(kVersion.size()), ' ')) {
    if (word.empty()) continue;
    if (record.terms.size() >= kTermsMax) return std::unexpected(say("too_many_parts"));
    if (is_modifier(word)) {
      const auto end = word.find('=');
      const std::string name = to_lower_ascii(word.substr(0, end));
      bool& seen = name == "redirect" ? has_redirect : has_explanation;
      if (name != "redirect" && name != "exp") continue;  // section 6: unknown ones are passed over
      if (seen || word.size() == end + 1) return std::unexpected(say("spf_modifier", {{"part", quote(word)}}));
      seen = true;
      if (name == "redirect") record.redirect = word.substr(end + 1);
      continue;
    }
    SpfTerm term;
    if (!read_mechanism(word, term)) return std::unexpected(say("spf_term", {{"part", quote(word)}}));
    record.terms.push_back(std::move(term));
  }
  return record;
}

std::optional<std::string> expand_spf(std::string_view text, const SpfMacros& macros) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '{') {
      const auto end = text.find('}', at);
      const auto value = end == std::string_view::npos ? std::nullopt : expand_one(text.substr(at + 2, end - at - 2), macros);
      if (!value) return std::nullopt;
      out += *value;
      at = end;
    } else if (next == '%' || next == '_' || next == '-') {
      out += next == '%' ? "%" : next == '_' ? " " : "%20";
      ++at;
    } else {
      return std::nullopt;
    }
  }
  // Section 7.3: a name that is too long loses labels on its left.
  while (out.size() > kNameMax) {
    const auto dot = out.find('.');
    if (dot == std::string::npos) return std::nullopt;
    out.erase(0, dot + 1);
  }
  return out;
}

std::string propose_spf(std::string_view record, const Address& address) {
  const std::string term = (address.is_v6() ? "ip6:" : "ip4:") + address.format();
  if (record.empty()) return "v=spf1 " + term + " ~all";
  std::vector<std::string> words;
  for (const std::string_view word : split(record, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  const auto ends = [](const std::string& word) {
    const std::string lower = to_lower_ascii(word);
    return lower.ends_with("all") && lower.size() <= 4;
  };
  // What refuses this address already must come after it.
  const auto place = std::ranges::find_if(words.begin() + 1, words.end(), [&](const std::string& word) { return ends(word) || word.front() == '-' || word.front() == '~' || word.front() == '?' || to_lower_ascii(word).starts_with("redirect="); });
  words.insert(place, term);
  return join(words, " ");
}

}  // namespace muster::deliverability
