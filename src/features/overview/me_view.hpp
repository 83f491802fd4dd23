// What a representative's home, a region's overview and the list of settings show.
#pragma once

#include <string>
#include <vector>

#include "features/overview/staff_view.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::overview {

struct MePage {
  html::Hero hero;
  std::vector<html::TaskRow> waiting;
  std::vector<html::TaskRow> links;
  std::string staff_email;
};

struct RegionPage {
  Message title;
  html::StackedBar bar;
  std::int64_t total = 0;
  std::string organisations_url;
  std::string reports_url;
  std::string updates_url;
  std::int64_t open_notes = 0;  // updates for which a note can still be written
};

struct SettingsPage {
  std::vector<html::TaskRow> rows;
};

}  // namespace muster::overview
