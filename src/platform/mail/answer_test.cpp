#include "platform/mail/answer.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::mail;
using Kind = ReturnPath::Kind;

namespace {

const Secret kKey(std::string(32, 'k'));

std::string address_of(Kind kind, std::int64_t mail, const Secret& key = kKey) { return make_return_path(key, {kind, MailId(mail)}, "example.org"); }

std::string make_bounce(const std::string& to) {
  return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: <" + to +
         ">\nSubject: failure notice\n\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<rep@als.example>:\nno such user (#5.1.1)\n\n--- Below this line is a copy of the message.\n";
}

std::string make_complaint(const std::string& copy_fields) {
  return "From: abuse@mailbox.example\nTo: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\n"
         "Feedback-Type: abuse\n\n--b\nContent-Type: message/rfc822\n\n" +
         copy_fields + "Subject: Update\n\nx\n--b--\n";
}

}  // namespace

TEST_CASE("a bounce counts against an address only where it proves to which mail it belongs") {
  const Answer answer = read_answer(make_bounce(address_of(Kind::bounce, 42)), "", kKey);
  CHECK(answer.judgement.kind == AnswerKind::hard);
  CHECK(answer.path == ReturnPath{Kind::bounce, MailId(42)});
  CHECK(answer.counts_against_address());
  // The envelope counts before what the header says.
  CHECK(read_answer(make_bounce(address_of(Kind::bounce, 42)), address_of(Kind::bounce, 7), kKey).path->mail == MailId(7));
  CHECK(read_answer(make_bounce("undisclosed@example.org"), address_of(Kind::bounce, 7), kKey).counts_against_address());

  for (const std::string& to : {std::string("staff@example.org"), address_of(Kind::bounce, 42, Secret("another key")), address_of(Kind::reply, 42), std::string("b+42.aaaaaaaaaaaaaaaa@example.org")}) {
    CAPTURE(to);
    const Answer forged = read_answer(make_bounce(to), "", kKey);
    CHECK(forged.judgement.is_bounce());
    CHECK_FALSE(forged.counts_against_address());
  }
}

TEST_CASE("what is said in a text proves nothing") {
  const std::string own = address_of(Kind::bounce, 42);
  CHECK_FALSE(read_answer("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: staff@example.org\nSubject: x\n\n" + own + "\nundeliverable to rep@als.example\n", "", kKey).path);
}

TEST_CASE("a reply knows its mail, and a person's words to a bounce address count against nobody (S49)") {
  const std::string reply = "From: Amal <rep@als.example>\nTo: " + address_of(Kind::reply, 42) + "\nSubject: Re: Update\n\nThank you.\n";
  const Answer answer = read_answer(reply, "", kKey);
  CHECK(answer.judgement.kind == AnswerKind::person);
  CHECK(answer.path == ReturnPath{Kind::reply, MailId(42)});
  CHECK_FALSE(answer.counts_against_address());
  CHECK_FALSE(read_answer("From: rep@als.example\nTo: " + address_of(Kind::bounce, 42) + "\n\nThe server said: user unknown\n", "", kKey).counts_against_address());
}

TEST_CASE("a complaint names its mail by the copy that it brings") {
  CHECK(read_answer(make_complaint("Return-Path: <" + address_of(Kind::bounce, 9) + ">\n"), "fbl@example.org", kKey).path == ReturnPath{Kind::bounce, MailId(9)});
  CHECK(read_answer(make_complaint("Reply-To: <" + address_of(Kind::reply, 9) + ">\n"), "", kKey).counts_against_address());
  CHECK_FALSE(read_answer(make_complaint(""), "", kKey).counts_against_address());
  CHECK_FALSE(read_answer(make_complaint("Return-Path: <" + address_of(Kind::bounce, 9, Secret("another key")) + ">\n"), "", kKey).counts_against_address());
}
