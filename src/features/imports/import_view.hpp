// What the pages of imports show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/charts.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::imports {

struct ImportsPage {
  std::string url;
  html::FileField file;
  html::TextField text;
  std::vector<html::ErrorLine> errors;
  struct Row {
    std::string url;
    std::string name;
    Instant at;
    html::Tag state;
    std::int64_t lines = 0;
  };
  std::vector<Row> rows;
};

struct ImportPage {
  std::string url;
  std::string list_url;
  Message line;
  html::Tag state;
  bool is_working = false;
  html::StackedBar bar;
  Message progress;
  html::StackedBar outcomes;
  std::string unknown_columns;
  std::string columns_url;    // where they can be given other meanings; empty: no more
  std::string encoding;       // empty for UTF-8
  std::int64_t left_over = 0;
  bool may_apply = false, may_undo = false;
  std::int64_t to_write = 0;  // lines that are new or changed
  std::string bad_url;        // empty: there is none
  std::vector<html::Tab> tabs;
  struct Row {
    int line = 0;
    std::string name;
    std::string url;          // of the organisation; empty: none yet
    html::Tag outcome;
    std::vector<std::string> why;
    std::vector<std::string> left_over;
  };
  std::vector<Row> rows;
  html::Pager pager;
};

struct ColumnsPage {
  std::string url, list_url, drop_url;
  Message line;
  struct Row {
    std::string heading;
    std::vector<std::string> samples;
    html::ChoiceField choice;
  };
  std::vector<Row> rows;
  std::vector<html::ErrorLine> errors;
};

struct UndoPage {
  html::Confirm question;
  Message line;
  std::int64_t added = 0, changed = 0;
};

}  // namespace muster::imports
