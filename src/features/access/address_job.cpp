#include "features/access/address_job.hpp"

#include "features/access/account_view.hpp"
#include "features/access/address_store.hpp"
#include "features/access/session.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

// The code is made here: it never stands in a queue of jobs.
jobs::Outcome send_address_code(jobs::Context& context, const jobs::Job& job) {
  const auto account = AccountId::parse(job.value("account"));
  const auto person_id = PersonId::parse(job.value("person"));
  if (!account || !person_id) return jobs::Outcome::done();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto address = Email::parse(find_waiting_address(write, context.clock, *account));
    if (!address) return;
    const people::Person person = people::get_person(write, *person_id);
    const AddressMailView view{put_address_check(write, context.clock, context.random, *account, *address),
                               context.public_url + "/" + std::string(locale_tag(person.page_locale())) + "/account"};
    const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because somebody added your address to an account."));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = std::string(kAddressMail),
                   .key = "confirm_address/" + job.id.format(),
                   .mail_class = mail::Class::sign_in,
                   .to = *address,
                   .locale = person.locale,
                   .content = views::address_mail(context.texts, person.locale, frame, view)});
  });
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_address_job() { return {.name = std::string(kSendAddressCode), .run = send_address_code}; }

}  // namespace muster::access
