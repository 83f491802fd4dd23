#include "features/reports/queue_remind.hpp"

#include <algorithm>

namespace muster::reports {
namespace {

void add_languages(const Chosen& one, std::vector<HandPlan::Language>& languages) {
  for (const Locale locale : one.readers) {
    auto found = std::ranges::find(languages, locale, &HandPlan::Language::locale);
    if (found == languages.end()) found = languages.insert(languages.end(), {locale, 0, one.name, one.remindable->turn.due_on});
    ++found->readers;
  }
}

}  // namespace

HandPlan plan_by_hand(std::span<const Chosen> chosen, Date today) {
  HandPlan plan;
  for (const Chosen& one : chosen) {
    if (!one.remindable) {
      plan.left_out.push_back({one.organisation, one.name, tr("It has no date, or does not report at the moment.")});
    } else if (const auto due = plan_extra(*one.remindable, today); !due) {
      plan.left_out.push_back({one.organisation, one.name, due.error().message});
    } else if (one.readers.empty()) {
      plan.left_out.push_back({one.organisation, one.name, tr("Nobody has an address that works.")});
    } else {
      plan.reminded.push_back({one.organisation, one.name, due->due_on, static_cast<int>(one.readers.size())});
      add_languages(one, plan.languages);
    }
  }
  std::ranges::sort(plan.languages, {}, &HandPlan::Language::locale);
  return plan;
}

}  // namespace muster::reports
