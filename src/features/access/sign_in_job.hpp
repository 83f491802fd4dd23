// The mail that lets somebody in: written by a job, so that the answer on the page takes the same time
// whether an address is known or not.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kSendSignIn = "access.send_sign_in";

// The null person is somebody unknown: the job then does nothing.
void enqueue_sign_in_mail(db::Write& write, const Clock& clock, PersonId person, const std::string& browser_hash, const std::string& return_to);
jobs::Kind make_sign_in_job();

}  // namespace muster::access
