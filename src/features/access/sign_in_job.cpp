#include "features/access/sign_in_job.hpp"

#include "features/access/session_store.hpp"
#include "features/access/sign_in_view.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

jobs::Outcome send_sign_in(jobs::Context& context, const jobs::Job& job) {
  const auto person_id = PersonId::parse(job.value("person"));
  if (!person_id) return jobs::Outcome::done();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const people::Person person = people::get_person(write, *person_id);
    const Email* address = person.preferred_address();
    if (address == nullptr) return;
    const AccountId account = ensure_account(write, context.clock, person.id);
    const SignInMail sign_in = insert_sign_in(write, context.clock, context.random, account, job.value("browser"), job.value("return_to"));
    const SignInMailView view{sign_in.code, context.public_url + "/go/" + sign_in.token};
    const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because somebody asked to sign in with your address."));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = "access.sign_in",
                   .key = "sign_in/" + job.id.format(),
                   .mail_class = mail::Class::sign_in,
                   .to = *address,
                   .to_name = person.name,
                   .person = person.id,
                   .locale = person.locale,
                   .content = views::sign_in_mail(context.texts, person.locale, frame, view)});
  });
  return jobs::Outcome::done();
}

}  // namespace

void enqueue_sign_in_mail(db::Write& write, const Clock& clock, PersonId person, const std::string& browser_hash, const std::string& return_to) {
  jobs::enqueue(write, clock,
                {.kind = std::string(kSendSignIn), .values = {{"person", person.format()}, {"browser", browser_hash}, {"return_to", return_to}}});
}

jobs::Kind make_sign_in_job() { return {.name = std::string(kSendSignIn), .run = send_sign_in}; }

}  // namespace muster::access
