// What the mails of the door have in common: one job, one mail to the address on file of one person, in
// that person's language. Codes and links are made where the mail is written: they never stand in a queue.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "features/people/people.hpp"
#include "platform/html/mail_frame.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"

namespace muster::access {

struct Letter {
  std::string_view kind;  // of the mail
  std::string key;        // of the mail: one for one job
  Message why;            // why this person gets it
  std::function<mail::Content(db::Write&, const people::Person&, const html::MailFrame&)> write;
};
// Does nothing for somebody unknown, or without an address.
jobs::Outcome send_letter(jobs::Context& context, const jobs::Job& job, const Letter& letter);

}  // namespace muster::access
