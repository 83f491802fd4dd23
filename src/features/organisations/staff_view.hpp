// What the staff pages of this room show.
#pragma once

#include <string>
#include <vector>

#include "features/organisations/directory_view.hpp"
#include "features/organisations/organisation_form_view.hpp"

namespace muster::organisations {

struct StaffTableRow {
  std::string id;
  std::string url;
  std::string name;
  std::string place;
  RegionName region;
  html::Tag status;
  std::int64_t representatives = 0;
  std::vector<html::Tag> missing;
  std::int64_t unread = 0;  // changes by others since the reader opened it
};

struct StaffTablePage {
  std::string url;
  std::string words;
  bool may_change = true;  // regional leaders look on
  html::ChoiceField region, status, country, problem;
  std::vector<html::Tab> views;  // pinned; empty for regional leaders
  std::string views_url;
  std::string save_view_url;     // empty: there is no filter to save
  std::vector<html::Chip> chips;
  std::vector<html::ColumnHead> heads;
  struct Kept {
    std::string name, value;
  };
  std::vector<Kept> kept;  // the address, for the form with the rows
  std::int64_t found = 0;
  std::int64_t all = 0;    // in the list; zero when one page shows them all
  std::int64_t unread = 0;  // of the rows shown
  std::string seen_url, seen_at;
  std::vector<StaffTableRow> rows;
  bool is_register_empty = false;  // not for want of a match
  std::string import_url;
  html::Pager pager;
  std::string csv_url;
  std::string json_url, xlsx_url;
};

// Before many are listed quietly, or publicly again.
struct QuietPage {
  std::string url, back_url, mark;
  bool is_quiet = true;
  struct Row {
    std::string id, name, place;
  };
  std::vector<Row> rows;
  std::vector<Row> left_out;  // so already
  html::TextField reason;
  std::vector<html::ErrorLine> errors;
};

struct StaffOrganisationPage {
  std::string url;
  std::string id;
  std::int64_t unread = 0;  // changes by others since the reader opened it
  std::string seen_url, seen_at;
  std::string name;
  html::Tag status;
  Message line;
  std::vector<html::Tab> tabs;
  std::vector<html::SummaryRow> facts;
  std::vector<html::TimelineItem> history;
};

struct StatusPage {
  Message line;
  std::string url;
  std::string back_url;
  html::ChoiceField status;
  html::TextField since, reason;
  std::vector<html::ErrorLine> errors;
  bool is_quiet = false;
};

}  // namespace muster::organisations
