// Reads SQL just far enough to tell words from strings, names and comments: to number `:name`
// parameters for PostgreSQL and to cut a migration into statements. It does not parse SQL, and it
// never looks into a string, a quoted name or a comment. Not understood: E'' strings, nested comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::db {

enum class TokenKind {
  blank,
  comment,
  text,       // 'it''s', $tag$body$tag$
  name,       // "quoted"
  word,       // keyword, name or number
  parameter,  // :name
  symbol,     // one character, or ::
};

struct Token {
  TokenKind kind = TokenKind::symbol;
  std::string_view text;
};

// Every character of `sql` is in exactly one token. An open string or comment runs to the end.
std::vector<Token> tokenize(std::string_view sql);

struct NumberedSql {
  std::string sql;                 // with $1, $2 ...
  std::vector<std::string> names;  // names[0] is $1; a name that occurs twice has one number
};
NumberedSql number_parameters(std::string_view sql);

// Statements without their semicolon, comments in front and blank ends; empty ones are left out. A
// trigger's BEGIN ... END is one statement with it.
std::vector<std::string> split_statements(std::string_view sql);

// The n-th (from 0) word in lower case, comments skipped; empty when there is none.
std::string find_word(std::string_view sql, int n);

}  // namespace muster::db
