#include "platform/db/sql_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::db {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_word(char c) { return starts_word(c) || is_digit(c); }

// Ends of tokens: each takes the token's first position and returns the position after its last.

std::size_t end_of_quoted(std::string_view sql, std::size_t start) {
  const char quote = sql[start];
  for (std::size_t i = start + 1; i < sql.size(); ++i) {
    if (sql[i] != quote) continue;
    if (i + 1 < sql.size() && sql[i + 1] == quote) {
      ++i;  // a doubled quote stands for itself
    } else {
      return i + 1;
    }
  }
  return sql.size();
}

std::size_t end_after(std::string_view sql, std::size_t start, std::string_view mark, std::size_t mark_size) {
  const auto found = sql.find(mark, start);
  return found == std::string_view::npos ? sql.size() : found + mark_size;
}

// Zero when the dollar does not open a quote ($1 is none).
std::size_t end_of_dollar_quoted(std::string_view sql, std::size_t start) {
  std::size_t i = start + 1;
  if (i < sql.size() && starts_word(sql[i])) {
    while (i < sql.size() && continues_word(sql[i])) ++i;
  }
  if (i >= sql.size() || sql[i] != '$') return 0;
  const auto tag = sql.substr(start, i + 1 - start);
  return end_after(sql, i + 1, tag, tag.size());
}

template <class Predicate>
std::size_t end_of_run(std::string_view sql, std::size_t start, Predicate belongs) {
  while (start < sql.size() && belongs(sql[start])) ++start;
  return start;
}

Token token_at(std::string_view sql, std::size_t start) {
  const char c = sql[start];
  const char next = start + 1 < sql.size() ? sql[start + 1] : '\0';
  const auto token = [&](TokenKind kind, std::size_t end) { return Token{kind, sql.substr(start, end - start)}; };

  if (is_blank(c)) return token(TokenKind::blank, end_of_run(sql, start, is_blank));
  if (c == '-' && next == '-') return token(TokenKind::comment, end_after(sql, start, "\n", 0));
  if (c == '/' && next == '*') return token(TokenKind::comment, end_after(sql, start + 2, "*/", 2));
  if (c == '\'') return token(TokenKind::text, end_of_quoted(sql, start));
  if (c == '"' || c == '`') return token(TokenKind::name, end_of_quoted(sql, start));
  if (c == '$') {
    if (const auto end = end_of_dollar_quoted(sql, start)) return token(TokenKind::text, end);
  }
  if (c == ':' && next == ':') return token(TokenKind::symbol, start + 2);
  if (c == ':' && starts_word(next)) return token(TokenKind::parameter, end_of_run(sql, start + 1, continues_word));
  if (continues_word(c)) return token(TokenKind::word, end_of_run(sql, start, continues_word));
  return token(TokenKind::symbol, start + 1);
}

// Follows one statement of a script and tells where it ends.
class StatementEnd {
 public:
  bool is_end(const Token& token) {
    if (token.kind == TokenKind::word) see_word(to_lower_ascii(token.text));
    return token.kind == TokenKind::symbol && token.text == ";" && depth_ == 0;
  }

 private:
  // Only a trigger has semicolons of its own: between BEGIN and END, where CASE has an END as well.
  void see_word(const std::string& word) {
    ++words_;
    if (words_ == 1) is_create_ = word == "create";
    if (is_create_ && words_ <= 3 && word == "trigger") is_trigger_ = true;
    if (!is_trigger_) return;
    if (word == "begin" || (word == "case" && depth_ > 0)) ++depth_;
    if (word == "end" && depth_ > 0) --depth_;
  }

  int words_ = 0;
  int depth_ = 0;
  bool is_create_ = false;
  bool is_trigger_ = false;
};

bool is_silent(const Token& token) { return token.kind == TokenKind::blank || token.kind == TokenKind::comment; }

}  // namespace

std::vector<Token> tokenize(std::string_view sql) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < sql.size(); at += tokens.back().text.size()) tokens.push_back(token_at(sql, at));
  return tokens;
}

NumberedSql number_parameters(std::string_view sql) {
  NumberedSql numbered;
  for (const Token& token : tokenize(sql)) {
    if (token.kind != TokenKind::parameter) {
      numbered.sql += token.text;
      continue;
    }
    const auto name = token.text.substr(1);
    auto found = std::find(numbered.names.begin(), numbered.names.end(), name);
    if (found == numbered.names.end()) found = numbered.names.emplace(numbered.names.end(), name);
    numbered.sql += '$' + std::to_string(found - numbered.names.begin() + 1);
  }
  return numbered;
}

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  std::string statement;
  StatementEnd follow;
  const auto finish = [&] {
    const auto last = statement.find_last_not_of(" \t\r\n\f");
    if (last != std::string::npos) statements.push_back(statement.substr(0, last + 1));
    statement.clear();
    follow = {};
  };
  for (const Token& token : tokenize(sql)) {
    if (follow.is_end(token)) {
      finish();
    } else if (!statement.empty() || !is_silent(token)) {
      statement += token.text;
    }
  }
  finish();
  return statements;
}

std::string find_word(std::string_view sql, int n) {
  for (const Token& token : tokenize(sql)) {
    if (token.kind == TokenKind::word && n-- == 0) return to_lower_ascii(token.text);
  }
  return {};
}

}  // namespace muster::db
