// A message of a stranger, read and judged: text is clean and in its bounds, places lie at the beginning of lines, and
// whatever it says, the plain mail of a person is no bounce, nor is an address that the notice itself went to.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "platform/mail/answer.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

void check_text(std::string_view text, std::size_t most) {
  require(text.size() <= most, "text has a bound");
  require(is_clean_utf8(text), "text is UTF-8");
  require(!has_hidden_controls(text), "nothing in it hides or reorders");
}

void check_line(std::string_view text, std::size_t most) {
  check_text(text, most);
  require(text.find('\n') == std::string_view::npos, "a line is one");
}

void check_mailboxes(const std::vector<mail::Mailbox>& mailboxes) {
  require(mailboxes.size() <= 200, "addresses have a bound");
  for (const mail::Mailbox& each : mailboxes) {
    check_line(each.name, 1000);
    check_line(each.address, 320);
  }
}

void check_place(std::string_view text, std::size_t at) {
  require(at <= text.size(), "a place lies in the text");
  require(at == 0 || at == text.size() || text[at - 1] == '\n', "and begins a line");
}

void check_inbound(const mail::Inbound& mail) {
  check_text(mail.text, 256 * 1024);
  if (!mail.is_from_html) check_place(mail.text, mail.quotation_at);
  require(mail.quotation_at <= mail.text.size(), "the quotation lies in the text");
  check_place(mail.text, mail.signature_at);
  require(mail::written_text(mail).size() <= mail.text.size(), "what was written is part of it");
  for (const std::string* each : {&mail.subject, &mail.message_id, &mail.in_reply_to, &mail.auto_submitted, &mail.precedence, &mail.list_id, &mail.type, &mail.report_type}) check_line(*each, 1000);
  check_mailboxes(mail.from);
  check_mailboxes(mail.reply_to);
  check_mailboxes(mail.to);
  require(mail.delivered_to.size() <= 150 && mail.references.size() <= 50 && mail.reports.size() <= 20 && mail.attachments.size() <= 100, "lists have bounds");
  for (const std::string& each : mail.delivered_to) check_line(each, 1000);
  for (const std::string& each : mail.references) check_line(each, 1000);
  for (const mail::ReportPart& each : mail.reports) check_text(each.text, 3 * 64 * 1024);
  for (const mail::Attachment& each : mail.attachments) {
    check_line(each.name, 1000);
    check_line(each.type, 100);
    require(each.size >= 0, "a size is one");
  }
}

void check_judgement(const mail::Inbound& mail, const mail::Judgement& judgement) {
  const bool says_failure = judgement.is_bounce() || judgement.kind == mail::AnswerKind::delayed;
  require(!says_failure || !judgement.recipients.empty(), "a bounce says for whom, if only that it does not know");
  require(judgement.kind != mail::AnswerKind::person || judgement.recipients.empty(), "a person's mail is about nobody's address");
  require(judgement.recipients.size() <= 150, "recipients have a bound");
  for (const mail::FailedRecipient& each : judgement.recipients) {
    check_line(each.address, 320);
    check_line(each.final_address, 320);
    check_line(each.diagnostic, 500);
    require(!each.is_unknown || each.kind == mail::AnswerKind::hard, "who is unknown has failed for good");
    const bool is_ours = std::ranges::any_of(mail.to, [&](const mail::Mailbox& to) { return to_lower_ascii(to.address) == to_lower_ascii(each.address); });
    require(!is_ours || !judgement.evidence.starts_with("text:") || each.address != each.final_address, "a notice is not about its own reader");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const mail::Inbound read = mail::read_inbound(bytes);
  check_inbound(read);
  check_judgement(read, mail::judge(read));
  const Secret key("not known to strangers");
  const mail::Answer answer = mail::read_answer(bytes, bytes.substr(0, 100), key);
  require(!answer.path && !answer.counts_against_address(), "nobody guesses a tag");

  // Fields count as their first one says: the rest of the bytes is a person's mail.
  const std::string person = "Return-Path: <amal@als.example>\nFrom: Amal <amal@als.example>\nSubject: Re: x\nContent-Type: text/plain\n" + std::string(bytes);
  const mail::Judgement judgement = mail::judge(mail::read_inbound(person));
  require(!judgement.is_bounce() && judgement.kind != mail::AnswerKind::delayed && judgement.kind != mail::AnswerKind::complaint, "a person's mail is no bounce");
  return 0;
}
