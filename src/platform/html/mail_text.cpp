#include "platform/html/mail_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <utility>
#include <vector>

namespace muster::html {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct Tag {
  std::string_view name;
  std::string_view attributes;
  bool is_end = false;
};

std::string_view find_attribute(std::string_view attributes, std::string_view name) {
  const std::string key = " " + std::string(name) + "=\"";
  const std::size_t start = attributes.find(key);
  if (start == std::string_view::npos) return {};
  const std::size_t value = start + key.size();
  return attributes.substr(value, attributes.find('"', value) - value);
}

void append_code_point(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3f))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xe0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
  } else {
    out += {static_cast<char>(0xf0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3f)),
            static_cast<char>(0x80 | ((c >> 6) & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
  }
}

// Appends the character of the entity that begins at `i` and returns its length; 0 when it is none.
std::size_t decode_entity(std::string_view text, std::size_t i, std::string& out) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kNames = {
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"nbsp", "\xc2\xa0"}, {"middot", "\xc2\xb7"},
       {"bull", "\xe2\x80\xa2"}, {"zwnj", ""}, {"shy", ""}}};
  // Not further than an entity is long: a text of ampersands alone would be read to its end for each.
  const std::size_t length = text.substr(i, 11).find(';');
  if (length == std::string_view::npos) return 0;
  const std::size_t end = i + length;
  const std::string_view name = text.substr(i + 1, end - i - 1);
  if (name.starts_with("#")) {
    const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::string_view digits = name.substr(is_hex ? 2 : 1);
    unsigned code = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() || code == 0 || code > 0x10ffff) return 0;
    if (code >= 0xd800 && code <= 0xdfff) return 0;  // no characters, and no UTF-8
    append_code_point(out, code);
    return end + 1 - i;
  }
  for (const auto& [known, character] : kNames) {
    if (name != known) continue;
    out += character;
    return end + 1 - i;
  }
  return 0;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Converter {
 public:
  std::string convert(std::string_view html) {
    for (std::size_t i = 0; i < html.size();) {
      if (html[i] == '<') {
        const std::size_t end = find_tag_end(html, i);
        handle_tag(html.substr(i + 1, end - i - 1));
        i = end + 1;
      } else {
        const std::size_t end = std::min(html.find('<', i), html.size());
        if (skipped_.empty()) add_text(html.substr(i, end - i));
        i = end;
      }
    }
    while (!out_.empty() && is_blank(out_.back())) out_.pop_back();
    return out_ + "\n";
  }

 private:
  static std::size_t find_tag_end(std::string_view html, std::size_t i) {
    bool in_quotes = false;
    for (; i < html.size(); ++i) {
      if (html[i] == '"') in_quotes = !in_quotes;
      if (html[i] == '>' && !in_quotes) return i;
    }
    return html.size();
  }

  void handle_tag(std::string_view inside) {
    Tag tag;
    tag.is_end = inside.starts_with("/");
    if (tag.is_end) inside.remove_prefix(1);
    const std::size_t name_end = std::min(inside.find_first_of(" \t\r\n/"), inside.size());
    tag.name = inside.substr(0, name_end);
    tag.attributes = inside.substr(name_end);
    if (!skipped_.empty()) {
      if (tag.name == skipped_) skipped_depth_ += tag.is_end ? -1 : 1;
      if (skipped_depth_ == 0) skipped_.clear();
      return;
    }
    const bool is_void = is_one_of(tag.name, {"br", "hr", "img", "meta", "link", "!doctype"});
    if (!tag.is_end && !is_void && (tag.name == "head" || find_attribute(tag.attributes, "aria-hidden") == "true")) {
      skipped_ = tag.name;
      skipped_depth_ = 1;
      return;
    }
    layout(tag);
  }

  void layout(const Tag& tag) {
    if (tag.name == "br") {
      end_line(1);
      is_hard_break_ = true;
    } else if (is_one_of(tag.name, {"p", "h1", "h2", "h3", "ul", "ol", "table", "blockquote", "hr", "div"})) {
      end_line(tag.name == "div" ? 1 : 2);
    } else if (tag.name == "li") {
      end_line(1);
      if (!tag.is_end) pending_ += "- ";
    } else if (is_one_of(tag.name, {"tr", "td", "th", "dt", "dd"})) {
      end_line(1);
    } else if (tag.name == "a" && !tag.is_end) {
      link_start_ = out_.size();
      link_.clear();
      add_decoded(find_attribute(tag.attributes, "href"), link_);
    } else if (tag.name == "a") {
      end_link();
    }
  }

  // "text: address", or the address alone where the text is the address already.
  void end_link() {
    if (link_.empty()) return;
    std::string_view text = std::string_view(out_).substr(std::min(link_start_, out_.size()));
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    const std::string address = link_.starts_with("mailto:") ? link_.substr(7) : link_;
    if (text != address) {
      if (!text.empty()) out_ += ": ";
      flush();
      out_ += address;
    }
    link_.clear();
  }

  static void add_decoded(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = text[i] == '&' ? decode_entity(text, i, out) : 0;
      if (length == 0) out += text[i];
      i += std::max<std::size_t>(length, 1);
    }
  }

  void add_text(std::string_view text) {
    std::string decoded;
    add_decoded(text, decoded);
    for (const char c : decoded) {
      if (is_blank(c)) {
        has_blank_ = true;
        continue;
      }
      flush();
      out_ += c;
    }
  }

  // Writes what was held back until something visible comes: blanks, empty lines, a dash.
  void flush() {
    if (newlines_ > 0) {
      if (!out_.empty()) out_.append(static_cast<std::size_t>(newlines_), '\n');
    } else if (has_blank_ && !out_.empty() && out_.back() != '\n' && pending_.empty()) {
      out_ += ' ';
    }
    newlines_ = 0;
    has_blank_ = false;
    is_hard_break_ = false;
    out_ += pending_;
    pending_.clear();
  }

  void end_line(int newlines) {
    newlines_ = is_hard_break_ && newlines == 1 ? newlines_ + 1 : std::max(newlines_, newlines);
    newlines_ = std::min(newlines_, 2);
    has_blank_ = false;
  }

  std::string out_;
  std::string pending_;
  std::string link_;
  std::size_t link_start_ = 0;
  std::string skipped_;
  int skipped_depth_ = 0;
  int newlines_ = 0;
  bool has_blank_ = false;
  bool is_hard_break_ = false;
};

}  // namespace

std::string make_plain_text(std::string_view html) { return Converter().convert(html); }

std::string make_subject(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace muster::html
