#include "platform/mail/plain_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kEntityMax = 10;

constexpr auto kEntities = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", " "},
    {"copy", "©"},
    {"reg", "®"},
    {"trade", "™"},
    {"euro", "€"},
    {"pound", "£"},
    {"hellip", "…"},
    {"mdash", "—"},
    {"ndash", "–"},
    {"lsquo", "‘"},
    {"rsquo", "’"},
    {"ldquo", "“"},
    {"rdquo", "”"},
    {"laquo", "«"},
    {"raquo", "»"},
    {"bull", "•"},
    {"middot", "·"},
    {"deg", "°"},
    {"sect", "§"},
    {"iexcl", "¡"},
    {"iquest", "¿"},
    {"agrave", "à"},
    {"aacute", "á"},
    {"acirc", "â"},
    {"atilde", "ã"},
    {"auml", "ä"},
    {"ccedil", "ç"},
    {"egrave", "è"},
    {"eacute", "é"},
    {"ecirc", "ê"},
    {"euml", "ë"},
    {"iacute", "í"},
    {"icirc", "î"},
    {"iuml", "ï"},
    {"ntilde", "ñ"},
    {"oacute", "ó"},
    {"ocirc", "ô"},
    {"otilde", "õ"},
    {"ouml", "ö"},
    {"uacute", "ú"},
    {"ucirc", "û"},
    {"uuml", "ü"},
    {"szlig", "ß"},
    {"Agrave", "À"},
    {"Eacute", "É"},
    {"Auml", "Ä"},
    {"Ouml", "Ö"},
    {"Uuml", "Ü"},
    {"oelig", "œ"},
    {"zwnj", "\u200C"},
    {"zwj", "\u200D"},
    {"shy", ""},
});

constexpr auto kBlocks = std::to_array<std::string_view>({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
                                                          "hr", "pre", "blockquote", "dt", "dd", "section", "article", "header", "footer", "center"});
constexpr auto kApart = std::to_array<std::string_view>({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote"});
// Whose content is nobody's words.
constexpr auto kSilent = std::to_array<std::string_view>({"style", "script", "title", "template", "noscript"});

std::string encode_utf8(std::uint32_t c) {
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return "\uFFFD";
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

class Reader {
 public:
  Reader(std::string_view html, std::size_t most) : html_(html), small_(to_lower_ascii(html)), most_(most) {}

  PlainText read() {
    while (at_ < html_.size() && out_.size() < most_) {
      const char c = html_[at_];
      if (c == '<') {
        read_tag();
      } else if (c == '&') {
        read_entity();
      } else {
        append(c);
        ++at_;
      }
    }
    const std::size_t quotation_at = quotation_at_.value_or(out_.size());
    return {std::move(out_), quotation_at};
  }

 private:
  void append(char c) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (!is_blank) {
      if (wants_blank_ && !out_.empty() && out_.back() != '\n') out_ += ' ';
      out_ += c;
    }
    wants_blank_ = is_blank;
  }

  void append(std::string_view text) {
    for (const char c : text) append(c);
  }

  void end_line(bool is_apart, bool is_break) {
    wants_blank_ = false;
    if (out_.empty()) return;
    if (out_.back() != '\n' || is_break) out_ += '\n';
    if (is_apart && !out_.ends_with("\n\n")) out_ += '\n';
    if (out_.ends_with("\n\n\n")) out_.pop_back();
  }

  // From one place on; remembers what is not there any more, so that nobody looks for it again and again.
  std::size_t find_ahead(std::string_view what) {
    if (contains(missing_, what)) return std::string::npos;
    const std::size_t found = small_.find(what, at_);
    if (found == std::string::npos) missing_.emplace_back(what);
    return found;
  }

  void skip_to(std::string_view end) {
    const std::size_t found = find_ahead(end);
    at_ = found == std::string::npos ? html_.size() : found + end.size();
  }

  void read_tag() {
    if (std::string_view(small_).substr(at_).starts_with("<!--") && find_ahead("-->") != std::string::npos) return skip_to("-->");
    const bool is_end = at_ + 1 < small_.size() && small_[at_ + 1] == '/';
    const std::size_t name_at = at_ + (is_end ? 2 : 1);
    std::size_t name_end = name_at;
    while (name_end < small_.size() && name_end < name_at + 20 && ((small_[name_end] >= 'a' && small_[name_end] <= 'z') || (small_[name_end] >= '0' && small_[name_end] <= '9'))) ++name_end;
    const bool is_tag = name_end > name_at || (name_at < small_.size() && (small_[name_at] == '!' || small_[name_at] == '?'));
    const std::size_t end = is_tag ? find_ahead(">") : std::string::npos;
    if (end == std::string::npos) {  // a sign and no tag
      append('<');
      ++at_;
      return;
    }
    act_on(std::string_view(small_).substr(name_at, name_end - name_at), std::string_view(small_).substr(name_end, std::min<std::size_t>(end - name_end, 200)), is_end);
    at_ = end + 1;
    const std::string_view name = std::string_view(small_).substr(name_at, name_end - name_at);
    if (!is_end && contains(kSilent, name)) {
      skip_to("</" + std::string(name));
      skip_to(">");
    }
  }

  void act_on(std::string_view name, std::string_view rest, bool is_end) {
    if (contains(kBlocks, name)) end_line(contains(kApart, name), name == "br" && !is_end);
    if (name == "td" || name == "th") wants_blank_ = true;
    if (name == "li" && !is_end) append("- ");
    const bool is_quote = name == "blockquote" || (name == "div" && (rest.find("gmail_quote") != std::string_view::npos || rest.find("divrplyfwdmsg") != std::string_view::npos));
    if (is_quote && !is_end && !quotation_at_) quotation_at_ = out_.size();
  }

  void read_entity() {
    const std::string_view ahead = html_.substr(at_ + 1, kEntityMax);
    const std::size_t end = ahead.find(';');
    const std::string_view name = ahead.substr(0, end == std::string_view::npos ? 0 : end);
    std::string text;
    if (name.starts_with('#') && name.size() > 1) {
      const bool is_hex = name[1] == 'x' || name[1] == 'X';
      std::uint32_t number = 0;
      const char* first = name.data() + (is_hex ? 2 : 1);
      const auto [stop, error] = std::from_chars(first, name.data() + name.size(), number, is_hex ? 16 : 10);
      if (error == std::errc{} && stop == name.data() + name.size()) text = number == 160 ? " " : encode_utf8(number);
    } else if (const auto found = std::ranges::find(kEntities, name, &std::pair<std::string_view, std::string_view>::first); found != kEntities.end()) {
      text = found->second;
    }
    if (text.empty() && name != "shy") {
      append('&');
      ++at_;
      return;
    }
    append(text);
    at_ += end + 2;
  }

  const std::string_view html_;
  const std::string small_;  // for comparing names
  const std::size_t most_;
  std::size_t at_ = 0;
  std::string out_;
  bool wants_blank_ = false;
  std::optional<std::size_t> quotation_at_;
  std::vector<std::string> missing_;
};

}  // namespace

PlainText make_plain_text(std::string_view html, std::size_t most) { return Reader(html, most).read(); }

}  // namespace muster::mail
