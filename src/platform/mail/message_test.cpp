#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/return_path.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace muster;
using namespace muster::mail;
using test::SinkMessage;

namespace {

Settings make_settings() {
  return Settings{.smarthost = "log",
                  .helo = "muster.example.org",
                  .from = *Email::parse("programme@example.org"),
                  .from_name = "ICANN At-Large",
                  .reply_to = *Email::parse("staff@example.org")};
}

MailRow make_mail() {
  MailRow mail;
  mail.to = "rep@example.org";
  mail.to_name = "Amal Haddad";
  mail.subject = "Your report: due 31 January";
  mail.text = "Hello\n";
  mail.html = "<p>Hello</p>\n";
  mail.message_id = "c3RhYmxl";
  mail.created_at = Instant::from_date(*Date::parse("2026-11-23"));
  return mail;
}

std::string to_lf(std::string_view text) {
  std::string out(text);
  std::erase(out, '\r');
  return out;
}

std::vector<std::string> list_names(const SinkMessage& message) {
  std::vector<std::string> names;
  for (const auto& [name, value] : message.headers) names.push_back(name);
  return names;
}

std::string get_header(const SinkMessage& message, std::string_view name) {
  for (const auto& [each, value] : message.headers) {
    if (each == name) return value;
  }
  return {};
}

const std::vector<std::string> kFields = {"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
                                          "Content-Language", "MIME-Version", "Content-Type"};

// What could start a header, end the headers, or hide something, in the forms that people have tried.
std::vector<std::string> list_attacks() {
  const std::vector<std::string> ends = {
      "\r\n", "\n", "\r", "\n\r", "\r\r\n", "\n\n", "\r\n\r\n", std::string("\0", 1), "\u2028", "\u2029", "\u0085", "\v", "\f",
      "%0d%0a", "\\r\\n", "=?utf-8?Q?=0D=0A?=", "=?utf-8?B?DQo=?=", "\u202E", "\u2066", "\x1B[2J", "\x7F", "\xFF", "\xC0\x8A",
      "\xE5\x98\x8D\xE5\x98\x8A"};
  std::vector<std::string> attacks;
  for (const std::string& end : ends) {
    attacks.push_back("Report" + end + "Bcc: victim@example.org");
    attacks.push_back(end + "X-Injected: 1" + end + end + "<b>body</b>");
    attacks.push_back("تقرير" + end + " folded: yes" + end + ".");
  }
  return attacks;
}

bool is_seven_bit_with_short_lines(std::string_view message) {
  std::size_t start = 0;
  while (start < message.size()) {
    const std::size_t end = message.find("\r\n", start);
    if (end == std::string_view::npos || end - start > 998) return false;
    const std::string_view line = message.substr(start, end - start);
    if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\r' || c == '\n' || c == '\0'; })) {
      return false;
    }
    start = end + 2;
  }
  return true;
}

}  // namespace

TEST_CASE("a whole message, byte for byte") {
  MailRow mail = make_mail();
  mail.to_name = "أمل حداد";
  mail.locale = Locale::ar;
  mail.subject = "تقريركم مستحق في 31 يناير";
  mail.text = "مرحبا\n";
  mail.html = "<html lang=\"ar\" dir=\"rtl\"><p>31 = \"January\"</p></html>\n";
  mail.reply_to = "relay@пример.example.org";
  CHECK(to_lf(format_message(mail, make_settings())) ==
        R"(From: ICANN At-Large <programme@example.org>
Reply-To: relay@xn--e1afmkfd.example.org
To: =?utf-8?B?2KPZhdmEINit2K/Yp9iv?= <rep@example.org>
Subject: =?utf-8?B?2KrZgtix2YrYsdmD2YUg2YXYs9iq2K3ZgiDZgdmKIDMxINmK?=
 =?utf-8?B?2YbYp9mK2LE=?=
Date: Mon, 23 Nov 2026 00:00:00 +0000
Message-ID: <c3RhYmxl@example.org>
Auto-Submitted: auto-generated
Content-Language: ar
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_c3RhYmxl"

--=_c3RhYmxl
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

2YXYsdit2KjYpw0K

--=_c3RhYmxl
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html lang=3D"ar" dir=3D"rtl"><p>31 =3D "January"</p></html>

--=_c3RhYmxl--
)");
}

