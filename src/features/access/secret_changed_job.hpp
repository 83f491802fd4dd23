// The mail that says that somebody changed a password or made new recovery codes: the owner reads it even
// when a stranger did it.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kTellSecretChanged = "access.tell_secret_changed";

enum class ChangedSecret { password, recovery_codes };
void enqueue_secret_changed(db::Write& write, const Clock& clock, PersonId person, ChangedSecret what);
jobs::Kind make_secret_changed_job();

}  // namespace muster::access
