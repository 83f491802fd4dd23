// What the pages of published reports show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/html.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::reports {

struct PublishedRow {
  std::string url;
  std::string name;
  std::string region;
  int colour = 1;
  Instant published_at;
};
struct PublishedListPage {
  std::string url;
  html::ChoiceField year;
  html::ChoiceField region;
  std::vector<PublishedRow> rows;
  std::string next_url;
  std::string feed_url, csv_url, json_url;
};
struct PublishedPage {
  html::Hero hero;
  std::string language_note;  // name of the language when it is not the page's
  std::vector<html::SummaryRow> rows;
  std::optional<Instant> corrected_at;
  std::string organisation_url;
};

}  // namespace muster::reports
