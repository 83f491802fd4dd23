// The door of the overview room: nothing below may call it. It reads other rooms' doors and shows what
// needs somebody; of its own it stores how mail was when it was last looked at, and it never orders organisations or
// regions by what they did or missed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "features/overview/mail_check.hpp"

namespace muster::overview {

// Looks whether others take our mail, which asks name servers and takes up to a minute; app/ connects it to the doctor.
struct MailLook {
  std::string problem;  // nothing could be looked at: "log" where mail does not leave, kNoNameServer and why, or other words
  std::vector<MailFinding> findings;
};
using LookAtMail = std::function<MailLook()>;

}  // namespace muster::overview
