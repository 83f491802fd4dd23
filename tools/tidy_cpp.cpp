// The rules for C++ files.
#include <algorithm>
#include <cctype>
#include <regex>

#include "tools/tidy_rules.hpp"

namespace muster::checks {

namespace {

bool is_test(std::string_view path) { return path.ends_with("_test.cpp") || path.ends_with("_test.hpp") || path.starts_with("tests/"); }

void find_all(const std::string& where, const std::regex& pattern, const std::string& path, std::string rule,
              const std::string& text, std::vector<Finding>& out) {
  for (std::sregex_iterator it(where.begin(), where.end(), pattern), end; it != end; ++it)
    out.push_back({path, line_of(where, static_cast<std::size_t>(it->position())), rule, text + ": " + it->str()});
}

// Heads decide what a brace opens: a namespace or type (its members are looked at), a function, or
// a value in braces.
enum class Scope { outer, function, value };

bool has_word(std::string_view head, std::string_view word) {
  for (auto at = head.find(word); at != std::string_view::npos; at = head.find(word, at + 1)) {
    const auto is_part = [&](std::size_t i) { return i < head.size() && (std::isalnum(static_cast<unsigned char>(head[i])) || head[i] == '_'); };
    if ((at == 0 || !is_part(at - 1)) && !is_part(at + word.size())) return true;
  }
  return false;
}

Scope scope_of(std::string_view head) {
  while (!head.empty() && std::isspace(static_cast<unsigned char>(head.back()))) head.remove_suffix(1);
  if (head.empty()) return Scope::value;
  if (has_word(head, "namespace") || head.ends_with("extern")) return Scope::outer;
  const auto round = head.find('(');
  for (const std::string_view word : {"class", "struct", "union", "enum"})
    if (has_word(head, word) && (round == std::string_view::npos || head.ends_with("final"))) return Scope::outer;
  if (round == std::string_view::npos) return Scope::value;
  // Foo::Foo() : member_{1}: the brace after a name in an initialiser list.
  const auto close = head.rfind(')');
  const auto last = head.back();
  const bool is_after_name = std::isalnum(static_cast<unsigned char>(last)) || last == '_' || last == '>';
  const auto colon = head.find(") :");
  if (is_after_name && colon != std::string_view::npos && !has_word(head.substr(close), "const")) return Scope::value;
  if (last == '=' || last == ',' || last == '(') return Scope::value;
  return Scope::function;
}

void check_lengths(const std::string& path, const std::string& code, std::vector<Finding>& out) {
  const auto file = file_name(path);
  const bool is_pages = file.ends_with("_pages.cpp");
  for (const auto& f : list_functions(code)) {
    const bool is_handler = is_pages && f.head.find("Response") != std::string::npos;
    const int most = is_handler ? kHandlerLinesMax : kFunctionLinesMax;
    if (f.lines <= most) continue;
    out.push_back({path, f.line, "function_length",
                   std::to_string(f.lines) + " lines; at most " + std::to_string(most) + (is_handler ? " for a handler" : "")});
  }
}

void check_sql(const std::string& path, const Layers& layers, std::vector<Finding>& out) {
  if (is_test(path) || path.starts_with("src/platform/db/") || !path.starts_with("src/")) return;
  static const std::regex kStatement(
      R"((\bSELECT\s+[\w*:(',]|\bINSERT\s+INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|\bCREATE\s+(TABLE|INDEX|VIEW)\b|\bPRAGMA\s|\bselect\s+[\w*, ]+\s+from\s+\w+|\binsert\s+into\s+\w+\s*\(|\bupdate\s+\w+\s+set\s+\w+\s*=|\bdelete\s+from\s+\w+\s+where\b))");
  find_all(layers.literals, kStatement, path, "sql_in_code", "SQL belongs in queries.sql", out);
}

void check_header(const std::string& path, const std::string& text, std::vector<Finding>& out) {
  const auto file = file_name(path);
  if (!has_extension(path, ".hpp") && !file.ends_with("_job.cpp")) return;
  if (!text.starts_with("//"))
    out.push_back({path, 1, "header_comment", "opens with 2 to 8 lines: what this is, why so, what it never does"});
}

}  // namespace

std::vector<FunctionBody> list_functions(std::string_view code) {
  std::vector<FunctionBody> out;
  std::vector<Scope> scopes;
  std::string head;
  int line = 1, head_line = 1, functions_open = 0;
  bool is_directive = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\n') {
      ++line;
      if (i == 0 || code[i - 1] != '\\') is_directive = false;
    }
    if (c == '#' && (i == 0 || code[code.find_last_not_of(" ", i - 1)] == '\n')) is_directive = true;
    if (is_directive) continue;
    if (c == '{') {
      const auto scope = functions_open > 0 ? Scope::value : scope_of(head);
      scopes.push_back(scope);
      if (scope == Scope::function) {
        ++functions_open;
        out.push_back({head_line, line, head});
      }
      if (scope != Scope::value) head.clear();
    } else if (c == '}') {
      if (scopes.empty()) continue;
      const auto scope = scopes.back();
      scopes.pop_back();
      if (scope == Scope::function) {
        --functions_open;
        out.back().lines = line - out.back().lines + 1;
      }
      if (scope != Scope::value) head.clear();
      else if (functions_open == 0) head += ')';  // the value in braces stays part of its head
    } else if (c == ';' && functions_open == 0) {
      head.clear();
    } else if (functions_open == 0) {
      if (head.empty() && std::isspace(static_cast<unsigned char>(c))) continue;
      if (head.empty()) head_line = line;
      head += c;
      if (head.ends_with("public:") || head.ends_with("private:")) head.clear();
    }
  }
  return out;
}

void check_cpp(const std::string& path, const std::string& text, std::vector<Finding>& out) {
  if (!has_extension(path, ".cpp .hpp")) return;
  const auto layers = split_layers(text);
  static const std::regex kCoroutine(R"(\bco_(await|return|yield)\b|#include <coroutine>)");
  find_all(layers.code, kCoroutine, path, "coroutine", "g++ 12 miscompiles coroutines; use completion handlers", out);
  if (has_extension(path, ".hpp")) {
    static const std::regex kHeavy(R"((^|\n)#include <(boost/beast|boost/asio|boost/json|CLI/|toml\+\+/|spdlog/|unicode/|gmime/|kainjow/|mustache|prometheus/)[^>]*>)");
    find_all(layers.code, kHeavy, path, "heavy_header", "only .cpp files include it", out);
  }
  static const std::regex kTodo(R"(\b(TODO|FIXME|XXX)\b(?!\(#\d+\)))");
  find_all(layers.comments, kTodo, path, "todo", "needs the number of an issue, or goes", out);
  static const std::regex kName(R"(\b(class|struct)\s+\w*(Manager|Helper|Util|Utils|Service|Handler|Info|Common)\b)");
  find_all(layers.code, kName, path, "name", "says nothing; name what it is", out);
  check_header(path, text, out);
  check_sql(path, layers, out);
  if (!is_test(path)) check_lengths(path, layers.code, out);
}

}  // namespace muster::checks
