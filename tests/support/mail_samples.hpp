// A mail and settings to begin a test with, and short words for the queue.
#pragma once

#include <string>

#include "platform/mail/mail.hpp"
#include "tests/support/jobs_world.hpp"

namespace muster::test {

inline mail::Settings make_settings(const std::string& smarthost) {
  return mail::Settings{.smarthost = smarthost,
                        .helo = "muster.example.org",
                        .from = *Email::parse("programme@example.org"),
                        .from_name = "ICANN At-Large",
                        .reply_to = *Email::parse("staff@example.org")};
}

inline mail::NewMail make_mail(const std::string& key) {
  return mail::NewMail{.kind = "reports.reminder",
                       .key = key,
                       .to = *Email::parse("rep@example.org"),
                       .to_name = "Amal Haddad",
                       .person = PersonId(7),
                       .organisation = OrganisationId(142),
                       .content = {"Your report: due 31 January", "Hello\n", "<p>Hello</p>\n"}};
}

inline MailId add_mail(JobsWorld& world, const mail::NewMail& mail) {
  return world.db.write([&](db::Write& write) { return mail::enqueue(write, world.clock, world.random, mail); });
}

inline mail::MailRow get_mail(JobsWorld& world, MailId id) {
  return world.db.read([&](db::Read& read) { return mail::find_mail(read, id); }).value();
}

inline std::int64_t count_mails_in(JobsWorld& world, std::string_view state) {
  return world.db.read([&](db::Read& read) { return mail::count_mails(read, state); });
}

}  // namespace muster::test
