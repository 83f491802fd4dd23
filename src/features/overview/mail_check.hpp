// What was found about whether others take our mail, and what of it became worse. Pure; who looks is app/'s matter. A check
// that could not be looked at is neither better nor worse than before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace muster::overview {

enum class MailLevel { fine, advice, unknown, fix };  // the worse the later

constexpr std::string_view mail_level_name(MailLevel level) {
  switch (level) {
    case MailLevel::fine: return "fine";
    case MailLevel::advice: return "advice";
    case MailLevel::unknown: return "unknown";
    case MailLevel::fix: break;
  }
  return "fix";
}
MailLevel parse_mail_level(std::string_view name);  // anything else is unknown

struct MailFinding {
  std::string check;  // "spf"; one check may find several things
  MailLevel level = MailLevel::unknown;
  std::string words;    // for whoever runs the server, in English
  std::string publish;  // a line of a zone or of muster.toml; may be empty
  MailLevel known_level = MailLevel::unknown;  // of the whole check, when it was last looked at
  std::optional<Instant> worse_since;
};

// Gives each finding of today what is known of its check from before, and since when that is to be mended although it was
// in order.
void mark_worse(const std::vector<MailFinding>& before, std::vector<MailFinding>& now, Instant at);

}  // namespace muster::overview
