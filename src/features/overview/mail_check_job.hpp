// Looks once a day, and when staff press the button, whether others take our mail, and keeps what was found. The only place
// of this room where name servers are asked: no page does.
#pragma once

#include <string_view>

#include "features/overview/overview.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::overview {

inline constexpr std::string_view kLookAtMail = "overview.look_at_mail";

// Without `look` it does nothing.
jobs::Kind make_mail_check_job(LookAtMail look);
void enqueue_mail_check(db::Write& write, const Clock& clock);

}  // namespace muster::overview
