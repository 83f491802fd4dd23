// What was found about whether others take our mail, and what of it became worse. Pure; who looks is app/'s matter. A check
// that could not be looked at is neither better nor worse than before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// One sentence of the doctor: its code and the names and records that stand in it.
struct MailSentence {
  std::string code;
  std::vector<std::pair<std::string, std::string>> values;
  bool operator==(const MailSentence&) const = default;
};

// With it begins a problem that says that no name server answers; what the system says of it follows.
inline constexpr std::string_view kNoNameServer = "no name server: ";

struct MailFinding {
  std::string check;  // "spf"; one check may find several things
  MailLevel level = MailLevel::unknown;
  std::vector<MailSentence> sentences;  // what is wrong and what to do; empty when it was kept by an older version
  std::string words;                    // the same in English, for a reader whose version does not know the codes
  std::string publish;  // a line of a zone or of muster.toml; may be empty
  MailLevel known_level = MailLevel::unknown;  // of the whole check, when it was last looked at
  std::optional<Instant> worse_since;
};

// Gives each finding of today what is known of its check from before, and since when that is to be mended although it was
// in order.
void mark_worse(const std::vector<MailFinding>& before, std::vector<MailFinding>& now, Instant at);

}  // namespace muster::overview
