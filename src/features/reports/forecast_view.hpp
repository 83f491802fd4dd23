// Who gets what mail on one of the next days, and one of those mails.
#pragma once

#include <string>
#include <vector>

#include "base/date.hpp"
#include "features/reports/queue_view.hpp"
#include "platform/html/components.hpp"

namespace muster::reports {

struct ForecastPage {
  std::string url, mail_url, reports_url;
  Date day;
  html::ChoiceField days;
  bool is_held = false;
  std::int64_t mails = 0;
  std::int64_t more = 0;  // organisations whose reminders are not shown
  struct Row {
    std::string name;
    std::string url;  // the mail as it will be sent; empty: there is none to show
    std::string readers, languages;
    Message reason;
  };
  struct Group {
    Message title, line;
    std::vector<Row> rows;
  };
  std::vector<Group> groups;
};

struct ForecastMailPage {
  std::string back_url;
  Date day;
  struct Mail {
    std::string name, address;
    RemindPage::Sample sample;
  };
  std::vector<Mail> mails;
};

}  // namespace muster::reports
