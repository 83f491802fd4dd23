#include "base/difference.hpp"

#include <algorithm>
#include <cstdint>

namespace muster {
namespace {

constexpr std::size_t kMostCells = 4'000'000;  // of the comparison's table: two texts of 2,000 words

std::size_t sign_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Chinese and Japanese signs stand alone: U+2E80 to U+9FFF and U+F900 to U+FAFF begin with these bytes.
bool is_alone(std::string_view sign) {
  if (sign.size() != 3) return sign.size() == 4;
  const auto first = static_cast<unsigned char>(sign[0]);
  return (first >= 0xE3 && first <= 0xE9) || (first == 0xE2 && static_cast<unsigned char>(sign[1]) >= 0xBA) || first == 0xEF;
}

// Words with the blanks behind them, so that nothing is lost when they are joined.
std::vector<std::string_view> split_pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end) {
    if (end > begin) pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::min(sign_length(static_cast<unsigned char>(text[at])), text.size() - at);
    if (is_alone(text.substr(at, length))) {
      finish(at);
      finish(at + length);
    } else if (is_blank(text[at]) && (at + 1 == text.size() || !is_blank(text[at + 1]))) {
      finish(at + 1);
    }
    at += length;
  }
  finish(text.size());
  return pieces;
}

std::string_view without_blanks(std::string_view piece) {
  while (!piece.empty() && is_blank(piece.back())) piece.remove_suffix(1);
  return piece;
}

void add_piece(std::vector<TextPiece>& pieces, std::string_view text, bool is_changed) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().is_changed == is_changed) {
    pieces.back().text += text;
  } else {
    pieces.push_back({std::string(text), is_changed});
  }
}

// Longest common subsequence of what lies between equal beginnings and ends.
void compare_middle(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b, TextDifference& difference) {
  const std::size_t rows = a.size(), columns = b.size();
  std::vector<std::uint16_t> length((rows + 1) * (columns + 1), 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return length[i * (columns + 1) + j]; };
  const auto is_equal = [&](std::size_t i, std::size_t j) { return without_blanks(a[i]) == without_blanks(b[j]); };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) = is_equal(i, j) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1) : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::size_t i = 0, j = 0;
  while (i < rows && j < columns) {
    if (is_equal(i, j)) {
      add_piece(difference.before, a[i++], false);
      add_piece(difference.after, b[j++], false);
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      add_piece(difference.before, a[i++], true);
    } else {
      add_piece(difference.after, b[j++], true);
    }
  }
  while (i < rows) add_piece(difference.before, a[i++], true);
  while (j < columns) add_piece(difference.after, b[j++], true);
}

}  // namespace

TextDifference compare_texts(std::string_view before, std::string_view after) {
  std::vector<std::string_view> a = split_pieces(before), b = split_pieces(after);
  TextDifference difference;
  const auto is_equal = [](std::string_view x, std::string_view y) { return without_blanks(x) == without_blanks(y); };
  std::size_t first = 0;
  while (first < a.size() && first < b.size() && is_equal(a[first], b[first])) {
    add_piece(difference.before, a[first], false);
    add_piece(difference.after, b[first], false);
    ++first;
  }
  std::size_t tail = 0;
  while (tail + first < a.size() && tail + first < b.size() && is_equal(a[a.size() - 1 - tail], b[b.size() - 1 - tail])) ++tail;
  const std::vector<std::string_view> middle_a(a.begin() + static_cast<std::ptrdiff_t>(first), a.end() - static_cast<std::ptrdiff_t>(tail));
  const std::vector<std::string_view> middle_b(b.begin() + static_cast<std::ptrdiff_t>(first), b.end() - static_cast<std::ptrdiff_t>(tail));
  if ((middle_a.size() + 1) * (middle_b.size() + 1) > kMostCells) {
    for (const auto piece : middle_a) add_piece(difference.before, piece, true);
    for (const auto piece : middle_b) add_piece(difference.after, piece, true);
  } else {
    compare_middle(middle_a, middle_b, difference);
  }
  for (std::size_t i = tail; i > 0; --i) {
    add_piece(difference.before, a[a.size() - i], false);
    add_piece(difference.after, b[b.size() - i], false);
  }
  return difference;
}

}  // namespace muster
