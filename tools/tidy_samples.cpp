// What check_tidy must find, and what it must let pass.
#include <cstdio>

#include "tools/tidy_rules.hpp"

namespace muster::checks {

namespace {

std::string lines(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "  a += 1;\n";
  return out;
}

std::string function(const std::string& head, int body) { return head + " {\n" + lines(body) + "}\n"; }

// The SQL words and marks are put together here, so that this file passes its own rules.
std::vector<Sample> bad_samples() {
  const std::string todo = "TO" "DO";
  return {
      {"coroutine", {{"src/app/a.cpp", "void f() { co_" "await x; }\n"}}},
      {"heavy_header", {{"src/app/a.hpp", "// A.\n#include <boost/asio/ip/tcp.hpp>\n"}}},
      {"header_comment", {{"src/app/a.hpp", "#pragma once\n"}}},
      {"header_comment", {{"src/app/remind_job.cpp", "int a;\n"}}},
      {"function_length", {{"src/app/a.cpp", function("namespace x {\nvoid f(int a)", 70) + "}\n"}}},
      {"function_length", {{"src/app/a.cpp", function("A::A(int a) : a_{a}, b_(a)", 70)}}},
      {"function_length", {{"src/app/a.cpp", "class A {\n public:\n" + function("  bool f() const override", 70) + "};\n"}}},
      {"function_length", {{"src/app/task_pages.cpp", function("http::Response show(const Request& r)", 40)}}},
      {"sql_in_code", {{"src/app/a.cpp", "auto s = \"SELECT name FROM person\";\n"}}},
      {"sql_in_code", {{"src/app/a.cpp", "auto s = R\"(\nUPDATE person SET name = 1)\";\n"}}},
      {"sql_in_code", {{"src/app/a.cpp", "auto s = \"select a, b from person\";\n"}}},
      {"todo", {{"src/app/a.cpp", "// " + todo + ": later\n"}}},
      {"name", {{"src/app/a.cpp", "class MailManager {};\n"}}},
      {"type_twice", {{"src/app/a.hpp", "// A.\nnamespace m::x {\nstruct A { int a; };\n}\n"}, {"src/app/b.hpp", "// B.\nnamespace m {\nnamespace x {\nclass A final : public B {};\n}\n}\n"}}},
      {"blanks", {{"docs/a.md", "a \n"}}},
      {"blanks", {{"docs/a.md", "a\tb\n"}}},
      {"last_line", {{"docs/a.md", "a"}}},
      {"last_line", {{"docs/a.md", "a\n\n"}}},
      {"file_length", {{"src/app/a.sql", lines(701)}}},
      {"foreign_path", {{"docs/a.md", "see ../sha" "red/x\n"}}},
      {"foreign_path", {{"bin/a", "cd /wo" "rk/main\n"}}},
      {"css_direction", {{"web/css/a.css", "a { margin-left: 1px; }\n"}}},
      {"css_direction", {{"web/css/a.css", "a { left: 0; }\n"}}},
      {"css_direction", {{"web/css/a.css", "a { text-align: right; }\n"}}},
      {"view_inline", {{"web/views/a.html", "<p style=\"color: red\">\n"}}},
      {"view_inline", {{"web/views/a.html", "<script>let a;</script>\n"}}},
      {"view_inline", {{"web/views/a.html", "<a onclick=\"f()\">\n"}}},
      {"view_inline", {{"web/views/a.mail", "<a href=\"javascript:f()\">\n"}}},
      {"forbidden_column", {{"db/migrations/0001_a.sql", "CREATE TABLE participation (id {id});\n"}}},
      {"forbidden_column", {{"db/migrations/0001_a.sql", "CREATE TABLE a (engagement_score {int64});\n"}}},
      {"forbidden_column", {{"db/migrations/0001_a.sql", "CREATE TABLE a (rank {int64});\n"}}},
      {"file_name", {{"src/app/mail_helper.cpp", "int a;\n"}}},
      {"file_name", {{"tools/common.cpp", "int a;\n"}}},
      {"file_name", {{"src/app/member_data_store.cpp", "int a;\n"}}},
      {"room_readme", {{"src/features/x/x.hpp", "// A.\n"}}},
      {"room_readme", {{"src/features/x/x.hpp", "// A.\n"}, {"src/features/x/README.md", lines(31)}}},
      {"room_door", {{"src/features/x/README.md", "a\n"}}},
  };
}

std::vector<Sample> good_samples() {
  return {
      {"", {{"src/app/a.cpp", function("void f(int a)", 66) + function("A::A(int a) : a_{a}, b_(a)", 60)}}},
      {"", {{"src/app/a_test.cpp", function("TEST_CASE(1)", 90) + "auto s = \"SELECT name FROM person\";\n"}}},
      {"", {{"src/app/a.cpp", "const std::map<int, int> kA = {\n" + lines(90) + "};\nstruct A {\n" + lines(90) + "};\n"}}},
      {"", {{"src/app/task_pages.cpp", function("http::Response show(const Request& r)", 38)}}},
      {"", {{"src/app/a.cpp", "namespace x {\nnamespace {\nstruct A {};\n}\nstruct C { struct A {}; };\nstruct C::I {};\n}\n"}, {"src/app/b.cpp", "namespace x {\nstruct C;\nnamespace {\nstruct A {};\n}\nstruct D::I {};\nstruct A;\n}\n"}}},
      {"", {{"src/app/a.cpp", "auto s = tr(\"Select a file from your computer\");\n// SELECT name FROM person\n"}}},
      {"", {{"src/platform/db/a.cpp", "auto s = \"PRAGMA wal\";\n"}, {"src/platform/db/README.md", "a\n"}}},
      {"", {{"src/app/common_passwords.cpp", "int a;\n"}}},
      {"", {{"web/css/a.css", "/* left: 0 */ a { margin-inline-start: 1px; text-align: start; }\n"}}},
      {"", {{"web/views/a.html", "<script src=\"/a.js\" type=\"module\"></script><p>on = 1</p>\n"}}},
      {"", {{"web/views/a.mail", "<p style=\"color: black\">\n"}}},
      {"", {{"db/migrations/0001_a.sql", "-- no participation is kept\nCREATE TABLE a (id {id});\n"}}},
      {"", {{"src/platform/db/database.hpp", "// A.\n"}, {"src/platform/db/README.md", "a\n"}}},
  };
}

bool is_right(const Sample& sample) {
  const auto found = check_tidy(sample.tree);
  if (sample.rule.empty() ? found.empty() : found.size() == 1 && found[0].rule == sample.rule) return true;
  std::printf("sample %s: expected '%s', found %zu\n", sample.tree.begin()->first.c_str(), sample.rule.c_str(), found.size());
  for (const auto& f : found) std::printf("  %s:%d: %s: %s\n", f.path.c_str(), f.line, f.rule.c_str(), f.text.c_str());
  return false;
}

}  // namespace

int run_tidy_samples() {
  int count = 0, wrong = 0;
  for (const auto& list : {bad_samples(), good_samples()})
    for (const auto& sample : list) {
      ++count;
      if (!is_right(sample)) ++wrong;
    }
  std::printf("check_tidy: %d samples, %d wrong\n", count, wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace muster::checks