TEST_CASE("no field adds, ends or hides a header, as Python's parser sees it") {
  const std::vector<std::string> attacks = list_attacks();
  REQUIRE(attacks.size() >= 60);
  std::vector<std::string> raw;
  for (const std::string& attack : attacks) {
    MailRow in_subject = make_mail();
    in_subject.subject = attack;
    MailRow in_name = make_mail();
    in_name.to_name = attack;
    MailRow in_body = make_mail();
    in_body.text = attack;
    in_body.html = attack;
    Settings in_from = make_settings();
    in_from.from_name = attack;
    raw.push_back(format_message(in_subject, make_settings()));
    raw.push_back(format_message(in_name, make_settings()));
    raw.push_back(format_message(in_body, make_settings()));
    raw.push_back(format_message(make_mail(), in_from));
  }
  const std::vector<SinkMessage> read = test::read_messages(raw);
  REQUIRE(read.size() == raw.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CAPTURE(attacks[i / 4]);
    CAPTURE(i % 4);
    CHECK(is_seven_bit_with_short_lines(raw[i]));
    CHECK(list_names(read[i]) == kFields);
    CHECK(get_header(read[i], "To").find("rep@example.org") != std::string::npos);
    CHECK(get_header(read[i], "Auto-Submitted") == "auto-generated");
    if (i % 4 == 0) CHECK(read[i].subject == clean_header_text(attacks[i / 4]));
    if (i % 4 != 2) CHECK(to_lf(read[i].text) == "Hello\n");
  }
}

TEST_CASE("names and subjects of every kind come back as they were") {
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "ሁለን ";
  const std::vector<std::string> texts = {"Plain", "Müller, \"Jörg\" (chair) <x@example.org>", "a@example.org", "Back\\slash", "互联网协会",
                                          "=?utf-8?Q?looks=20encoded?=", std::string(2000, 'w'), std::string(hundred), "🏳️‍🌈 flag",
                                          "trailing dot.", "semi; colon: comma, <angle>", "क्‍ष joiner kept"};
  std::vector<std::string> raw;
  for (const std::string& text : texts) {
    MailRow mail = make_mail();
    mail.subject = text;
    mail.to_name = text;
    raw.push_back(format_message(mail, make_settings()));
    CHECK(is_seven_bit_with_short_lines(raw.back()));
  }
  const std::vector<SinkMessage> read = test::read_messages(raw);
  REQUIRE(read.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(texts[i]);
    CHECK(read[i].subject == clean_header_text(texts[i]));
    CHECK(list_names(read[i]) == kFields);
    CHECK(read[i].defects.empty());
  }
}

// GMime and its readers decode neighbouring words as one text, and stop at padding in between.
TEST_CASE("only the last encoded word of a subject has padding") {
  for (const std::string text : {"تقريرك مستحق في الحادي والثلاثين من يناير من كل عام", "é互联网协会互联网协会互联网协会互联网协会互联网协会", "🏳️‍🌈é🏳️‍🌈互🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈"}) {
    CAPTURE(text);
    std::string value = format_text_value(text, 7);
    CHECK(value.find("\r\n") != std::string::npos);
    CHECK(value.substr(0, value.rfind("\r\n")).find("=?=") == std::string::npos);
    MailRow mail = make_mail();
    mail.subject = text;
    CHECK(test::read_messages({format_message(mail, make_settings())}).front().subject == text);
  }
}

TEST_CASE("bodies of every kind come back as they were") {
  const std::vector<std::string> bodies = {".\n", "..\n.\n\n.\n", "a\n.\nb\n", std::string(1 << 20, 'x') + "\n", "From here\n",
                                           "=3D literal\n", "trailing space \nand tab\t\n", "مرحبا\n.\n", std::string(1 << 19, ' ') + "\n",
                                           "--=_c3RhYmxl\n\n--=_c3RhYmxl--\n"};
  std::vector<std::string> raw;
  for (const std::string& body : bodies) {
    MailRow mail = make_mail();
    mail.text = body;
    mail.html = body;
    raw.push_back(format_message(mail, make_settings()));
    CHECK(is_seven_bit_with_short_lines(raw.back()));
  }
  const std::vector<SinkMessage> read = test::read_messages(raw);
  REQUIRE(read.size() == bodies.size());
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    CAPTURE(i);
    CHECK((to_lf(read[i].text) == bodies[i]));
    CHECK((to_lf(read[i].html) == bodies[i]));
  }
}

