#include "features/overview/mail_check.hpp"

#include <algorithm>
#include <map>

namespace muster::overview {
namespace {

struct Known {
  MailLevel level = MailLevel::unknown;
  std::optional<Instant> worse_since;
};

std::map<std::string, Known> collect_known(const std::vector<MailFinding>& findings) {
  std::map<std::string, Known> known;
  for (const MailFinding& each : findings) known[each.check] = {each.known_level, each.worse_since};
  return known;
}

// The worst that a check found; what could not be looked at says nothing beside what could.
std::map<std::string, MailLevel> collect_levels(const std::vector<MailFinding>& findings) {
  std::map<std::string, MailLevel> levels;
  for (const MailFinding& each : findings) {
    const auto [at, is_new] = levels.emplace(each.check, each.level);
    if (!is_new) at->second = std::max(at->second, each.level);
  }
  return levels;
}

}  // namespace

MailLevel parse_mail_level(std::string_view name) {
  for (const auto level : {MailLevel::fine, MailLevel::advice, MailLevel::fix}) {
    if (name == mail_level_name(level)) return level;
  }
  return MailLevel::unknown;
}

void mark_worse(const std::vector<MailFinding>& before, std::vector<MailFinding>& now, Instant at) {
  const auto known = collect_known(before);
  const auto levels = collect_levels(now);
  for (MailFinding& each : now) {
    const auto found = known.find(each.check);
    const Known was = found == known.end() ? Known{} : found->second;
    const MailLevel level = levels.at(each.check);
    each.known_level = level == MailLevel::unknown ? was.level : level;
    each.worse_since = was.worse_since;
    if (each.known_level != MailLevel::fix) each.worse_since.reset();
    const bool was_in_order = was.level == MailLevel::fine || was.level == MailLevel::advice;
    if (level == MailLevel::fix && was_in_order) each.worse_since = at;
  }
}

}  // namespace muster::overview
