#include "features/organisations/directory.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::organisations {
namespace {

bool is_any(const std::vector<std::string>& wanted, const std::vector<std::string>& present) {
  if (wanted.empty()) return true;
  return std::ranges::any_of(present, [&](const std::string& value) { return std::ranges::find(wanted, value) != wanted.end(); });
}

struct Matches {
  bool region, country, language, topic;
};

Matches match(const Organisation& of, const DirectoryFilter& filter) {
  return {.region = is_any(filter.regions, {of.region}),
          .country = filter.country.empty() || filter.country == of.country,
          .language = is_any(filter.languages, of.languages),
          .topic = is_any(filter.topics, of.topics)};
}

void count(Counts& counts, const std::string& value) {
  if (!value.empty()) ++counts[value];
}

}  // namespace

bool is_current(Status status) { return status == Status::accredited || status == Status::unclear; }

std::string format_query(const DirectoryFilter& filter) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) parts.push_back(std::string(name) + "=" + percent_encode(value));
  };
  add("q", filter.words);
  for (const auto& region : filter.regions) add("region", region);
  add("country", filter.country);
  for (const auto& language : filter.languages) add("lang", language);
  for (const auto& topic : filter.topics) add("topic", topic);
  return join(parts, "&");
}

Directory make_directory(const std::vector<Organisation>& rows, const DirectoryFilter& filter) {
  Directory directory;
  for (const Organisation& of : rows) {
    if (!filter.has_former && !is_current(of.status)) continue;
    const Matches is = match(of, filter);
    if (is.country && is.language && is.topic) count(directory.regions, of.region);
    if (is.region && is.language && is.topic) count(directory.countries, of.country);
    if (is.region && is.country && is.topic) {
      for (const auto& language : of.languages) count(directory.languages, language);
    }
    if (is.region && is.country && is.language) {
      for (const auto& topic : of.topics) count(directory.topics, topic);
    }
    if (is.region && is.country && is.language && is.topic) directory.shown.push_back(of);
  }
  return directory;
}

}  // namespace muster::organisations
