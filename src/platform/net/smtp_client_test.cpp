#include "platform/net/smtp_client.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

#include "tests/support/scripted_server.hpp"
#include "tests/support/smtp_sink.hpp"

namespace muster::net {
namespace {

using namespace std::chrono_literals;
using Outcome = SmtpResult::Outcome;
using Stage = SmtpResult::Stage;
using test::kDrop;
using test::kHang;
using test::ScriptedServer;
using test::ServerMove;
using Script = std::vector<ServerMove>;

const std::string kEhlo =
    "250-mx.example greets you\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH LOGIN PLAIN\r\n250 "
    "HELP\r\n";
const std::string kEhloGroup = "250-mx.example\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n";

SmtpOptions make_options(const ScriptedServer& server) {
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = server.port();
  options.helo = "muster.example";
  options.tls = SmtpTls::opportunistic;
  options.times = {2s, 300ms, 300ms, 300ms, 1s, 300ms, 200ms};
  return options;
}

SmtpMessage make_message() {
  return {.from = "bounce@example.org", .to = "a@example.org", .content = "Subject: x\r\n\r\n.hello\r\n"};
}

// The script of a server that takes everything, up to and with `last`; what it says there is `answer`. With
// `is_group` it takes MAIL, RCPT and DATA together.
Script up_to(Stage last, const std::string& answer, bool is_group = false) {
  const std::vector<std::pair<Stage, ServerMove>> all = {
      {Stage::greeting, {"", "220 mx.example ESMTP\r\n"}},
      {Stage::ehlo, {"EHLO muster.example\r\n", is_group ? kEhloGroup : kEhlo}},
      {Stage::mail, {is_group ? " SIZE=23\r\nRCPT TO:<a@example.org>\r\nDATA\r\n" : " SIZE=23\r\n", "250 2.1.0 OK\r\n"}},
      {Stage::rcpt, {is_group ? "" : "RCPT TO:<a@example.org>\r\n", "250 2.1.5 OK\r\n"}},
      {Stage::data, {is_group ? "" : "DATA\r\n", "354 go on\r\n"}},
      {Stage::final_dot, {"\r\n.\r\n", "250 2.0.0 queued as 1\r\n"}},
  };
  Script script;
  for (const auto& [stage, move] : all) {
    script.push_back(move);
    if (stage == last) {
      script.back().answer = answer;
      break;
    }
  }
  return script;
}

SmtpResult run(Script script, const SmtpMessage& message = make_message(), std::string* heard = nullptr) {
  ScriptedServer server(std::move(script));
  SmtpClient client(make_options(server));
  SmtpResult result = client.open();
  if (result.is_accepted()) {
    result = client.send(message);
    client.close();
  }
  if (heard != nullptr) *heard = server.heard();
  return result;
}

// Each stage, one line after the other and as a group.
std::vector<std::pair<Stage, bool>> list_stages() {
  std::vector<std::pair<Stage, bool>> stages;
  for (const bool is_group : {false, true}) {
    for (const Stage stage : {Stage::greeting, Stage::ehlo, Stage::mail, Stage::rcpt, Stage::data, Stage::final_dot}) stages.emplace_back(stage, is_group);
  }
  return stages;
}

TEST_CASE("a message is sent with its dots doubled") {
  for (const bool is_group : {false, true}) {
  Script script = up_to(Stage::final_dot, "250 2.0.0 queued as 1\r\n", is_group);
  script.push_back({"QUIT\r\n", "221 bye\r\n"});
  std::string heard;
  const auto result = run(script, make_message(), &heard);
  CHECK(result.outcome == Outcome::accepted);
  CHECK(result.code == 250);
  CHECK(result.enhanced == "2.0.0");
  CHECK(result.text == "2.0.0 queued as 1");
  CHECK(heard ==
        "EHLO muster.example\r\nMAIL FROM:<bounce@example.org> SIZE=23\r\nRCPT TO:<a@example.org>\r\nDATA\r\n"
        "Subject: x\r\n\r\n..hello\r\n.\r\nQUIT\r\n");
  }
}

TEST_CASE("4xx and 5xx at each stage say whether trying again can help") {
  for (const auto& [stage, is_group] : list_stages()) {
    CAPTURE(static_cast<int>(stage));
    CAPTURE(is_group);
    const auto later = run(up_to(stage, "451 4.7.1 later\r\n", is_group));
    CHECK(later.outcome == Outcome::temporary);
    CHECK(later.stage == stage);
    CHECK(later.code == 451);
    CHECK(later.enhanced == "4.7.1");
    Script never_script = up_to(stage, "550 5.1.1 never\r\n", is_group);
    if (stage == Stage::ehlo) never_script.push_back({"HELO muster.example\r\n", "550 5.1.1 never\r\n"});
    const auto never = run(never_script);
    CHECK(never.outcome == Outcome::permanent);
    CHECK(never.stage == stage);
    CHECK(never.text == "5.1.1 never");
    CHECK(run(up_to(stage, "421 4.3.2 shutting down\r\n", is_group)).outcome == Outcome::temporary);
  }
}

TEST_CASE("a lost, silent or senseless server is a temporary trouble before the dot and an ambiguous one after it") {
  for (const auto& [stage, is_group] : list_stages()) {
    const std::string garbage = "HTTP/1.1 200 OK\r\n";
    const std::string long_line = "250 " + std::string(5'000, 'x') + "\r\n";
    std::string endless;
    for (int i = 0; i < 100; ++i) endless += "250-" + std::string(900, 'x') + "\r\n";
    for (const std::string& answer :
         {kDrop, kHang, garbage, long_line, endless, std::string("250-never ends\r\n251 x\r\n"), std::string("25\r\n"),
          std::string("250 bare\n")}) {
      CAPTURE(static_cast<int>(stage));
      CAPTURE(answer.substr(0, 30));
      CAPTURE(is_group);
      const auto result = run(up_to(stage, answer, is_group));
      CHECK(result.outcome == (stage == Stage::final_dot ? Outcome::ambiguous : Outcome::temporary));
      CHECK(result.stage == stage);
      CHECK(result.code == 0);
      CHECK(!result.text.empty());
      CHECK(result.text.size() <= 500);
    }
  }
}

TEST_CASE("a server that trickles is given up when the stage's time is over") {
  ScriptedServer server({{"", "220-one\r\n"}, {"", kHang}});
  SmtpClient client(make_options(server));
  const auto start = std::chrono::steady_clock::now();
  CHECK(client.open().stage == Stage::greeting);
  CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("an unexpected success is not trusted") {
  CHECK(run(up_to(Stage::mail, "354 go on\r\n")).outcome == Outcome::temporary);
  CHECK(run(up_to(Stage::data, "250 OK\r\n")).outcome == Outcome::temporary);
  CHECK(run(up_to(Stage::final_dot, "354 more\r\n")).outcome == Outcome::ambiguous);
  CHECK(run(up_to(Stage::rcpt, "251 will forward\r\n250 extra\r\n")).outcome ==
        Outcome::temporary);  // spoke out of turn
}

TEST_CASE("a group that is refused, and whose message is waited for all the same, sends none") {
  for (const Stage stage : {Stage::mail, Stage::rcpt}) {
    Script script = up_to(Stage::data, "354 go on\r\n", true);
    script[stage == Stage::mail ? 2 : 3].answer = "550 5.1.1 unknown\r\n";
    ScriptedServer server(script);
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    const auto result = client.send(make_message());
    CHECK(result.outcome == Outcome::permanent);
    CHECK(result.stage == stage);
    CHECK_FALSE(client.is_open());
    CHECK(server.heard().ends_with("DATA\r\n"));
  }
}

TEST_CASE("a refused group leaves the connection ready for the next message") {
  Script script = up_to(Stage::data, "503 5.5.1 no recipient\r\n", true);
  script[3].answer = "450 4.2.1 later\r\n";
  script.push_back({"RSET\r\n", "250 OK\r\n"});
  const Script whole = up_to(Stage::final_dot, "250 OK\r\n", true);
  script.insert(script.end(), whole.begin() + 2, whole.end());
  ScriptedServer server(script);
  SmtpClient client(make_options(server));
  REQUIRE(client.open().is_accepted());
  const auto first = client.send(make_message());
  CHECK(first.outcome == Outcome::temporary);
  CHECK(first.code == 450);
  CHECK(client.send(make_message()).outcome == Outcome::accepted);
}

TEST_CASE("several messages go over one connection, also after a refused one") {
  Script script = up_to(Stage::rcpt, "550 5.1.1 unknown\r\n");
  script.push_back({"RSET\r\n", "250 OK\r\n"});
  for (const auto& move : up_to(Stage::final_dot, "250 OK\r\n")) {
    if (!move.until.empty() && !move.until.starts_with("EHLO")) script.push_back(move);
  }
  ScriptedServer server(script);
  SmtpClient client(make_options(server));
  REQUIRE(client.open().is_accepted());
  CHECK(client.send(make_message()).outcome == Outcome::permanent);
  CHECK(client.is_open());
  CHECK(client.send(make_message()).outcome == Outcome::accepted);
  CHECK(client.is_open());
}

const std::string kGroupB = "MAIL FROM:<bounce@example.org> SIZE=23\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";

SmtpMessage make_second() {
  SmtpMessage message = make_message();
  message.to = "b@example.org";
  return message;
}

// A server that has heard of the second message behind the first one's final dot, and answers so.
Script up_to_announced(const std::string& answer) {
  Script script = up_to(Stage::data, "354 go on\r\n", true);
  script.push_back({"\r\n.\r\n" + kGroupB, answer});
  return script;
}

TEST_CASE("the server hears of the next message behind the final dot, where it takes groups (RFC 2920 3.1)") {
  Script script = up_to_announced("250 2.0.0 queued as 1\r\n250 OK\r\n250 OK\r\n354 go on\r\n");
  script.push_back({"..hello\r\n.\r\n", "250 2.0.0 queued as 2\r\n"});
  script.push_back({"QUIT\r\n", "221 bye\r\n"});
  ScriptedServer server(script);
  SmtpClient client(make_options(server));
  REQUIRE(client.open().is_accepted());
  const SmtpMessage second = make_second();
  CHECK(client.send(make_message(), &second).text == "2.0.0 queued as 1");
  CHECK(client.send(second).text == "2.0.0 queued as 2");
  client.close();
  const std::string content = "Subject: x\r\n\r\n..hello\r\n.\r\n";
  CHECK(server.heard() == "EHLO muster.example\r\nMAIL FROM:<bounce@example.org> SIZE=23\r\nRCPT TO:<a@example.org>\r\nDATA\r\n" + content + kGroupB + content + "QUIT\r\n");
}

TEST_CASE("a server that takes one command at a time hears of nothing ahead, nor of a message that it cannot take") {
  const SmtpMessage second = make_second();
  SmtpMessage refused = make_second();
  refused.content = std::string(1'000, 'x');
  for (const bool is_group : {false, true}) {
    ScriptedServer server(up_to(Stage::final_dot, "250 OK\r\n", is_group));
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    CHECK(client.send(make_message(), is_group ? &refused : &second).is_accepted());
    CHECK(client.is_open());
    CHECK(server.heard().ends_with("..hello\r\n.\r\n"));
  }
}

TEST_CASE("whoever was told of one message gets no other one, and no QUIT as its content") {
  const SmtpMessage second = make_second();
  for (const bool sends : {false, true}) {
    ScriptedServer server(up_to_announced("250 OK\r\n250 OK\r\n250 OK\r\n354 go on\r\n"));
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    CHECK(client.send(make_message(), &second).is_accepted());
    if (sends) {
      CHECK(client.send(make_message()).outcome == Outcome::temporary);
      CHECK_FALSE(client.is_open());
    } else {
      client.close();
    }
    CHECK(server.heard().ends_with(kGroupB));
  }
}

TEST_CASE("what the server says about the next message counts for that one, and what it says about the first for the first") {
  const SmtpMessage second = make_second();
  for (const bool is_first_refused : {false, true}) {
    Script script = up_to_announced(std::string(is_first_refused ? "552 5.3.4 too big" : "250 OK") + "\r\n250 OK\r\n550 5.1.1 unknown\r\n503 5.5.1 nobody\r\n");
    script.push_back({"RSET\r\n", "250 OK\r\n"});
    const Script whole = up_to(Stage::final_dot, "250 OK\r\n", true);
    script.insert(script.end(), whole.begin() + 2, whole.end());
    ScriptedServer server(script);
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    const auto first = client.send(make_message(), &second);
    CHECK(first.outcome == (is_first_refused ? Outcome::permanent : Outcome::accepted));
    CHECK(first.stage == Stage::final_dot);
    const auto next = client.send(second);
    CHECK(next.outcome == Outcome::permanent);
    CHECK(next.stage == Stage::rcpt);
    CHECK(next.text == "5.1.1 unknown");
    CHECK(client.send(make_message()).is_accepted());
  }
}

TEST_CASE("what must have happened before the final dot happens when the content is on its way; if it fails there is no dot") {
  const SmtpMessage second = make_second();
  const std::string content = "Subject: x\r\n\r\n..hello\r\n";
  const std::string before = "EHLO muster.example\r\nMAIL FROM:<bounce@example.org> SIZE=23\r\nRCPT TO:<a@example.org>\r\nDATA\r\n";
  for (const bool fails : {false, true}) {
    CAPTURE(fails);
    Script script = up_to(Stage::data, "354 go on\r\n", true);
    script.push_back({content, ""});  // it has the content, and nothing was promised yet
    script.push_back({".\r\n" + kGroupB, "250 2.0.0 queued as 1\r\n250 OK\r\n250 OK\r\n354 go on\r\n"});
    ScriptedServer server(script);
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    int calls = 0;
    const auto before_dot = [&] {
      ++calls;
      std::this_thread::sleep_for(50ms);
      if (fails) throw std::runtime_error("the record of the message before is not kept");
    };
    if (fails) {
      CHECK_THROWS_WITH(client.send(make_message(), &second, before_dot), "the record of the message before is not kept");
      CHECK_FALSE(client.is_open());
      CHECK(server.heard() == before + content);
    } else {
      CHECK(client.send(make_message(), &second, before_dot).text == "2.0.0 queued as 1");
      CHECK(server.heard() == before + content + ".\r\n" + kGroupB);
    }
    CHECK(calls == 1);
  }
  // A message that is refused before its content needs nothing.
  ScriptedServer server(up_to(Stage::rcpt, "550 5.1.1 unknown\r\n"));
  SmtpClient client(make_options(server));
  REQUIRE(client.open().is_accepted());
  CHECK(client.send(make_message(), nullptr, [] { throw std::runtime_error("called"); }).outcome == Outcome::permanent);
}

TEST_CASE("a server that goes away between two messages: the first one's answer stands, the next one was not sent") {
  const SmtpMessage second = make_second();
  for (const std::string& answer : {std::string("250 OK\r\n"), std::string("250 OK\r\n421 4.3.2 shutting down\r\n"), std::string("250 OK\r\n250 OK\r\n250 OK\r\n")}) {
    CAPTURE(answer);
    Script script = up_to_announced(answer);
    script.push_back({"", kDrop});
    ScriptedServer server(script);
    SmtpClient client(make_options(server));
    REQUIRE(client.open().is_accepted());
    CHECK(client.send(make_message(), &second).is_accepted());
    CHECK(client.send(second).outcome == Outcome::temporary);
    CHECK_FALSE(client.is_open());
    CHECK(server.heard().ends_with(kGroupB));
  }
  // Before it has answered about the first: nobody knows.
  Script script = up_to_announced(kDrop);
  ScriptedServer server(script);
  SmtpClient client(make_options(server));
  REQUIRE(client.open().is_accepted());
  CHECK(client.send(make_message(), &second).outcome == Outcome::ambiguous);
  CHECK(client.send(second).outcome == Outcome::temporary);
}

TEST_CASE("nobody listening, and no connection") {
  std::uint16_t port = 0;
  {
    ScriptedServer server({});
    port = server.port();
  }
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = port;
  SmtpClient client(options);
  CHECK(client.send(make_message()).stage == Stage::connect);
  const auto result = client.open();
  CHECK(result.outcome == Outcome::temporary);
  CHECK(result.stage == Stage::connect);
  CHECK_FALSE(client.is_open());
}

TEST_CASE("SMTPUTF8 and 8BITMIME are used when needed and offered") {
  SmtpMessage message = make_message();
  message.to = "δοκιμή@example.org";
  message.content = "Subject: é\r\n\r\nx\r\n";
  const std::string plain_ehlo = "250-mx.example\r\n250 SIZE 100\r\n";
  Script script = up_to(Stage::ehlo, kEhlo);
  script.push_back({" SIZE=18 BODY=8BITMIME SMTPUTF8\r\n", "250 OK\r\n"});
  script.push_back({"RCPT TO:<δοκιμή@example.org>\r\n", "250 OK\r\n"});
  script.push_back({"DATA\r\n", "354 OK\r\n"});
  script.push_back({"\r\n.\r\n", "250 OK\r\n"});
  CHECK(run(script, message).outcome == Outcome::accepted);

  const auto refused = run(up_to(Stage::ehlo, plain_ehlo), message);
  CHECK(refused.outcome == Outcome::permanent);
  CHECK(refused.enhanced == "5.6.7");
  CHECK(refused.lacks_smtputf8);

  message.to = "a@example.org";
  CHECK(run(up_to(Stage::ehlo, plain_ehlo), message).enhanced == "5.6.3");
  message.content = "Subject: x\r\n\r\n" + std::string(500, 'x');
  CHECK(run(up_to(Stage::ehlo, plain_ehlo), message).enhanced == "5.3.4");
}

TEST_CASE("addresses and lines that could forge commands are refused before a word is said") {
  for (const auto* bad : {"a@example.org>\r\nRCPT TO:<b@example.org", "a b@example.org", "a@example.org\r\nDATA", ""}) {
    SmtpMessage message = make_message();
    message.to = bad;
    std::string heard;
    CHECK(run(up_to(Stage::ehlo, kEhlo), message, &heard).outcome == Outcome::permanent);
    CHECK(heard.find("MAIL") == std::string::npos);
  }
  SmtpMessage message = make_message();
  message.content = std::string(2'000, 'x');
  CHECK(run(up_to(Stage::ehlo, kEhlo), message).outcome == Outcome::permanent);
}

TEST_CASE("AUTH") {
  const auto sign_in = [](Script script, SmtpTls tls, std::string* heard = nullptr) {
    ScriptedServer server(std::move(script));
    SmtpOptions options = make_options(server);
    options.tls = tls;
    options.user = "user";
    options.password = Secret("secret");
    SmtpClient client(options);
    const auto result = client.open();
    if (heard != nullptr) *heard = server.heard();
    return result;
  };
  Script plain = up_to(Stage::ehlo, kEhlo);
  plain.push_back({"AUTH PLAIN AHVzZXIAc2VjcmV0\r\n", "235 2.7.0 welcome\r\n"});
  CHECK(sign_in(plain, SmtpTls::off).is_accepted());

  Script login = up_to(Stage::ehlo, "250-mx.example\r\n250 AUTH LOGIN\r\n");
  login.push_back({"AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"});
  login.push_back({"dXNlcg==\r\n", "334 UGFzc3dvcmQ6\r\n"});
  login.push_back({"c2VjcmV0\r\n", "535 5.7.8 no\r\n"});
  const auto refused = sign_in(login, SmtpTls::off);
  CHECK(refused.stage == Stage::auth);
  CHECK(refused.code == 535);

  CHECK(sign_in(up_to(Stage::ehlo, "250 mx.example\r\n"), SmtpTls::off).stage == Stage::auth);

  std::string heard;  // never without a trusted certificate, unless encryption is switched off
  CHECK(sign_in(plain, SmtpTls::opportunistic, &heard).stage == Stage::auth);
  CHECK(heard == "EHLO muster.example\r\n");
}

TEST_CASE("STARTTLS that is not offered, refused, cut off or tampered with") {
  const std::string offers = "250-mx.example\r\n250 STARTTLS\r\n";
  const auto open = [](Script script, SmtpTls tls) {
    ScriptedServer server(std::move(script));
    SmtpOptions options = make_options(server);
    options.tls = tls;
    SmtpClient client(options);
    return client.open();
  };
  const auto with = [&](const std::string& answer) {
    Script script = up_to(Stage::ehlo, offers);
    script.push_back({"STARTTLS\r\n", answer});
    return script;
  };
  CHECK(open(up_to(Stage::ehlo, kEhlo), SmtpTls::required).stage == Stage::starttls);
  for (const auto* refusal : {"454 4.7.0 not now\r\n", "502 5.5.1 no\r\n"}) {
    CHECK(open(with(refusal), SmtpTls::required).outcome == Outcome::temporary);
    CHECK(open(with(refusal), SmtpTls::opportunistic).is_accepted());
  }
  for (const auto& answer :
       {std::string("220 go\r\n250 injected\r\n"), std::string("220 go\r\nnot a handshake"), kDrop, kHang}) {
    CHECK(open(with(answer), SmtpTls::required).stage == Stage::starttls);
    CHECK(open(with(answer), SmtpTls::opportunistic).outcome == Outcome::temporary);
  }
}

TEST_CASE("a real server: encrypted, trusted by its certificate, signed in") {
  test::SmtpSink sink({.starttls = "required", .auth = "user:secret"});
  SmtpOptions options;
  options.host = "localhost";
  options.port = static_cast<std::uint16_t>(sink.port());
  options.tls = SmtpTls::required;
  options.user = "user";
  options.password = Secret("secret");

  SmtpClient distrustful(options);  // a self-made certificate that nobody vouches for
  const auto refused = distrustful.open();
  CHECK(refused.stage == Stage::starttls);
  CHECK(refused.outcome == Outcome::temporary);

  options.ca_file = "/nonexistent/ca.pem";
  SmtpClient mistaken(options);
  CHECK(mistaken.open().stage == Stage::starttls);

  options.ca_file = sink.certificate();
  SmtpClient client(options);
  const auto opened = client.open();
  CAPTURE(opened.text);
  REQUIRE(opened.is_accepted());
  CHECK(client.is_encrypted());
  SmtpMessage message = make_message();
  message.content = "Subject: dots\r\n\r\n.\n..\r\n.\rend\r\n";
  REQUIRE(client.send(message).is_accepted());
  REQUIRE(client.send(message).is_accepted());
  client.close();

  options.password = Secret("wrong");
  SmtpClient stranger(options);
  const auto denied = stranger.open();
  CHECK(denied.stage == Stage::auth);
  CHECK(denied.code == 535);

  const auto messages = sink.list_messages();
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].has_tls);
  CHECK(messages[0].user == "user");
  CHECK(messages[0].raw == "Subject: dots\r\n\r\n.\r\n..\r\n.\r\nend\r\n");
}

}  // namespace
}  // namespace muster::net
