// The small language inside marks: paths, literals, conditions and quoted texts. Turned into C++ text,
// which the compiler then checks against the types of the view's parameters.
#pragma once

#include <string>
#include <string_view>

namespace viewc {

// Reads one mark's inside from left to right. Mistakes are thrown as std::string; the caller adds file
// and line.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void skip_blanks();
  bool at_end();
  bool take(char c);                 // skips blanks, then takes c when it is next
  bool take_word(std::string_view);  // a whole word
  bool peek_quote();
  std::string read_name();           // identifier
  std::string read_quoted();         // "text" with \" and \\; white space folded
  std::string read_path();           // a.b.c, a.b(), room::name
  std::string read_value();          // path or literal
  std::string read_condition();      // C++ of a boolean sense
  // A value, or a condition where it is one; for arguments of calls.
  std::string read_argument();
  std::string_view rest() const { return text_.substr(position_); }
  void expect_end();

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

bool is_name_start(char c);
bool is_name_part(char c);

}  // namespace viewc
