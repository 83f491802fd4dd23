// Who gets what mail on one of the next days, foretold by the rules that will send it: nobody starts a report
// meanwhile, and each day's reminders go out on their day. Reads alone: looking at it changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/reports/reminder_store.hpp"
#include "platform/mail/mail.hpp"

namespace muster::reports {

inline constexpr int kForecastDays = 14;
// Reminders of one day whose readers are looked up; the rest is a number.
inline constexpr std::size_t kForecastMost = 500;

struct ForecastReminder {
  DueReminder due;
  std::string organisation;        // its name
  std::vector<Recipient> readers;  // nobody: staff get a task instead
};
struct Forecast {
  std::vector<ForecastReminder> reminders;  // in the order in which they go out, kForecastMost at most
  std::int64_t more = 0;                    // beyond that
  struct Handed {
    OrganisationId organisation;
    std::string name;
  };
  std::vector<Handed> handed;         // no mail any more: staff get a task; kForecastMost at most
  std::vector<mail::MailRow> queued;  // written already, and due on the day or held
  bool is_held = false;
};

// `day` is today or later.
Forecast get_forecast(db::Read& read, const Programme& programme, Date today, Date day);
// The reminder of one organisation on that day; empty when it gets none.
std::optional<ForecastReminder> find_forecast(db::Read& read, const Programme& programme, OrganisationId organisation, Date today, Date day);

}  // namespace muster::reports
