// What the pages of saved views show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::desk {

struct ViewLine {
  std::string key;       // of the pin's form
  std::string url;       // the table, filtered
  Message name;
  Message whose;
  bool is_pinned = false;
  std::string edit_url;  // empty: not the reader's to change
  std::string delete_url;
};

struct ViewTable {
  std::string name;
  Message title;
  std::string url;
  std::vector<ViewLine> lines;
};

struct ViewsPage {
  std::string pin_url;
  std::string restore_url;  // of one deleted just now; empty: none
  std::vector<ViewTable> tables;
};

struct ViewFormPage {
  std::string url, back_url;
  std::string table, query;  // of a new one
  Message line;
  html::TextField name;
  html::CheckField shared;
  std::vector<html::ErrorLine> errors;
};

}  // namespace muster::desk
