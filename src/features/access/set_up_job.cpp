#include "features/access/set_up_job.hpp"

#include "features/access/access.hpp"
#include "features/access/letter_job.hpp"
#include "features/access/session.hpp"
#include "features/access/sign_in_view.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

jobs::Outcome send_set_up(jobs::Context& context, const jobs::Job& job) {
  const auto write_mail = [&](db::Write& write, const people::Person& person, const html::MailFrame& frame) {
    const std::string url = make_set_up_link(write, context.clock, context.random, person.id, context.public_url);
    return views::set_up_mail(context.texts, person.locale, frame, SetUpMailView{url});
  };
  return send_letter(context, job, {kSetUpMail, "set_up/" + job.id.format(), tr("You get this mail because you help to run the programme."), write_mail});
}

}  // namespace

jobs::Kind make_set_up_job() { return {.name = std::string(kSendSetUp), .run = send_set_up}; }

}  // namespace muster::access
