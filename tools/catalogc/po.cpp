#include "catalogc/po.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>

namespace catalogc {
namespace {

class Parser {
 public:
  Parser(const std::string& file, const std::string& source) : source_(source) {
    catalogue_.file = file;
    catalogue_.tag = std::filesystem::path(file).stem().string();
  }

  Catalogue parse() {
    std::size_t start = 0;
    while (start < source_.size()) {
      std::size_t end = source_.find('\n', start);
      if (end == std::string::npos) end = source_.size();
      ++line_;
      read_line(std::string_view(source_).substr(start, end - start));
      start = end + 1;
    }
    finish();
    return std::move(catalogue_);
  }

 private:
  [[noreturn]] void fail(const std::string& text) { throw PoError{catalogue_.file + ":" + std::to_string(line_) + ": " + text}; }

  void read_line(std::string_view line) {
    if (line.starts_with("#~")) {
      entry().is_obsolete = true;
      line.remove_prefix(2);
      while (!line.empty() && line[0] == ' ') line.remove_prefix(1);
    }
    if (line.empty()) {
      finish();
    } else if (line.starts_with("#")) {
      if (has_text_) finish();
      if (line.starts_with("#,") && line.find("fuzzy") != std::string_view::npos) entry().is_fuzzy = true;
    } else if (line[0] == '"') {
      if (target_ == nullptr) fail("a text without its keyword");
      *target_ += unquote(line);
    } else {
      read_keyword(line);
    }
  }

  void read_keyword(std::string_view line) {
    const std::size_t blank = line.find(' ');
    const std::string_view keyword = line.substr(0, blank);
    if ((keyword == "msgctxt" || keyword == "msgid") && has_forms_) finish();
    Entry& current = entry();
    if (keyword == "msgctxt") {
      target_ = &current.context;
    } else if (keyword == "msgid") {
      current.line = line_;
      target_ = &current.one;
    } else if (keyword == "msgid_plural") {
      target_ = &current.many;
    } else if (keyword.starts_with("msgstr")) {
      has_forms_ = true;
      current.forms.emplace_back();
      target_ = &current.forms.back();
      if (keyword != "msgstr" && keyword != "msgstr[" + std::to_string(current.forms.size() - 1) + "]") fail("plural forms must be numbered in order");
    } else {
      fail("'" + std::string(keyword) + "' is not understood");
    }
    has_text_ = true;
    if (blank == std::string_view::npos) fail("a quoted text is expected");
    *target_ += unquote(line.substr(blank + 1));
  }

  std::string unquote(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') fail("a quoted text is expected");
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      if (text[i] != '\\') {
        out += text[i];
        continue;
      }
      switch (text[++i]) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case '"': out += '"'; break;
        case '\\': out += '\\'; break;
        default: fail("only \\n, \\t, \\\" and \\\\ are understood");
      }
    }
    return out;
  }

  Entry& entry() {
    is_open_ = true;
    return entry_;
  }

  void finish() {
    if (is_open_ && has_text_) {
      if (!has_forms_) fail("msgstr is missing");
      if (entry_.line == 0) fail("msgid is missing");
      if (entry_.one.empty() && !entry_.is_obsolete) {
        read_header(entry_.forms.front());
      } else {
        catalogue_.entries.push_back(std::move(entry_));
      }
    }
    entry_ = Entry{};
    target_ = nullptr;
    is_open_ = has_text_ = has_forms_ = false;
  }

  void read_header(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      if (const std::size_t colon = line.find(": "); colon != std::string_view::npos) {
        catalogue_.header[std::string(line.substr(0, colon))] = std::string(line.substr(colon + 2));
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  const std::string& source_;
  Catalogue catalogue_;
  Entry entry_;
  std::string* target_ = nullptr;
  int line_ = 0;
  bool is_open_ = false;
  bool has_text_ = false;
  bool has_forms_ = false;
};

}  // namespace

Catalogue parse_po(const std::string& file, const std::string& source) { return Parser(file, source).parse(); }

PluralForms parse_plural_forms(const Catalogue& catalogue) {
  const auto found = catalogue.header.find("Plural-Forms");
  if (found == catalogue.header.end()) throw PoError{catalogue.file + ":1: the header has no Plural-Forms"};
  const std::string& text = found->second;
  const std::size_t count = text.find("nplurals=");
  const std::size_t plural = text.find("plural=", count == std::string::npos ? 0 : count + 9);
  if (count == std::string::npos || plural == std::string::npos) throw PoError{catalogue.file + ":1: Plural-Forms is not understood"};
  PluralForms out;
  const auto [end_of_count, error] = std::from_chars(text.data() + count + 9, text.data() + text.size(), out.count);
  if (error != std::errc{} || out.count < 1 || out.count > 6 || end_of_count == text.data() + text.size()) {
    throw PoError{catalogue.file + ":1: nplurals is no number from 1 to 6"};
  }
  out.expression = text.substr(plural + 7);
  if (const std::size_t end = out.expression.find(';'); end != std::string::npos) out.expression.resize(end);
  // It becomes C++ code, so nothing but arithmetic in n may stand in it.
  if (out.expression.find_first_not_of("n0123456789 ()?:%&|=!<>+-") != std::string::npos || out.expression.empty()) {
    throw PoError{catalogue.file + ":1: the plural expression holds more than arithmetic in n"};
  }
  return out;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace catalogc
