#include "viewc/expression.hpp"

#include <cctype>

#include "viewc/view.hpp"

namespace viewc {

bool is_name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

void Reader::skip_blanks() {
  while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
}

bool Reader::at_end() {
  skip_blanks();
  return position_ == text_.size();
}

bool Reader::take(char c) {
  skip_blanks();
  if (position_ == text_.size() || text_[position_] != c) return false;
  ++position_;
  return true;
}

bool Reader::take_word(std::string_view word) {
  skip_blanks();
  if (text_.substr(position_, word.size()) != word) return false;
  const std::size_t after = position_ + word.size();
  if (after < text_.size() && is_name_part(text_[after])) return false;
  position_ = after;
  return true;
}

bool Reader::peek_quote() {
  skip_blanks();
  return position_ < text_.size() && text_[position_] == '"';
}

std::string Reader::read_name() {
  skip_blanks();
  const std::size_t start = position_;
  if (position_ < text_.size() && is_name_start(text_[position_])) {
    while (position_ < text_.size() && is_name_part(text_[position_])) ++position_;
  }
  if (position_ == start) throw "a name is expected before '" + std::string(rest().substr(0, 20)) + "'";
  return std::string(text_.substr(start, position_ - start));
}

std::string Reader::read_quoted() {
  if (!take('"')) throw "a text in double quotes is expected before '" + std::string(rest().substr(0, 20)) + "'";
  std::string out;
  while (position_ < text_.size() && text_[position_] != '"') {
    char c = text_[position_++];
    if (c == '\\' && position_ < text_.size()) {
      c = text_[position_++];
      if (c != '"' && c != '\\') throw std::string("only \\\" and \\\\ may follow a backslash in a text");
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      c = ' ';
      if (!out.empty() && out.back() == ' ') continue;
    }
    out += c;
  }
  if (position_ == text_.size()) throw std::string("the closing double quote is missing");
  ++position_;
  return out;
}

std::string Reader::read_path() {
  std::string out = read_name();
  for (;;) {
    if (text_.substr(position_, 2) == "::") {
      position_ += 2;
      out += "::" + read_name();
    } else if (text_.substr(position_, 1) == "." && position_ + 1 < text_.size() && is_name_start(text_[position_ + 1])) {
      ++position_;
      out += "." + read_name();
    } else if (text_.substr(position_, 2) == "()") {
      position_ += 2;
      out += "()";
    } else if (text_.substr(position_, 2) == "->") {
      throw std::string("'->' is not written in views; use {#with ... as name} and then name.member");
    } else {
      return out;
    }
  }
}

std::string Reader::read_value() {
  skip_blanks();
  if (peek_quote()) return quote(read_quoted());
  const char c = position_ < text_.size() ? text_[position_] : '\0';
  if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-') {
    const std::size_t start = position_++;
    while (position_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
    return std::string(text_.substr(start, position_ - start));
  }
  return read_path();
}

namespace {

// Reads what may follow a value in a condition: == value or != value; "" when neither does.
std::string read_comparison(Reader& reader) {
  const std::string_view rest = reader.rest();
  const bool equal = rest.substr(0, 2) == "==";
  const bool unequal = rest.substr(0, 2) == "!=";
  if (!equal && !unequal) return {};
  reader.take(rest[0]);
  reader.take('=');
  return (equal ? " == " : " != ") + reader.read_value();
}

}  // namespace

std::string Reader::read_condition() {
  const bool negated = take_word("not");
  const std::string value = read_value();
  skip_blanks();
  const std::string comparison = read_comparison(*this);
  if (comparison.empty()) return (negated ? "!html::is_true(" : "html::is_true(") + value + ")";
  return negated ? "!(" + value + comparison + ")" : value + comparison;
}

std::string Reader::read_argument() {
  const std::size_t start = position_;
  if (take_word("not")) {
    position_ = start;
    return read_condition();
  }
  const std::string value = read_value();
  skip_blanks();
  return value + read_comparison(*this);
}

void Reader::expect_end() {
  if (!at_end()) throw "'" + std::string(rest()) + "' is not understood here; anything more is computed in C++";
}

}  // namespace viewc
