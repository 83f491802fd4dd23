// Who is reminded when staff choose organisations by hand, and who is left out and why; pure. The same rules
// answer again when the reminders are sent, so that a preview never promises more than is done.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/locale.hpp"
#include "base/message.hpp"
#include "features/reports/reminder.hpp"

namespace muster::reports {

// One chosen organisation, as it stands.
struct Chosen {
  OrganisationId organisation;
  std::string name;
  std::optional<Remindable> remindable;  // empty: it does not report at the moment, or has no date
  std::vector<Locale> readers;           // languages of those who would be written to, one each
};

struct HandPlan {
  struct Reminded {
    OrganisationId organisation;
    std::string name;
    Date due_on;
    int readers = 0;
  };
  struct LeftOut {
    OrganisationId organisation;
    std::string name;
    Message reason;
  };
  struct Language {
    Locale locale = Locale::en;
    int readers = 0;
    std::string organisation;  // an example, the first in this language
    Date due_on;
  };
  std::vector<Reminded> reminded;
  std::vector<LeftOut> left_out;
  std::vector<Language> languages;  // in the order of the site's languages
};
// In the order given.
HandPlan plan_by_hand(std::span<const Chosen> chosen, Date today);

}  // namespace muster::reports