TEST_CASE("bare CR in a body becomes a line end") {
  MailRow mail = make_mail();
  mail.text = "one\rtwo\r\nthree\r";
  CHECK(to_lf(test::read_messages({format_message(mail, make_settings())}).at(0).text) == "one\ntwo\nthree\n");
}

TEST_CASE("addresses keep a local part beyond ASCII as UTF-8 and send domains as A-labels") {
  MailRow mail = make_mail();
  mail.to_name = "";
  mail.to = "rep@пример.example.org";
  CHECK(format_message(mail, make_settings()).find("To: rep@xn--e1afmkfd.example.org\r\n") != std::string::npos);
  mail.to = "用户@例子.example.org";
  CHECK(format_message(mail, make_settings()).find("To: 用户@例子.example.org\r\n") != std::string::npos);
}

TEST_CASE("a repeat is the same message: id, date and boundary do not change") {
  MailRow mail = make_mail();
  const std::string first = format_message(mail, make_settings());
  mail.attempts = 7;
  mail.due_at = Instant::from_date(*Date::parse("2026-12-01"));
  CHECK(format_message(mail, make_settings()) == first);
}

TEST_CASE("bulk mail says so, mail without markup has one part") {
  MailRow mail = make_mail();
  mail.mail_class = Class::bulk;
  mail.html = "";
  const std::string message = format_message(mail, make_settings());
  CHECK(message.find("\r\nPrecedence: bulk\r\n") != std::string::npos);
  CHECK(message.find("Content-Type: text/plain; charset=utf-8\r\n") != std::string::npos);
  CHECK(message.find("multipart") == std::string::npos);
}

TEST_CASE("every published test domain survives in an address") {
  std::ifstream file("../shared/data/universal_acceptance_domains.txt");
  if (!file) {
    MESSAGE("the list of test domains is not here");
    return;
  }
  int seen = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    CAPTURE(line);
    const auto address = Email::parse("rep@" + line);
    REQUIRE(address);
    MailRow mail = make_mail();
    mail.to = address->text();
    const std::string message = format_message(mail, make_settings());
    CHECK(is_seven_bit_with_short_lines(message));
    CHECK(message.find("<" + address->transport() + ">\r\n") != std::string::npos);
    // At most 64 bytes before the @ (RFC 5321 section 4.5.3.1.1).
    const auto local = Email::parse(std::string(take_code_points(line, 5)) + "@" + line);
    REQUIRE(local);
    if (local->needs_smtputf8()) {
      mail.to = local->text();
      CHECK(format_message(mail, make_settings()).find("<" + local->text() + ">\r\n") != std::string::npos);
    }
    ++seen;
  }
  CHECK(seen >= 20);
}

TEST_CASE("answers go to an address that names their mail, where the program takes mail in") {
  const Secret key("return paths of a test");
  Settings settings = make_settings();
  settings.return_key = key;
  MailRow mail = make_mail();
  mail.id = MailId(7);
  mail.mail_class = Class::notice;
  const auto reply_to = [&] { return get_header(test::read_messages({format_message(mail, settings)}).front(), "Reply-To"); };
  CHECK(reply_to() == "staff@example.org");
  settings.receives = true;
  const std::string expected = make_return_path(key, {ReturnPath::Kind::reply, mail.id}, "example.org");
  CHECK(reply_to() == "ICANN At-Large <" + expected + ">");
  settings.return_domain = "members.example.net";
  CHECK(reply_to() == "ICANN At-Large <" + make_return_path(key, {ReturnPath::Kind::reply, mail.id}, "members.example.net") + ">");
  // Who is named to answer answers, and codes to sign in with are nothing to talk about.
  mail.reply_to = "writer@example.com";
  CHECK(reply_to() == "writer@example.com");
  mail.reply_to.clear();
  mail.mail_class = Class::sign_in;
  CHECK(reply_to() == "staff@example.org");
  // Without addresses of its own nothing can come back.
  mail.mail_class = Class::notice;
  settings.return_key = {};
  CHECK(reply_to() == "staff@example.org");
}
