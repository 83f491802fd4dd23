// What staff's first screen shows.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::overview {

struct NeedRow {
  html::Tag tag;
  int colour = 8;
  Message region;
  std::string name;
  std::string url;
  Message line;
  Message action;
  std::string action_url;
};

struct RegionRow {
  int colour = 8;
  Message name;
  std::string url;
  html::StackedBar bar;
  std::int64_t reported = 0;
  std::int64_t total = 0;
  std::int64_t late = 0;
};

struct StaffPage {
  Date today;
  Message round_title;
  Message round_line;
  std::string reports_url;
  html::StackedBar round;
  bool has_round = false;
  std::vector<html::TaskRow> first_steps;  // as long as there is no round
  std::vector<html::Tab> tabs;
  // Organisations with the same thing to put right, as one line.
  struct Group {
    Message label;
    std::string url;
    std::int64_t count = 0;
    Message action;
  };
  std::vector<Group> groups;
  Message chosen;        // the group whose organisations are shown; empty: none
  std::string groups_url;  // back to all groups
  Message letters;       // how many wait in the inbox; empty: none, or not asked for
  std::string letters_url;
  Message mail_worse;    // our mail is taken less well than before; url empty: it is not
  std::string mail_worse_url;
  bool has_needs = false;  // rows, groups or letters
  std::vector<NeedRow> needs;
  std::string more_url;
  std::int64_t more = 0;
  html::Pager pager;
  std::vector<RegionRow> regions;
  html::DotMap map;
  bool has_months = false;
  html::MonthBars months;
  std::vector<html::TaskRow> updates;  // what is known of updates; nothing in it is a fault of anybody
};

}  // namespace muster::overview
