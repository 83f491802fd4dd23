#include "features/imports/csv.hpp"

#include <algorithm>
#include <array>

#include "base/csv.hpp"

namespace muster::imports {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

class Reader {
 public:
  Reader(std::string_view text, char separator, std::size_t cells_most) : text_(without_mark(text)), separator_(separator), cells_most_(cells_most) {}

  Result<std::vector<Record>> read() {
    std::vector<Record> records;
    while (at_ < text_.size()) {
      auto record = read_record();
      if (!record) return std::unexpected(record.error());
      const bool is_empty = record->cells.size() == 1 && record->cells.front().empty();
      if (!is_empty) records.push_back(std::move(*record));
    }
    return records;
  }

 private:
  Result<Record> read_record() {
    Record record{.line = line_};
    while (true) {
      auto cell = read_cell();
      if (!cell) return std::unexpected(cell.error());
      record.cells.push_back(std::move(*cell));
      if (record.cells.size() > cells_most_) {
        return invalid("file", tr("Line {line} has too many columns.", {{"line", std::int64_t{record.line}}}));
      }
      if (at_ >= text_.size()) return record;
      const char c = text_[at_++];
      if (c == separator_) continue;
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return record;
    }
  }

  Result<std::string> read_cell() {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> read_quoted() {
    const int first_line = line_;
    std::string cell;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        cell += text_[at_++];
      } else {
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') cell += text_[at_++];
        return cell;
      }
    }
    return invalid("file", tr("The quote that begins in line {line} is not closed.", {{"line", std::int64_t{first_line}}}));
  }

  std::string_view text_;
  char separator_;
  std::size_t cells_most_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

char detect_separator(std::string_view text) {
  text = without_mark(text);
  std::array<std::pair<char, int>, 4> counts{{{',', 0}, {';', 0}, {'\t', 0}, {'|', 0}}};
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '\n') break;
    for (auto& [separator, count] : counts) count += c == separator ? 1 : 0;
  }
  return std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
}

Result<std::vector<Record>> parse_csv(std::string_view text, char separator, std::size_t cells_most) { return Reader(text, separator, cells_most).read(); }

std::string format_cell(std::string_view value) {
  std::string cell = may_be_formula(value) ? "'" + std::string(value) : std::string(value);
  if (cell.find_first_of(",;|\t\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string format_record(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + format_cell(cells[i]);
  return line + "\r\n";
}

}  // namespace muster::imports
