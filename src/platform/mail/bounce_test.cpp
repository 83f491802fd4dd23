// Kinds of answers: reports by the standards, the forms of today's large systems, complaints, automatons, and a crowd of
// ordinary mails that speak of bounces and are none. All of it made here.
#include "platform/mail/bounce.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "platform/mail/bounce_reason.hpp"

using namespace muster;
using namespace muster::mail;

namespace {

Judgement judge_mail(const std::string& message) { return judge(read_inbound(message)); }

std::string make_report(const std::string& fields, const std::string& words = "Your message could not be delivered.") {
  return "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: b+1.x@example.org\nSubject: Undelivered\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\n" +
         words + "\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n" + fields + "\n--b--\n";
}

std::string make_plain(const std::string& head, const std::string& body) {
  return head + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n";
}

const std::string kDaemon = "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@mx.example.net>\nTo: b+1.x@example.org\nSubject: Delivery failure";

}  // namespace

TEST_CASE("a delivery report says who failed, how and why (RFC 3464)") {
  const Judgement judgement = judge_mail(make_report(
      "Original-Recipient: rfc822;rep@als.example\nFinal-Recipient: rfc822;box17@inner.example\nAction: failed\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <box17@inner.example>:\n User unknown\n\nFinal-Recipient: RFC822; <late@als.example>\nAction: Delayed (busy)\nStatus: 4.4.1\n"));
  CHECK(judgement.kind == AnswerKind::hard);
  CHECK(judgement.evidence == "rfc3464");
  REQUIRE(judgement.recipients.size() == 2);
  const FailedRecipient& first = judgement.recipients[0];
  CHECK(first.address == "rep@als.example");
  CHECK(first.final_address == "box17@inner.example");
  CHECK(first.action == "failed");
  CHECK(first.status == "5.1.1");
  CHECK(first.diagnostic == "smtp; 550 5.1.1 <box17@inner.example>: User unknown");
  CHECK(first.is_unknown);
  CHECK(judgement.recipients[1].kind == AnswerKind::delayed);
  CHECK(find_failed(judgement, *Email::parse("Rep@ALS.example")) == &judgement.recipients[0]);
  CHECK(find_failed(judgement, *Email::parse("other@als.example")) == nullptr);
}

TEST_CASE("codes and words decide between for good and for now") {
  struct Row {
    std::string_view fields;
    AnswerKind kind;
    bool is_unknown;
  };
  const Row rows[] = {
      {"Action: failed\nStatus: 5.1.1\n", AnswerKind::hard, true},
      {"Action: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound\n", AnswerKind::hard, true},
      {"Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 The email account is disabled\n", AnswerKind::hard, false},
      {"Action: failed\nStatus: 5.1.2\n", AnswerKind::hard, false},
      {"Action: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Postfix; Host or domain name not found\n", AnswerKind::hard, false},
      {"Action: failed\nStatus: 5.0.0\n", AnswerKind::hard, false},
      {"Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user over quota\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; delivery time expired\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 looks like spam\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 5.7.515\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 5.3.4\nDiagnostic-Code: smtp; 552 message size exceeds limit\n", AnswerKind::soft, false},
      {"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no mailbox; see https://policy.example/\n", AnswerKind::hard, true},
      {"Action: delayed\nStatus: 4.4.1\n", AnswerKind::delayed, false},
      {"Action: delivered\nStatus: 2.0.0\n", AnswerKind::auto_reply, false},
      {"Action: relayed\nStatus: 2.1.9\n", AnswerKind::auto_reply, false},
      {"Action: expanded\nStatus: 2.0.0\n", AnswerKind::auto_reply, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fields);
    const Judgement judgement = judge_mail(make_report("Final-Recipient: rfc822; rep@als.example\n" + std::string(row.fields), "A report."));
    CHECK(format_answer_kind(judgement.kind) == format_answer_kind(row.kind));
    REQUIRE(judgement.recipients.size() == 1);
    CHECK(judgement.recipients[0].is_unknown == row.is_unknown);
  }
}

