#include "features/overview/test_mail_job.hpp"

#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

constexpr std::string_view kKind = "overview.test_mail";

jobs::Outcome send_test_mail(jobs::Context& context, const jobs::Job& job) {
  const auto person_id = PersonId::parse(job.value("person"));
  if (!person_id) return jobs::Outcome::failed("no person is named");
  const Locale locale = parse_locale(job.value("locale")).value_or(Locale::en);
  bool has_address = false;
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const people::Person person = people::get_person(write, *person_id);
    const Email* address = person.preferred_address();
    has_address = address != nullptr;
    if (!has_address) return;
    const auto frame = mail::make_frame(context, locale, tr("You get this mail because you asked for a test mail."));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = std::string(kKind),
                   .key = "test_mail/" + job.id.format(),
                   .to = *address,
                   .to_name = person.name,
                   .person = person.id,
                   .locale = locale,
                   .content = views::test_mail(context.texts, locale, frame, context.clock.now())});
  });
  return has_address ? jobs::Outcome::done() : jobs::Outcome::failed("the person has no e-mail address");
}

}  // namespace

void enqueue_test_mail(db::Write& write, const Clock& clock, PersonId person, Locale locale) {
  jobs::enqueue(write, clock, {.kind = std::string(kKind), .key = person.format(), .values = {{"person", person.format()}, {"locale", std::string(locale_tag(locale))}}});
}

jobs::Kind make_test_mail_job() { return {.name = std::string(kKind), .run = send_test_mail}; }

}  // namespace muster::overview
