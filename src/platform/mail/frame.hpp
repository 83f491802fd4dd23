// The frame of a mail from this installation: brand, home page and the human address to answer to.
#pragma once

#include "base/locale.hpp"
#include "base/message.hpp"
#include "platform/html/mail_frame.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::mail {

// `reason` says why this mail came to this person.
html::MailFrame make_frame(const jobs::Context& context, Locale locale, const Message& reason);

}  // namespace muster::mail
