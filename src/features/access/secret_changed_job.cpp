#include "features/access/secret_changed_job.hpp"

#include "features/access/letter_job.hpp"
#include "features/access/secret_view.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

constexpr std::string_view kPassword = "password";

jobs::Outcome tell_secret_changed(jobs::Context& context, const jobs::Job& job) {
  const auto write_mail = [&](db::Write&, const people::Person& person, const html::MailFrame& frame) {
    return views::secret_changed_mail(context.texts, person.locale, frame, SecretChangedMail{job.value("what") == kPassword});
  };
  return send_letter(context, job, {"access.secret_changed", "secret_changed/" + job.id.format(), tr("You get this mail because you help to run the programme."), write_mail});
}

}  // namespace

void enqueue_secret_changed(db::Write& write, const Clock& clock, PersonId person, ChangedSecret what) {
  const std::string words(what == ChangedSecret::password ? kPassword : "recovery_codes");
  jobs::enqueue(write, clock, {.kind = std::string(kTellSecretChanged), .values = {{"person", person.format()}, {"what", words}}});
}

jobs::Kind make_secret_changed_job() { return {.name = std::string(kTellSecretChanged), .run = tell_secret_changed}; }

}  // namespace muster::access
