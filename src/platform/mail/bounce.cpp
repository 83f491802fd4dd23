#include "platform/mail/bounce.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/mail/bounce_reason.hpp"
#include "platform/mail/bounce_text.hpp"
#include "platform/mail/delivery_report.hpp"

namespace muster::mail {

namespace {

// What automatons begin their subjects with. People write such words as well: never enough alone.
constexpr auto kAutomaticSubjects = std::to_array<std::string_view>({
    "automatic reply",
    "auto reply",
    "autoreply",
    "auto-reply",
    "auto:",
    "automatic response",
    "out of office",
    "out of the office",
    "réponse automatique",
    "absence du bureau",
    "message d'absence",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "automatische antwort",
    "abwesenheitsnotiz",
    "abwesend:",
    "автоответ",
    "Автоответ",
    "автоматический ответ",
    "Автоматический ответ",
    "нет на месте",
    "自动回复",
    "自動回覆",
    "自动答复",
    "自動返信",
    "رد تلقائي",
    "خارج المكتب",
    "resposta automática",
    "risposta automatica",
    "automatisch antwoord",
    "autosvar",
    "odpowiedź automatyczna",
});

// How much an answer says against an address; the report as a whole is what its worst recipient is.
int weight(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::hard:
      return 3;
    case AnswerKind::soft:
      return 2;
    case AnswerKind::delayed:
      return 1;
    case AnswerKind::complaint:
    case AnswerKind::auto_reply:
    case AnswerKind::person:
      return 0;
  }
  return 0;
}

Judgement make_bounce(std::vector<FailedRecipient> recipients, std::string evidence) {
  Judgement judgement{.kind = AnswerKind::auto_reply, .evidence = std::move(evidence)};
  for (const FailedRecipient& each : recipients) {
    if (weight(each.kind) > weight(judgement.kind)) judgement.kind = each.kind;
  }
  judgement.recipients = std::move(recipients);
  return judgement;
}

bool has_report(const Inbound& mail, ReportPart::Kind kind) {
  return std::ranges::any_of(mail.reports, [kind](const ReportPart& each) { return each.kind == kind; });
}

std::optional<Judgement> judge_feedback(const Inbound& mail) {
  const auto feedback = mail.type == "multipart/report" && mail.report_type == "feedback-report" ? read_feedback(mail) : std::nullopt;
  if (!feedback) return std::nullopt;
  // RFC 5965 section 7.3, RFC 6430, RFC 6591: "not-spam" takes one back, "auth-failure" is about our signatures.
  const bool is_complaint = feedback->type == "abuse" || feedback->type == "fraud" || feedback->type == "virus" || feedback->type == "other" || feedback->type == "opt-out" ||
                            feedback->type == "opt-out-list";
  Judgement judgement{.kind = is_complaint ? AnswerKind::complaint : AnswerKind::auto_reply, .evidence = "rfc5965 " + feedback->type};
  for (const std::string& address : feedback->recipients) {
    judgement.recipients.push_back({.address = address, .final_address = address, .kind = judgement.kind});
  }
  return judgement;
}

// A gateway packed the whole report into a mail of its own, without a word or still called a report.
bool is_wrapped(const Inbound& mail) {
  const bool is_bare = trim(mail.text).empty() || mail.report_type == "delivery-status";
  return !mail.attached_message.empty() && mail.reports.empty() && is_bare && is_from_mail_system(mail);
}

bool is_automatic(const Inbound& mail) {
  const bool is_said = !mail.auto_submitted.empty() && mail.auto_submitted != "no" && !mail.auto_submitted.starts_with("no ") && !mail.auto_submitted.starts_with("no;");
  return is_said || mail.precedence == "auto_reply" || !mail.automatic_fields.empty();
}

std::optional<Judgement> judge_bounce(const Inbound& mail) {
  const bool is_report = mail.type == "multipart/report" && (mail.report_type.empty() || mail.report_type == "delivery-status");
  const bool is_system = is_from_mail_system(mail);
  if (!is_report && !is_system) return std::nullopt;
  const Notice notice = read_notice(mail.text);
  if (auto recipients = read_delivery_status(mail, notice.text); !recipients.empty()) return make_bounce(std::move(recipients), "rfc3464");
  TextBounce bounce = read_text_bounce(mail, notice);
  if (!bounce.phrase.empty()) return make_bounce(std::move(bounce.recipients), "text: " + bounce.phrase);
  if (mail.failed_recipients.empty() || !is_system) return std::nullopt;
  std::vector<FailedRecipient> recipients;
  for (const std::string& address : mail.failed_recipients) {
    const Reason reason = find_reason(notice.text, {});
    recipients.push_back({.address = address, .final_address = address, .kind = reason.kind, .is_unknown = reason.is_unknown});
  }
  return make_bounce(std::move(recipients), "x-failed-recipients");
}

Judgement judge_ordinary(const Inbound& mail) {
  if (is_automatic(mail)) return {.kind = AnswerKind::auto_reply, .evidence = "automatic by its own fields"};
  if (has_report(mail, ReportPart::Kind::disposition)) return {.kind = AnswerKind::auto_reply, .evidence = "rfc8098"};
  if (has_report(mail, ReportPart::Kind::delivery_status)) return {.kind = AnswerKind::auto_reply, .evidence = "a report without a sender that may write one"};
  const std::string subject = to_lower_ascii(trim(mail.subject));
  const bool sounds_automatic = std::ranges::any_of(kAutomaticSubjects, [&](std::string_view words) { return subject.starts_with(words); });
  const bool has_no_path = mail.return_path && mail.return_path->empty();
  const bool is_bulk = mail.precedence == "bulk" || mail.precedence == "junk";
  if (has_no_path) return {.kind = AnswerKind::auto_reply, .evidence = "null sender"};
  if (sounds_automatic && is_bulk) return {.kind = AnswerKind::auto_reply, .evidence = "subject and precedence"};
  return {.kind = AnswerKind::person, .evidence = "no sign of a machine", .is_doubtful = sounds_automatic || is_from_mail_system(mail)};
}

}  // namespace

std::string_view format_answer_kind(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::hard:
      return "hard";
    case AnswerKind::soft:
      return "soft";
    case AnswerKind::delayed:
      return "delayed";
    case AnswerKind::complaint:
      return "complaint";
    case AnswerKind::auto_reply:
      return "auto_reply";
    case AnswerKind::person:
      return "person";
  }
  throw std::logic_error("mail: unknown kind of answer");
}

Judgement judge(const Inbound& mail) {
  if (auto complaint = judge_feedback(mail)) return std::move(*complaint);
  if (is_wrapped(mail)) {
    if (auto bounce = judge_bounce(read_inbound(mail.attached_message))) return std::move(*bounce);
  }
  if (auto bounce = judge_bounce(mail)) return std::move(*bounce);
  return judge_ordinary(mail);
}

const FailedRecipient* find_failed(const Judgement& judgement, const Email& to) {
  for (const FailedRecipient& each : judgement.recipients) {
    for (const std::string& text : {each.address, each.final_address}) {
      const auto address = Email::parse(text);
      if (!address) continue;
      // The domain in either case and form; the local part too, since many servers write it small.
      if (*address == to || to_lower_ascii(address->key()) == to_lower_ascii(to.key())) return &each;
    }
  }
  return nullptr;
}

}  // namespace muster::mail
