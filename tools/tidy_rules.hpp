// The rules of check_tidy, in five groups. Each finding carries its rule's name, and each rule has a
// bad sample in tidy_samples.cpp that it must find.
#pragma once

#include <vector>

#include "tools/source_text.hpp"

namespace muster::checks {

inline constexpr int kFileLinesMax = 700, kFileLinesWanted = 350;
inline constexpr int kFunctionLinesMax = 70, kHandlerLinesMax = 40;
inline constexpr int kReadmeLinesMax = 30;

// coroutine, heavy_header, header_comment, function_length, sql_in_code, todo, name
void check_cpp(const std::string& path, const std::string& text, std::vector<Finding>& out);
// blanks, last_line, file_length, foreign_path
void check_text(const std::string& path, const std::string& text, std::vector<Finding>& out);
// css_direction, view_inline, forbidden_column
void check_markup(const std::string& path, const std::string& text, std::vector<Finding>& out);
// type_twice
void check_names(const Tree& tree, std::vector<Finding>& out);
// file_name, room_readme, room_door
void check_shape(const Tree& tree, std::vector<Finding>& out);

std::vector<Finding> check_tidy(const Tree& tree);
void print_long_files(const Tree& tree);
int run_tidy_samples();

// A function's body: where it opens, its head's text, and how many lines it takes.
struct FunctionBody {
  int line = 0;
  int lines = 0;
  std::string head;
};
// From code whose comments and literals are blanked.
std::vector<FunctionBody> list_functions(std::string_view code);

}  // namespace muster::checks
