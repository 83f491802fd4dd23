// What a reminder says, and the pages on which staff see who gets one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/message.hpp"
#include "platform/html/components.hpp"

namespace muster::reports {

struct ReminderMail {
  std::string organisation;
  Date due_on;
  bool is_past = false;
  bool is_last = false;          // a person writes or calls after it
  std::string others;            // who else got it, as a list; empty: nobody
  std::string url;               // the report
  std::string more_time_url;
  std::string leave_url;         // "I am no longer the representative"
  std::string wrong_person_url;
};

}  // namespace muster::reports
