// The guard before publication: findings lie inside the text, in order, apart, and a name that is known is
// found wherever it stands between blanks.
#include <string>

#include "base/text.hpp"
#include "features/reports/leak_guard.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

const reports::KnownTraces& traces() {
  static const reports::KnownTraces known = {.names = {"Amal Haddad", "王小明", "Иван Петров", "أمل حداد", "José Ñuñez"},
                                             .secrets = {"amal@example.org", "+41 22 555 01 23"},
                                             .own_words = {"Société Internet", "Haddad"},
                                             .own_contacts = {"contact@example.org"}};
  return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const reports::LeakGuard guard(traces());
  const std::string text(fuzz::Input(data, size).rest());
  if (!is_clean_utf8(text)) return 0;  // nothing else is ever stored
  std::size_t behind = 0;
  for (const auto& finding : guard.find(text)) {
    require(finding.first >= behind && finding.length > 0, "findings stand in order and apart");
    require(finding.first + finding.length <= text.size(), "and inside the text");
    require(text.compare(finding.first, finding.length, finding.span) == 0 && is_clean_utf8(finding.span), "and are whole characters");
    behind = finding.first + finding.length;
  }
  bool is_found = false;
  const std::string with_name = text + "\n\nAmal Haddad\n";
  for (const auto& finding : guard.find(with_name)) is_found = is_found || finding.first + finding.length >= text.size() + 2;
  require(is_found, "a known name is found behind anything");
  return 0;
}