TEST_CASE("addresses beyond ASCII in reports (RFC 6533)") {
  const std::string global =
      "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nSubject: failed\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: text/plain; charset=utf-8\n\nNo.\n--b\nContent-Type: message/global-delivery-status\nContent-Transfer-Encoding: 8bit\n\n"
      "Reporting-MTA: dns; mx\n\nOriginal-Recipient: utf-8; \\x{7528}\\x{6237}@\\x{4f8b}.example\nFinal-Recipient: utf-8; 用户@例.example\nAction: failed\nStatus: 5.1.1\n--b--\n";
  const Judgement judgement = judge_mail(global);
  REQUIRE(judgement.recipients.size() == 1);
  CHECK(judgement.kind == AnswerKind::hard);
  CHECK(judgement.recipients[0].address == "用户@例.example");
  CHECK(judgement.recipients[0].final_address == "用户@例.example");
  CHECK(find_failed(judgement, *Email::parse("用户@例.example")) != nullptr);
  // Unfinished and wrong codes stay as they are written.
  const Judgement crooked = judge_mail(make_report("Final-Recipient: utf-8; a\\x{}\\x{110000}\\x{41@e.example\nAction: failed\nStatus: 5.1.1\n"));
  REQUIRE(crooked.recipients.size() == 1);
  CHECK(crooked.recipients[0].address == "a\\x{}\\x{110000}\\x{41@e.example");
}

TEST_CASE("the forms of today's large systems") {
  struct Row {
    std::string_view body;
    std::string_view address;
    AnswerKind kind;
  };
  const Row rows[] = {
      {"** Address not found **\n\nYour message wasn't delivered to rep@als.example because the address couldn't be found, or is unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email "
       "account that you tried to reach does not exist.",
       "rep@als.example", AnswerKind::hard},
      {"Delivery has failed to these recipients or groups:\n\nrep@als.example<mailto:rep@als.example>\nThe email address you entered couldn't be found.\n", "rep@als.example", AnswerKind::hard},
      {"Your message to rep@als.example couldn't be delivered.\nrep wasn't found at als.example.\n", "rep@als.example", AnswerKind::hard},
      {"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following "
       "address(es) failed:\n\n  rep@als.example\n    host mx.als.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<rep@als.example>:\n    452 4.2.2 Over quota\n",
       "rep@als.example", AnswerKind::soft},
      {"I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n                   The mail system\n\n<rep@als.example>: host "
       "mx.als.example[192.0.2.1] said: 550 5.1.1\n    <rep@als.example>: Recipient address rejected: User unknown (in reply to RCPT TO\n    command)\n",
       "rep@als.example", AnswerKind::hard},
      {"Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<rep@als.example>:\nSorry, no mailbox here by that name. "
       "(#5.1.1)\n\n--- Below this line is a copy of the message.\n\nTo: <other@als.example>:\n",
       "rep@als.example", AnswerKind::hard},
      {"   ----- The following addresses had transient non-fatal errors -----\n<rep@als.example>\n\nWarning: message still undelivered after 4 hours\nWill keep trying, the message will be retried\n",
       "rep@als.example", AnswerKind::delayed},
  };
  for (const Row& row : rows) {
    CAPTURE(row.body);
    const Judgement judgement = judge_mail(make_plain(kDaemon, std::string(row.body)));
    CHECK(format_answer_kind(judgement.kind) == format_answer_kind(row.kind));
    REQUIRE(judgement.recipients.size() == 1);
    CHECK(judgement.recipients[0].address == row.address);
  }
}

TEST_CASE("complaints (RFC 5965), and reports that are none") {
  const auto make = [](const std::string& type) {
    return "From: <abuse@mailbox.example>\nTo: fbl@example.org\nSubject: FW: Update\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n"
           "--b\nContent-Type: text/plain\n\nThis is an abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: " +
           type + "\nUser-Agent: Some/1\nVersion: 1\nOriginal-Rcpt-To: <rep@als.example>\n--b\nContent-Type: message/rfc822\n\nReturn-Path: <b+7.abc@example.org>\nSubject: Update\n\nx\n--b--\n";
  };
  for (const char* type : {"abuse", "Fraud", "virus", "other", "opt-out"}) {
    CAPTURE(type);
    const Judgement judgement = judge_mail(make(type));
    CHECK(judgement.kind == AnswerKind::complaint);
    REQUIRE(judgement.recipients.size() == 1);
    CHECK(judgement.recipients[0].address == "rep@als.example");
  }
  for (const char* type : {"not-spam", "auth-failure", "dkim", "", "made-up"}) {
    CAPTURE(type);
    CHECK(judge_mail(make(type)).kind != AnswerKind::complaint);
    CHECK_FALSE(judge_mail(make(type)).is_bounce());
  }
}

