// What the demo's own pages show: its clock and its mail.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::app {

struct DemoClockPage {
  Instant now;
  std::string url;
  std::int64_t done = -1;  // what ran after the last move; below zero: not moved yet
};

struct DemoMailLine {
  std::string url;
  std::string subject;
  std::string to;
  std::string kind;
  Instant at;
};
struct DemoMailList {
  std::vector<DemoMailLine> mails;
  std::string older_url;
};

struct DemoMailPage {
  std::string list_url;
  std::string subject;
  std::string to;
  std::string language;
  std::string direction;
  std::string text;
  std::string html_url;            // the other part, shown in a frame; empty: there is none
  std::vector<std::string> links;  // of this site: the demo's reader can follow them
  Instant at;
};

}  // namespace muster::app
