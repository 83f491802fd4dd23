#include "features/access/sign_in_job.hpp"

#include "features/access/letter_job.hpp"
#include "features/access/session_store.hpp"
#include "features/access/sign_in_view.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

jobs::Outcome send_sign_in(jobs::Context& context, const jobs::Job& job) {
  const std::string key = "sign_in/" + job.id.format();
  const auto write_mail = [&](db::Write& write, const people::Person& person, const html::MailFrame& frame) {
    const AccountId account = ensure_account(write, context.clock, person.id);
    const SignInMail made = insert_sign_in(write, context.clock, context.random, account, job.value("browser"), job.value("return_to"), key);
    return views::sign_in_mail(context.texts, person.locale, frame, SignInMailView{made.code, context.public_url + "/go/" + made.token});
  };
  return send_letter(context, job, {kSignInMail, key, tr("You get this mail because somebody asked to sign in with your address."), write_mail});
}

}  // namespace

void enqueue_sign_in_mail(db::Write& write, const Clock& clock, PersonId person, const std::string& browser_hash, const std::string& return_to) {
  jobs::enqueue(write, clock,
                {.kind = std::string(kSendSignIn), .values = {{"person", person.format()}, {"browser", browser_hash}, {"return_to", return_to}}});
}

jobs::Kind make_sign_in_job() { return {.name = std::string(kSendSignIn), .run = send_sign_in}; }

}  // namespace muster::access
