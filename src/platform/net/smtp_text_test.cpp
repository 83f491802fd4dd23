#include "platform/net/smtp_text.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace muster::net {
namespace {

using State = SmtpReplyParser::State;

State parse(std::string text, SmtpReply* reply = nullptr) {
  SmtpReplyParser parser;
  const State state = parser.read(text);
  if (reply != nullptr) *reply = parser.reply();
  return state;
}

TEST_CASE("replies are read whole, with enhanced codes") {
  SmtpReply reply;
  CHECK(parse("250 OK\r\n", &reply) == State::complete);
  CHECK(reply.code == 250);
  CHECK(reply.lines == std::vector<std::string>{"OK"});
  CHECK(parse("250-mx.example\r\n250-SIZE 10\r\n250 SMTPUTF8\r\n", &reply) == State::complete);
  CHECK(reply.lines.size() == 3);
  CHECK(parse("550 5.1.1 no such user\r\n", &reply) == State::complete);
  CHECK(reply.enhanced == "5.1.1");
  CHECK(parse("450 5.1.1 other class\r\n", &reply) == State::complete);
  CHECK(reply.enhanced.empty());
  CHECK(parse("250\r\n", &reply) == State::complete);
  CHECK(parse("250-first\r\n") == State::more);
  CHECK(parse("25") == State::more);
}

TEST_CASE("what is not a reply is refused") {
  for (const auto* text : {"hello\r\n", "250 OK\n", "25 OK\r\n", "250_OK\r\n", "150 OK\r\n", "650 OK\r\n",
                           "250-a\r\n251 b\r\n", "\r\n", "250 a\rb\r\n", "250 a\x07\r\n", "2500 OK\r\n"}) {
    CAPTURE(std::string(text));
    CHECK(parse(text) == State::bad);
  }
  CHECK(parse("250 " + std::string(1100, 'x')) == State::bad);
  CHECK(parse("250 " + std::string(1100, 'x') + "\r\n") == State::bad);
  std::string endless;
  for (int i = 0; i < 200; ++i) endless += "250-" + std::string(900, 'x') + "\r\n";
  CHECK(parse(endless) == State::bad);
}

TEST_CASE("no content can end the message early") {
  CHECK(stuff_dots("a\r\n.\r\nb") == "a\r\n..\r\nb\r\n");
  for (const auto* content : {"a\n.\nb", "a\r.\rb", "a\r\n.\rb", "a\n.\r\nb", ".", ".\r\n", "..", "a\r\n\r\n.\n",
                              "\r\r\n.\r\n", "\n.\n.\n.\n"}) {
    const std::string out = stuff_dots(content);
    CAPTURE(out);
    CHECK(("\r\n" + out).find("\r\n.\r\n") == std::string::npos);
    CHECK(out.ends_with("\r\n"));
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i] == '\n') CHECK((i > 0 && out[i - 1] == '\r'));
      if (out[i] == '\r') CHECK((i + 1 < out.size() && out[i + 1] == '\n'));
    }
  }
  CHECK(stuff_dots("").empty());
  CHECK(stuff_dots("\r\n\r\r\n\n\r") == "\r\n\r\n\r\n\r\n\r\n");
  CHECK(stuff_dots("a\n\rb\r\n") == "a\r\n\r\nb\r\n");
  // However many ends of either kind, each byte is looked at a few times only.
  for (const char end : {'\r', '\n'}) CHECK(stuff_dots(std::string(4'000'000, end) + "x").size() == 8'000'003);
}

TEST_CASE("unsendable lines and addresses are found") {
  CHECK_FALSE(has_unsendable_lines(std::string(998, 'x') + "\r\n" + std::string(998, 'y')));
  CHECK(has_unsendable_lines(std::string(999, 'x')));
  CHECK(has_unsendable_lines(std::string(998, 'x') + "\r" + std::string(999, 'y')));
  CHECK(has_unsendable_lines(std::string("a\0b", 3)));
  CHECK(is_ascii("a\x7f"));
  CHECK_FALSE(is_ascii("a\x80"));
  for (const auto* good : {"", "a@example.org", "δοκιμή@παράδειγμα.gr", "a+b=c@example.org"})
    CHECK(is_envelope_address(good));
  for (const auto* bad : {"a b@example.org", "a@example.org>", "<a@example.org", "a\r\nRCPT TO:<b@example.org>",
                          "a\t@example.org", "a\xff@example.org"})
    CHECK_FALSE(is_envelope_address(bad));
}

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(encode_base64("").empty());
  CHECK(encode_base64("f") == "Zg==");
  CHECK(encode_base64("fo") == "Zm8=");
  CHECK(encode_base64("foobar") == "Zm9vYmFy");
  CHECK(encode_base64(std::string("\0\xff\x10", 3)) == "AP8Q");
}

TEST_CASE("texts of servers are clean and bounded") {
  CHECK(clean_smtp_text({"a", "b"}) == "a b");
  CHECK(clean_smtp_text({"caf\xe9"}) == "caf?");
  CHECK(clean_smtp_text({"é"}) == "é");
  const std::string cut = clean_smtp_text({std::string(499, 'x') + "é"});
  CHECK(cut.size() == 499);
  CHECK(is_clean_utf8(cut));
}

}  // namespace
}  // namespace muster::net
