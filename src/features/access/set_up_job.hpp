// The mail with a link to set a password and connect a phone: for a first seat, an expired link, a lost phone.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kSendSetUp = "access.send_set_up";

// The link itself is made by the job: a token never stands in a queue.
inline void enqueue_set_up_mail(db::Write& write, const Clock& clock, PersonId person) {
  jobs::enqueue(write, clock, {.kind = std::string(kSendSetUp), .key = person.format(), .values = {{"person", person.format()}}});
}
jobs::Kind make_set_up_job();

}  // namespace muster::access