TEST_CASE("holiday notices in many languages are the answers of automatons") {
  const std::vector<std::pair<std::string, std::string>> notices = {
      {"Automatic reply: Your report", "I am out of the office until Monday. Your message will not be delivered to anybody else."},
      {"Réponse automatique : Votre rapport", "Je suis absent jusqu'au 3 décembre. Votre message n'a pas pu être lu."},
      {"Respuesta automática: Su informe", "Estoy fuera de la oficina. Su mensaje no será entregado a otra persona."},
      {"Автоответ: Ваш отчёт", "Меня нет на месте. Сообщение не доставлено моему заместителю."},
      {"自动回复：您的报告", "我现在不在办公室。您的邮件无法送达其他人。"},
      {"رد تلقائي: تقريركم", "أنا خارج المكتب حتى يوم الاثنين. لم يتم تسليم رسالتك إلى شخص آخر."},
      {"Abwesenheitsnotiz: Ihr Bericht", "Ich bin bis Montag nicht erreichbar. Ihre Nachricht wird nicht weitergeleitet."},
      {"Resposta automática: Relatório", "Estou fora do escritório."},
      {"自動返信: ご報告", "現在不在にしております。"},
      {"Out of office", "I have left the company. This mailbox is no longer monitored; user unknown from January. Write to new@als.example."}};
  const std::vector<std::string> marks = {"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Precedence: auto_reply", "X-Autoreply: yes", "X-Auto-Reply-From: a@b.example", "Return-Path: <>",
                                          "Precedence: bulk", "Precedence: junk"};
  int count = 0;
  for (const auto& [subject, body] : notices) {
    for (const std::string& mark : marks) {
      const Judgement judgement = judge_mail(make_plain(mark + "\nFrom: Amal <rep@als.example>\nTo: programme@example.org\nSubject: " + subject, body));
      CAPTURE(subject);
      CAPTURE(mark);
      CHECK(judgement.kind == AnswerKind::auto_reply);
      ++count;
    }
    // The subject alone is no more than a doubt.
    const Judgement doubtful = judge_mail(make_plain("Return-Path: <rep@als.example>\nFrom: Amal <rep@als.example>\nTo: programme@example.org\nSubject: " + subject, body));
    CHECK(doubtful.kind == AnswerKind::person);
    CHECK(doubtful.is_doubtful);
  }
  CHECK(count == 80);
  CHECK(judge_mail(make_plain("Auto-Submitted: no\nFrom: a@b.example\nSubject: Hello", "Hi")).kind == AnswerKind::person);
}

TEST_CASE("mails that speak of bounces and are none: not one is a bounce") {
  // Sentences of bounces, as people, newsletters and thieves repeat them.
  const std::vector<std::string> sentences = {
      "Delivery to the following recipient failed permanently:\n\n     rep@als.example\n",
      "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<rep@als.example>:\n550 user unknown\n",
      "A message that you sent could not be delivered to one or more of its recipients. The following address(es) failed:\n\n  rep@als.example\n",
      "Your message to rep@als.example couldn't be delivered.\n",
      "Your message did not reach the following recipient(s):\n\nrep@als.example on Fri\n    The recipient name is not recognized\n",
      "<rep@als.example>: host mx.als.example said: 550 5.1.1 User unknown\n",
      "undeliverable to rep@als.example\n",
      "User's mailbox is full: <rep@als.example>\nUnable to deliver mail.\n",
      "This is the Postfix program. Your message could not be delivered to one or more recipients.\n\n<rep@als.example>: mailbox full\n",
      "   ----- The following addresses had permanent fatal errors -----\n<rep@als.example>\n",
      "Unknown user: rep@als.example\n",
      "Final-Recipient: rfc822; rep@als.example\nAction: failed\nStatus: 5.1.1\n",
      "邮件无法发送到您指定的地址中\n\n<rep@als.example>:\n",
      "Votre message n'a pas pu être délivré à\nrep@als.example\n",
      "You have 14 undelivered messages. Unable to deliver message to the following address(es).\n<staff@example.org>:\nClick https://thief.example/ to release them.\n"};
  const std::vector<std::string> heads = {
      "Return-Path: <amal@als.example>\nFrom: Amal Haddad <amal@als.example>\nTo: staff@example.org\nSubject: Undelivered Mail Returned to Sender",
      "Return-Path: <amal@als.example>\nFrom: amal@als.example\nTo: staff@example.org\nSubject: Re: Your report\nIn-Reply-To: <1@example.org>",
      "Return-Path: <postmaster@als.example>\nFrom: Our postmaster <postmaster@als.example>\nTo: staff@example.org\nSubject: Re: failure notice\nIn-Reply-To: <1@example.org>",
      "Return-Path: <news@shop.example>\nFrom: Deliverability Weekly <news@shop.example>\nTo: staff@example.org\nSubject: What bounces mean\nPrecedence: bulk\nList-Id: <w.shop.example>\nList-Unsubscribe: "
      "<https://shop.example/u>",
      "Return-Path: <x@thief.example>\nFrom: IT Support <x@thief.example>\nTo: staff@example.org\nSubject: Mail delivery failed: returning message to sender",
      "From: Microsoft account team <security@thief.example>\nTo: staff@example.org\nSubject: failure notice",
      "Return-Path: <>\nFrom: Amal Haddad <amal@als.example>\nTo: staff@example.org\nSubject: Automatic reply: Your report\nAuto-Submitted: auto-replied",
      "Return-Path: <owner@list.example>\nFrom: Chair <chair@als.example>\nTo: list@list.example\nSubject: [list] Delivery Status Notification (Failure)\nList-Id: <l.list.example>\nPrecedence: list"};
  int count = 0;
  for (const std::string& head : heads) {
    for (const std::string& sentence : sentences) {
      for (const std::string& before : {std::string(), std::string("Hello,\n\nthis came back, is it my fault?\n\n"), std::string("On Fri, 27 Nov 2026 the server wrote:\n> hm\n\n")}) {
        for (const std::string& behind : {std::string(), std::string("\n--- Below this line is a copy of the message.\n\nSubject: x\n")}) {
          const Judgement judgement = judge_mail(make_plain(head, before + sentence + behind));
          CAPTURE(head);
          CAPTURE(sentence);
          CHECK_MESSAGE(!judgement.is_bounce(), judgement.evidence);
          CHECK(judgement.kind != AnswerKind::delayed);
          CHECK(judgement.kind != AnswerKind::complaint);
          ++count;
        }
      }
    }
  }
  CHECK(count == 720);
}

