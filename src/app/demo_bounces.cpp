// Mail of the demo that came back: one representative whose mailbox is gone, one whose mailbox is full, an address for passing
// on that does not work, a holiday notice, and a forged report. Each goes the whole way in, as from a mail server; the mails
// that they answer are written to the log, as every mail of a demo. Beside them somebody who wants no updates.
#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "app/demo_seed.hpp"
#include "base/clock.hpp"
#include "features/bounces/take_job.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/leaving_store.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/log/log.hpp"
#include "platform/mail/answer.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/return_path.hpp"

namespace muster::app {
namespace {

struct Report {
  std::string_view status, action, words;
};
constexpr Report kNoMailbox{"5.1.1", "failed", "550 5.1.1 User unknown"};
constexpr Report kFull{"4.2.2", "failed", "452 4.2.2 Mailbox full"};

class Returns {
 public:
  explicit Returns(const DemoParts& parts) : parts_(parts) {}

  // A mail to the address that was written to the log so many hours ago.
  MailId send(const std::string& key, const Email& to, PersonId person, OrganisationId of, int hours_ago) {
    const FixedClock clock(ago(hours_ago));
    const MailId id = parts_.database.write([&](db::Write& write) {
      return mail::enqueue(write, clock, parts_.random, {.kind = "demo.mail", .key = "demo/" + key, .to = to, .to_name = {}, .person = person, .organisation = of, .content = {"A mail of the demo", "This is an invented mail.\n", "<p>This is an invented mail.</p>\n"}});
    });
    const auto office = Email::parse("office@example.org").value();
    mail::Sender(context(clock), {.smarthost = "log", .user = {}, .password = {}, .ca_file = {}, .helo = "localhost", .from = office, .from_name = "Demo", .reply_to = office, .return_domain = {}, .return_key = {}}).run_due();
    return id;
  }

  // What a mail server says of the mail, to its return path.
  void bounce(MailId id, const Email& failed, const Report& report, int hours_ago) {
    const std::string path = path_of(id);
    take(path, "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: " + path +
                   "\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: multipart/report; report-type=delivery-status; boundary=\"demo\"\r\n\r\n--demo\r\nContent-Type: text/plain\r\n\r\nThis is an invented report.\r\n\r\n"
                   "--demo\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; " +
                   failed.text() + "\r\nAction: " + std::string(report.action) + "\r\nStatus: " + std::string(report.status) + "\r\nDiagnostic-Code: smtp; " + std::string(report.words) + "\r\n\r\n--demo--\r\n",
         hours_ago);
  }

  void notice(MailId id, const Email& from, int hours_ago) {
    const std::string path = path_of(id);
    take(path, "Return-Path: <>\r\nFrom: " + from.text() + "\r\nTo: " + path + "\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away until Monday.\r\n", hours_ago);
  }

  // Answers no mail of ours, whatever it says.
  void forge(const Email& failed, int hours_ago) {
    take("office@example.org", "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: office@example.org\r\nSubject: Delivery failure\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=\"demo\"\r\n\r\n--demo\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; " +
             failed.text() + "\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--demo--\r\n",
         hours_ago);
  }

  // For passing on; its owner said yes long ago.
  Email give_address(const DemoMember& of) {
    const Email address = Email::parse("list-" + of.key + "@example.org").value();
    const FixedClock clock(ago(70 * 24));
    const Actor actor = Actor::system();
    const By by{clock, parts_.random, actor};
    parts_.database.write([&](db::Write& write) {
      organisations::apply_edit(write, by, parts_.programme, of.id, {.redistribution_address = address.text()}).value();
      updates::answer_address(write, by, updates::ask_address(write, by, of.id, address.key()), true);
    });
    return address;
  }

  void leave(const DemoMember& of, int hours_ago) {
    const FixedClock clock(ago(hours_ago));
    const Actor actor = Actor::system();
    parts_.database.write([&](db::Write& write) { updates::leave(write, By{clock, parts_.random, actor}, of.people.back(), of.id, updates::LeftBy::one_click); });
  }

  Email address_of(PersonId person) {
    return parts_.database.read([&](db::Read& read) { return *people::get_person(read, person).preferred_address(); });
  }

 private:
  Instant ago(int hours) const { return parts_.clock.now() - std::chrono::hours(hours); }
  jobs::Context context(const Clock& clock) { return {parts_.database, clock, parts_.random, texts_, *log_, parts_.programme, parts_.public_url}; }
  std::string path_of(MailId id) const { return mail::make_return_path(key_, {mail::ReturnPath::Kind::bounce, id}, "example.org"); }

  // In through the intake. The key is of this moment alone: a demo receives nothing later.
  void take(const std::string& arrived_for, const std::string& bytes, int hours_ago) {
    const FixedClock clock(ago(hours_ago));
    jobs::Context job_context = context(clock);
    parts_.database.write([&](db::Write& write) {
      const auto incoming = mail::find_incoming(write, mail::keep_incoming(write, clock, bytes, arrived_for));
      if (!bounces::take(write, job_context, *incoming, mail::read_answer(bytes, arrived_for, key_))) throw std::logic_error("demo: a bounce is none");
    });
  }

  const DemoParts& parts_;
  i18n::Texts texts_;
  std::unique_ptr<log::Log> log_ = log::make_stderr_log(log::Level::error);
  Secret key_{"return paths of the demo"};
};

const DemoMember* find(const std::vector<DemoMember>& organisations, std::string_view key) {
  const auto found = std::ranges::find(organisations, key, &DemoMember::key);
  return found == organisations.end() || found->people.empty() ? nullptr : &*found;
}

}  // namespace

void seed_bounces(const DemoParts& parts, const std::vector<DemoMember>& organisations) {
  Returns returns(parts);
  if (const auto* of = find(organisations, "hi1")) {  // the mailbox is gone; a colleague is told
    const Email gone = returns.address_of(of->people.back());
    returns.bounce(returns.send("gone", gone, of->people.back(), of->id, 52), gone, kNoMailbox, 51);
  }
  if (const auto* of = find(organisations, "pt1")) {  // an address for passing on, and a full mailbox
    const Email list = returns.give_address(*of);
    returns.bounce(returns.send("list", list, {}, of->id, 31), list, kNoMailbox, 30);
    const Email full = returns.address_of(of->people.front());
    returns.bounce(returns.send("full", full, of->people.front(), of->id, 29), full, kFull, 28);
  }
  if (const auto* of = find(organisations, "en4")) {
    const Email away = returns.address_of(of->people.front());
    returns.notice(returns.send("away", away, of->people.front(), of->id, 20), away, 20);
    returns.forge(away, 9);
    returns.leave(*of, 8);
  }
}

}  // namespace muster::app
