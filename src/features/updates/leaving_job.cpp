#include "features/updates/leaving_job.hpp"

#include <charconv>

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/mail_view.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

void tell_one(db::Write& write, jobs::Context& context, const Leaving& leaving, const std::string& name, const organisations::Organisation& of, PersonId recipient) {
  const auto person = people::find_person(write, recipient);
  const Email* address = person ? person->preferred_address() : nullptr;
  if (address == nullptr || person->is_erased) return;
  const LeftMail view{.person = name, .organisation = organisations::display_name(of), .url = access::make_invitation(write, context.clock, context.random, recipient, "/me/updates", context.programme.invitation_days, context.public_url)};
  const auto frame = mail::make_frame(context, person->locale, tr("You get this mail because you represent this organisation."));
  mail::enqueue(write, context.clock, context.random,
                {.kind = std::string(kTellLeft), .key = "updates.left/" + leaving.person.format() + "/" + of.id.format() + "/" + recipient.format() + "/" + context.clock.today().format_iso(), .to = *address, .to_name = person->name, .person = recipient, .organisation = of.id, .locale = person->locale, .content = views::left_mail(context.texts, person->locale, frame, view)});
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const std::string text = job.value("leaving");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  const Date today = context.clock.today();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto leaving = find_open_leaving(write, id);
    const auto person = leaving ? people::find_person(write, leaving->person) : std::nullopt;
    if (!person || person->is_erased) return;
    for (const auto& seat : access::list_seats_of_person(write, person->id, today)) {
      if (seat.role != Role::representative) continue;
      const auto of = organisations::find_organisation(write, seat.organisation);
      if (!of) continue;
      for (const auto& other : access::list_seats_of_organisation(write, of->id, today)) {
        if (other.role == Role::representative && other.person != person->id) tell_one(write, context, *leaving, person->name, *of, other.person);
      }
    }
  });
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_leaving_job() { return {.name = std::string(kTellLeft), .run = run}; }

}  // namespace muster::updates
