#include "features/access/letter_job.hpp"

#include "platform/mail/frame.hpp"

namespace muster::access {

jobs::Outcome send_letter(jobs::Context& context, const jobs::Job& job, const Letter& letter) {
  const auto person_id = PersonId::parse(job.value("person"));
  if (!person_id) return jobs::Outcome::done();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const people::Person person = people::get_person(write, *person_id);
    const Email* address = person.preferred_address();
    if (address == nullptr) return;
    mail::enqueue(write, context.clock, context.random,
                  {.kind = std::string(letter.kind),
                   .key = letter.key,
                   .mail_class = mail::Class::sign_in,
                   .to = *address,
                   .to_name = person.name,
                   .person = person.id,
                   .locale = person.locale,
                   .content = letter.write(write, person, mail::make_frame(context, person.locale, letter.why))});
  });
  return jobs::Outcome::done();
}

}  // namespace muster::access
