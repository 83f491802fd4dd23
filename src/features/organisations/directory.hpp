// The public directory: which organisations match what a reader asked for, and how many each further
// filter would leave. Pure; the rows come in the order of their names, and that order stays: no order
// of merit, activity or lateness exists here (S109).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/organisations/organisations.hpp"

namespace muster::organisations {

struct DirectoryFilter {
  std::string words;                   // any script
  std::vector<std::string> regions;    // any of them
  std::string country;
  std::vector<std::string> languages;  // any of them
  std::vector<std::string> topics;     // any of them
  bool has_former = false;             // also those that left; for downloads
  int page = 1;

  bool is_narrowed() const { return !words.empty() || !regions.empty() || !country.empty() || !languages.empty() || !topics.empty(); }
};

// "region=AF&topic=access" without the page; empty when nothing is asked for.
std::string format_query(const DirectoryFilter& filter);

using Counts = std::map<std::string, std::int64_t, std::less<>>;

struct Directory {
  std::vector<Organisation> shown;
  // Each counted under all filters but its own kind.
  Counts regions, countries, languages, topics;
};

// `rows` match the words already.
Directory make_directory(const std::vector<Organisation>& rows, const DirectoryFilter& filter);

bool is_current(Status status);  // accredited, or not clear

}  // namespace muster::organisations
