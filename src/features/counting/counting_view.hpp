// What the pages of counting show: words, and numbers that may be shown (protect.hpp). No organisation and no person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/counting/counting.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::counting {

// A line and perhaps a way on: a link that does not work, an answer that was counted.
struct SayPage {
  html::Hero hero;
  Message line;
  Message more;  // a second paragraph; may be empty
  std::string other_url;
  Message other;
};

struct PreviewPage {
  html::Hero hero;
  std::string url;
  bool is_mail = false;  // the link writes a mail
  bool is_counting = true;
  std::string archive_url;
};

struct QuestionPage {
  html::Hero hero;
  html::ChoiceField field;
  std::vector<html::ErrorLine> errors;
  std::string url;     // POST
  std::string locale;  // of the words
  std::string direction;
  std::string archive_url;
};

struct CellView {
  bool is_shown = false;
  bool is_few = false;
  std::int64_t value = 0;
  std::string label;  // of its column, for narrow screens
};
CellView make_cell_view(const Cell& cell, std::string label = {});

struct LineView {
  std::string words;
  std::int64_t number = 0;
  std::string url;
  std::vector<CellView> cells;
  CellView total;
};
// Lines by language, with sums.
struct TableView {
  Message title;
  bool is_shown = false;
  std::vector<std::string> columns;  // names of languages
  std::vector<LineView> lines;
  std::vector<CellView> sums;
  CellView sum;
};
struct DayView {
  Date day;
  CellView count;
};
struct ResultsPage {
  Message title;
  std::string back_url;
  Message back;
  bool is_counting = true;
  CellView opened, machine, doubtful, through_copies, elsewhere, answers;
  bool has_ways = false;
  bool has_days = false;
  TableView links;
  html::MonthBars chart;
  std::vector<DayView> days;
  std::optional<CellView> later;
  std::string question;
  TableView choices;
};

struct SwitchPage {
  bool is_on = true;
  html::Tag state;
  std::string url;
};

}  // namespace muster::counting
