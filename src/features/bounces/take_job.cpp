#include "features/bounces/take_job.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/bounces/bounce_jobs.hpp"
#include "features/bounces/bounce_store.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/refusal.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

constexpr std::size_t kWordsMax = 500;      // characters
constexpr std::size_t kAddressMax = 320;
constexpr int kRefusedAtOnce = 100;
constexpr std::chrono::days kRefusedWithin{7};  // a server that was down catches up

std::optional<Kind> find_kind(mail::AnswerKind kind) {
  switch (kind) {
    case mail::AnswerKind::hard: return Kind::hard;
    case mail::AnswerKind::soft: return Kind::soft;
    case mail::AnswerKind::delayed: return Kind::delayed;
    case mail::AnswerKind::complaint: return Kind::complaint;
    case mail::AnswerKind::auto_reply: return Kind::auto_reply;
    case mail::AnswerKind::person: break;
  }
  return std::nullopt;
}

std::string clip(std::string_view text, std::size_t most) { return is_clean_utf8(text) ? std::string(take_code_points(text, most)) : std::string(); }

void set_told(Event& event, const mail::FailedRecipient& told) {
  event.kind = find_kind(told.kind).value_or(event.kind);
  event.is_unknown = told.is_unknown;
  event.status = clip(told.status, kWordsMax);
  event.words = clip(told.diagnostic, kWordsMax);
}

// What the mail itself tells: to whom it went, about which organisation.
void set_mail(Event& event, const mail::MailRow& mail, const Email& to) {
  event.mail = mail.id;
  event.person = mail.person;
  event.organisation = mail.organisation;
  event.address = mail.to;
  event.address_key = to.key();
}

// The mail that is proved decides whose address it is; the message alone says nothing about anybody.
void set_proved(db::Read& read, const mail::Answer& answer, Event& event) {
  const auto mail = mail::find_mail(read, answer.path->mail);
  const auto to = mail ? std::optional(Email::parse(mail->to)) : std::nullopt;
  if (!mail || !*to) {  // it was forgotten, or let go
    event.mail = mail ? mail->id : MailId{};
    event.verdict = Verdict::noted;
    return;
  }
  set_mail(event, *mail, **to);
  const mail::FailedRecipient* told = mail::find_failed(answer.judgement, **to);
  if (told != nullptr) set_told(event, *told);
  const bool is_failure = event.kind == Kind::hard || event.kind == Kind::soft || event.kind == Kind::complaint;
  // Operators of mailboxes take the address out of complaints; the copy in it proves the mail.
  const bool is_about_it = told != nullptr || (event.kind == Kind::complaint && answer.judgement.recipients.empty());
  event.verdict = !is_failure || !answer.counts_against_address() ? Verdict::noted : is_about_it ? Verdict::counted : Verdict::elsewhere;
  if (told == nullptr && !answer.judgement.recipients.empty()) {
    event.words = clip(answer.judgement.recipients.front().diagnostic, kWordsMax);
    event.status = clip(answer.judgement.recipients.front().status, kWordsMax);
  }
}

// Holiday notices and receipts that came to an address for bounces; those that answer a mail are for another room.
bool is_for_us(const mail::Answer& answer, Kind kind) {
  if (kind != Kind::auto_reply) return true;
  return answer.path && answer.path->kind == mail::ReturnPath::Kind::bounce;
}

void judge(db::Write& write, jobs::Context& context, Event& event) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  const auto id = insert_event(write, event);
  if (!id) return;
  event.id = *id;
  judge_address(write, by, event);
}

// A mail that the smarthost refused, as an event; nothing where that says nothing about the address.
Event make_refused(const mail::MailRow& mail, const Email& to) {
  Event event{.happened_at = mail.finished_at.value_or(mail.created_at), .kind = Kind::soft, .verdict = Verdict::noted, .words = clip(mail.reason, kWordsMax), .evidence = "smtp"};
  set_mail(event, mail, to);
  if (const auto refusal = mail::read_refusal(mail.reason)) {
    event.kind = refusal->kind == mail::AnswerKind::hard ? Kind::hard : Kind::soft;
    event.is_unknown = refusal->is_unknown;
    event.status = refusal->status;
    event.verdict = refusal->is_about_address ? Verdict::counted : Verdict::noted;
  }
  return event;
}

jobs::Outcome read_refused(jobs::Context& context, const jobs::Job& job) {
  const Instant from = context.clock.now() - Duration(kRefusedWithin);
  const auto refused = context.db.read([&](db::Read& read) {
    return read.list(sql::list_refused, {{"from", from}, {"limit", kRefusedAtOnce}}, [](const db::Row& row) { return row.id<MailId>("id"); });
  });
  for (const MailId id : refused) {
    context.db.write([&](db::Write& write) {
      jobs::check_fence(write, job);
      const auto mail = mail::find_mail(write, id);
      if (!mail || mail->state != "failed" || !mail->finished_at) return;
      const auto to = Email::parse(mail->to);
      // Without an address there is nothing to say; the row keeps it from being looked at again.
      Event event = to ? make_refused(*mail, *to) : Event{.happened_at = *mail->finished_at, .mail = id, .kind = Kind::soft, .verdict = Verdict::noted, .evidence = "smtp"};
      judge(write, context, event);
    });
  }
  return std::ssize(refused) == kRefusedAtOnce ? jobs::Outcome::again("more is to be read", context.clock.now()) : jobs::Outcome::done();
}

}  // namespace

bool take(db::Write& write, jobs::Context& context, const mail::Incoming& incoming, const mail::Answer& answer) {
  const auto kind = find_kind(answer.judgement.kind);
  if (!kind || !is_for_us(answer, *kind)) return false;
  Event event{.happened_at = incoming.arrived_at, .incoming = incoming.id, .kind = *kind, .verdict = Verdict::unproved, .evidence = clip(answer.judgement.evidence, kWordsMax)};
  if (answer.path) {
    set_proved(write, answer, event);
  } else if (!answer.judgement.recipients.empty()) {
    set_told(event, answer.judgement.recipients.front());
    event.address = clip(answer.judgement.recipients.front().address, kAddressMax);
  }
  judge(write, context, event);
  return true;
}

jobs::Kind make_read_refused_job() {
  jobs::Kind kind;
  kind.name = std::string(kReadRefused);
  kind.retry = {.attempts = 1000, .first = std::chrono::seconds(1), .most = std::chrono::seconds(60)};
  kind.deadline = std::chrono::seconds(300);
  kind.run = read_refused;
  return kind;
}

}  // namespace muster::bounces
