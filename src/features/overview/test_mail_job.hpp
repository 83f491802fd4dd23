// A mail that staff send to themselves, to see that mail works.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::overview {

// Pressed twice while the first waits, it is one mail. Nothing is sent to a person without an address.
void enqueue_test_mail(db::Write& write, const Clock& clock, PersonId person, Locale locale);
jobs::Kind make_test_mail_job();

}  // namespace muster::overview
