// From messages that came in, and from refusals while mail was sent, to what they say of an address. Reads nothing but
// machines' reports; what people write is left to other rooms.
#pragma once

#include "platform/jobs/jobs.hpp"
#include "platform/mail/intake.hpp"

namespace muster::bounces {

// For mail::make_take_in_job.
bool take(db::Write& write, jobs::Context& context, const mail::Incoming& incoming, const mail::Answer& answer);

// Recurring: mails that ended with a refusal (550 at RCPT) count as if it had come by mail.
jobs::Kind make_read_refused_job();

}  // namespace muster::bounces
