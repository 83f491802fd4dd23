// What the programme's own public pages show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::overview {

struct LatestReportLine {
  std::string organisation;
  std::string url;
  int colour = 1;
  Message region;
  Instant published_at;
};

struct LatestUpdateLine {
  std::string subject, url, tag, direction;
  Instant sent_at;
};

struct HomePage {
  html::Hero hero;
  std::string search_url;
  html::DotMap map;
  std::int64_t organisations = 0;
  std::int64_t countries = 0;
  std::vector<LatestReportLine> reports;
  std::string reports_url;
  std::string directory_url;
  std::string rules_url;
  std::optional<LatestUpdateLine> update;
  std::string updates_url;
};

struct RuleLine {
  std::string source;
  std::string text;
};
struct RuleGroup {
  Message title;
  Message lead;
  std::vector<RuleLine> rules;
};
struct RulesPage {
  html::Hero hero;
  std::vector<RuleGroup> groups;
};

struct TextPage {
  html::Hero hero;
  std::string brand;
  std::string staff_email;
  std::string directory_url;
  std::string rules_url;
  std::string privacy_url;
  std::string sign_in_url;
};

}  // namespace muster::overview
