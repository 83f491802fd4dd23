#include "platform/xlsx/xlsx.hpp"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/date.hpp"
#include "base/text.hpp"

namespace muster::xlsx {
namespace {

constexpr std::size_t kCellSigns = 32'767;
constexpr std::size_t kNameSigns = 31;
constexpr std::size_t kRowsMost = 1'048'575;  // beside the head
constexpr double kWidthLeast = 10, kWidthMost = 50;

// The library writes files only: one of our own, readable by us alone, and gone at the end whatever happens.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "muster-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("xlsx: no file can be made in " + std::filesystem::temp_directory_path().string());
    ::close(file);
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }
  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

std::string make_name(const std::string& wanted) {
  std::string name(take_code_points(wanted, kNameSigns));
  std::ranges::replace_if(name, [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; }, '-');
  return name.empty() ? "1" : name;
}

class Writer {
 public:
  Writer(const std::string& path, const Sheet& sheet) : sheet_(sheet), book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) throw std::runtime_error("xlsx: no memory for a workbook");
    head_ = workbook_add_format(book_);
    format_set_bold(head_);
    date_ = workbook_add_format(book_);
    format_set_num_format(date_, "yyyy-mm-dd");
    page_ = workbook_add_worksheet(book_, make_name(sheet.name).c_str());
    if (page_ == nullptr) throw std::runtime_error("xlsx: no memory for a sheet");
  }

  void write() {
    if (sheet_.is_right_to_left) worksheet_right_to_left(page_);
    worksheet_freeze_panes(page_, 1, 0);
    for (std::size_t at = 0; at < sheet_.columns.size(); ++at) {
      worksheet_write_string(page_, 0, static_cast<lxw_col_t>(at), sheet_.columns[at].title.c_str(), head_);
      worksheet_set_column(page_, static_cast<lxw_col_t>(at), static_cast<lxw_col_t>(at), find_width(at), nullptr);
    }
    for (std::size_t row = 0; row < sheet_.rows.size(); ++row) {
      for (std::size_t at = 0; at < sheet_.columns.size(); ++at) write_cell(static_cast<lxw_row_t>(row + 1), at, sheet_.rows[row].at(at));
    }
    if (const lxw_error error = workbook_close(book_); error != LXW_NO_ERROR) throw std::runtime_error(std::string("xlsx: ") + lxw_strerror(error));
  }

 private:
  void write_cell(lxw_row_t row, std::size_t at, const std::string& cell) {
    if (cell.empty()) return;
    const auto column = static_cast<lxw_col_t>(at);
    if (sheet_.columns[at].kind == Kind::number) {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
      if (error == std::errc{} && end == cell.data() + cell.size()) {
        worksheet_write_number(page_, row, column, static_cast<double>(number), nullptr);
        return;
      }
    }
    if (sheet_.columns[at].kind == Kind::date) {
      if (const auto day = Date::parse(cell)) {
        lxw_datetime when{.year = day->year(), .month = static_cast<int>(day->month()), .day = static_cast<int>(day->day()), .hour = 0, .min = 0, .sec = 0};
        worksheet_write_datetime(page_, row, column, &when, date_);
        return;
      }
    }
    worksheet_write_string(page_, row, column, std::string(take_code_points(cell, kCellSigns)).c_str(), nullptr);
  }

  double find_width(std::size_t at) const {
    std::size_t longest = count_code_points(sheet_.columns[at].title);
    for (const auto& row : sheet_.rows) longest = std::max(longest, count_code_points(row.at(at)));
    return std::clamp(static_cast<double>(longest) + 2, kWidthLeast, kWidthMost);
  }

  const Sheet& sheet_;
  lxw_workbook* book_;  // freed by workbook_close
  lxw_worksheet* page_ = nullptr;
  lxw_format* head_ = nullptr;
  lxw_format* date_ = nullptr;
};

}  // namespace

Sheet make_sheet(std::string name, bool is_right_to_left, const std::vector<std::string>& titles, std::vector<std::vector<std::string>> rows,
                 const std::vector<std::string>& numbers, const std::vector<std::string>& dates) {
  Sheet sheet{.name = std::move(name), .is_right_to_left = is_right_to_left, .rows = std::move(rows)};
  const auto is_in = [](const std::vector<std::string>& list, const std::string& title) { return std::ranges::find(list, title) != list.end(); };
  for (const std::string& title : titles) {
    sheet.columns.push_back({title, is_in(numbers, title) ? Kind::number : is_in(dates, title) ? Kind::date : Kind::text});
  }
  return sheet;
}

std::string format_xlsx(const Sheet& sheet) {
  if (sheet.rows.size() > kRowsMost) throw std::length_error("xlsx: more rows than a sheet holds");
  const TemporaryFile file;
  Writer(file.path(), sheet).write();
  return file.read();
}

}  // namespace muster::xlsx