TEST_CASE("thieves who write as the mail system name the reader, and nobody else") {
  for (const char* body : {"Unable to deliver message to the following address(es).\n\n<staff@example.org>:\nMailbox is full. Click https://thief.example/\n",
                           "User's mailbox is full: <Staff@Example.org>\n", "You have (5) pending messages that could not be delivered. Verify https://thief.example/?u=staff@example.org\n",
                           "Your mail cannot be delivered to the following address(es): click to see the list\n"}) {
    CAPTURE(body);
    const Judgement judgement = judge_mail(make_plain("From: Mail Delivery System <mailer-daemon@thief.example>\nTo: staff@example.org\nSubject: Delivery failure", body));
    CHECK_FALSE(judgement.is_bounce());
    CHECK(judgement.is_doubtful);
  }
}

TEST_CASE("a receipt is no bounce, nor is a report in a person's forward") {
  const std::string receipt =
      "From: rep@als.example\nSubject: Read: Update\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nRead.\n--b\n"
      "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; rep@als.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n";
  CHECK(judge_mail(receipt).kind == AnswerKind::auto_reply);
  const std::string forward =
      "Return-Path: <rep@als.example>\nFrom: rep@als.example\nTo: staff@example.org\nSubject: FW: Undeliverable\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee below.\n--b\n"
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; other@als.example\nAction: failed\nStatus: 5.1.1\n--b--\n";
  CHECK_FALSE(judge_mail(forward).is_bounce());
}

TEST_CASE("codes are found in words, and addresses of machines are none") {
  CHECK(find_status("smtp; 550 5.1.1 no") == "5.1.1");
  CHECK(find_status("(#5.1.10)") == "5.1.10");
  CHECK(find_status("host 5.1.1.7 and 15.1.1 and 5.1") == "");
  CHECK(find_status("192.5.1.1") == "");
  CHECK(find_status(std::string(100'000, '5')) == "");
}

TEST_CASE("the worst of notices and reports is judged in a moment") {
  const auto repeat = [](std::string_view unit, std::size_t size) {
    std::string text;
    while (text.size() < size) text += unit;
    return text;
  };
  constexpr std::size_t kMost = 9'000'000;
  std::string reports = "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n";
  for (int i = 0; i < 60; ++i) reports += "--b\nContent-Type: message/delivery-status\n\n" + repeat("Final-Recipient: x\n\nFinal-Recipient: a@b.example\nStatus: 5\n\n", 100'000) + "\n";
  std::vector<std::string> worst = {reports};
  for (const char* unit : {"<a@b.example>:\n", "@", "a@", "a@b.example ", "(expanded from ", "5.1.", "unknown user: ", "able to deliver your message to the following addresses\n", "undeliverable to\n",
                           "following addresses failed:\n  <a@b.example>\n"}) {
    worst.push_back(make_plain(kDaemon, "able to deliver your message to the following addresses\n" + repeat(unit, kMost)));
  }
  for (const std::string& message : worst) {
    const Inbound mail = read_inbound(message);
    const auto start = std::chrono::steady_clock::now();
    const Judgement judgement = judge(mail);
    CHECK(judgement.recipients.size() <= 100);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  }
}
