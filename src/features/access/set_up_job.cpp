#include "features/access/set_up_job.hpp"

#include "features/access/access.hpp"
#include "features/access/sign_in_view.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

jobs::Outcome send_set_up(jobs::Context& context, const jobs::Job& job) {
  const auto person_id = PersonId::parse(job.value("person"));
  if (!person_id) return jobs::Outcome::done();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const people::Person person = people::get_person(write, *person_id);
    const Email* address = person.preferred_address();
    if (address == nullptr) return;
    const std::string url = make_set_up_link(write, context.clock, context.random, person.id, context.public_url);
    const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you help to run the programme."));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = "access.set_up",
                   .key = "set_up/" + job.id.format(),
                   .mail_class = mail::Class::sign_in,
                   .to = *address,
                   .to_name = person.name,
                   .person = person.id,
                   .locale = person.locale,
                   .content = views::set_up_mail(context.texts, person.locale, frame, SetUpMailView{url})});
  });
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_set_up_job() { return {.name = std::string(kSendSetUp), .run = send_set_up}; }

}  // namespace muster::access
