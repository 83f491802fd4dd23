// Mail over real SMTP on loopback: every fault of a smarthost, and what becomes of the mail.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <thread>

#include "platform/mail/outbox.hpp"
#include "platform/mail/return_path.hpp"
#include "platform/mail/smarthost.hpp"
#include "tests/support/jobs_world.hpp"
#include "tests/support/mail_samples.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace muster;
using namespace muster::mail;
using namespace std::chrono_literals;
using test::add_mail;
using test::count_mails_in;
using test::get_mail;
using test::JobsWorld;
using test::make_mail;
using test::make_settings;
using test::SinkMessage;
using test::SmtpSink;

namespace {

std::string to_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

int run_due(JobsWorld& world, const Settings& settings) { return Sender(world.context(), settings).run_due(); }

// Sends one mail to a server with these rules; what became of it.
MailRow send_once(JobsWorld& world, SmtpSink& sink, const std::string& rules) {
  static int number = 0;
  sink.set_rules(rules);
  const MailId id = add_mail(world, make_mail("once:" + std::to_string(++number)));
  run_due(world, make_settings(sink.smarthost()));
  return get_mail(world, id);
}

}  // namespace

TEST_CASE("a mail arrives whole, with its envelope and headers") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    const MailRow row = send_once(world, sink, "{}");
    CHECK(row.state == "sent");
    CHECK(row.reason.starts_with("250"));
    CHECK(row.attempts == 1);
    const std::vector<SinkMessage> messages = sink.list_messages();
    REQUIRE(messages.size() == before + 1);
    const SinkMessage& message = messages.back();
    CHECK(message.from == "programme@example.org");
    CHECK(message.to == std::vector<std::string>{"rep@example.org"});
    CHECK_FALSE(message.has_smtputf8);
    CHECK(message.subject == "Your report: due 31 January");
    CHECK(to_lf(message.text) == "Hello\n");
    CHECK(to_lf(message.html) == "<p>Hello</p>\n");
    CHECK(message.message_id == "<" + row.message_id + ">");
    CHECK(message.defects.empty());
  });
}

TEST_CASE("bounces come back to an address of the mail's own, whatever its class") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    Settings settings = make_settings(sink.smarthost());
    settings.return_key = Secret("a key for return paths");
    for (const Class each : {Class::sign_in, Class::notice, Class::bulk}) {
      for (const std::string domain : {"", "bounces.example.net"}) {
        NewMail mail = make_mail("return:" + std::to_string(static_cast<int>(each)) + domain);
        mail.mail_class = each;
        const MailId id = add_mail(world, mail);
        settings.return_domain = domain;
        REQUIRE(run_due(world, settings) == 1);
        const SinkMessage message = sink.list_messages().back();
        const auto path = parse_return_path(settings.return_key, message.from, domain.empty() ? "example.org" : domain);
        REQUIRE(path);
        CHECK(*path == ReturnPath{ReturnPath::Kind::bounce, id});
        CHECK(message.raw.find("From: ICANN At-Large <programme@example.org>\r\n") != std::string::npos);
        CHECK(message.raw.find(message.from) == std::string::npos);  // not for the reader
      }
    }
  });
}

TEST_CASE("a refusal for good fails at once, wherever it is said") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    for (const char* rules : {R"({"rcpt": {"*": "550 5.1.1 no such user"}})", R"({"mail": "553 5.1.8 bad sender"})",
                              R"({"data": "554 5.7.1 looks like spam"})"}) {
      CAPTURE(rules);
      const MailRow row = send_once(world, sink, rules);
      CHECK(row.state == "failed");
      CHECK(row.reason.starts_with("55"));
      CHECK(row.finished_at == world.clock.now());
    }
    world.clock.advance(std::chrono::days{6});
    CHECK(run_due(world, make_settings(sink.smarthost())) == 0);
  });
  CHECK(sink.list_messages().empty());
}

TEST_CASE("a refusal for now is tried again after 5 and 10 minutes, and sent once") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    for (const char* rules : {R"({"rcpt": {"rep@example.org": ["450 4.7.1 greylisted", "450 4.7.1 greylisted"]}})",
                              R"({"mail": ["421 4.3.2 closing", "451 4.3.0 later"]})",
                              R"({"data": ["451 4.3.0 busy", "452 4.2.2 full"]})"}) {
      CAPTURE(rules);
      const std::size_t before = sink.list_messages().size();
      const Instant start = world.clock.now();
      const MailRow first = send_once(world, sink, rules);
      CHECK(first.state == "queued");
      CHECK(first.reason.starts_with("4"));
      CHECK(first.due_at == start + 5min);
      const Settings settings = make_settings(sink.smarthost());
      CHECK(run_due(world, settings) == 0);
      world.clock.advance(5min);
      CHECK(run_due(world, settings) == 0);
      CHECK(get_mail(world, first.id).due_at == start + 15min);
      world.clock.advance(10min);
      CHECK(run_due(world, settings) == 1);
      CHECK(get_mail(world, first.id).state == "sent");
      CHECK(sink.list_messages().size() == before + 1);
    }
  });
}

TEST_CASE("a refusal for now ends after five days with the last answer") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const Instant start = world.clock.now();
    const MailRow row = send_once(world, sink, R"({"rcpt": {"*": "450 4.2.2 mailbox full"}})");
    int tries = 1;
    while (get_mail(world, row.id).state == "queued") {
      REQUIRE(++tries < 60);
      world.clock.set(get_mail(world, row.id).due_at);
      run_due(world, make_settings(sink.smarthost()));
    }
    CHECK(get_mail(world, row.id).state == "failed");
    CHECK(get_mail(world, row.id).reason == "Tried for five days. The last answer was: 450 4.2.2 mailbox full");
    CHECK(world.clock.now() - start <= Duration(std::chrono::days{5}));
    CHECK(tries > 25);
  });
}

TEST_CASE("a connection lost before the final dot sends once in the end") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    for (const char* step : {"MAIL", "RCPT"}) {
      CAPTURE(step);
      const std::size_t before = sink.list_messages().size();
      const MailRow row = send_once(world, sink, std::string(R"({"drop_at": ")") + step + "\"}");
      CHECK(row.state == "queued");
      world.clock.advance(10min);
      CHECK(run_due(world, make_settings(sink.smarthost())) == 1);
      CHECK(get_mail(world, row.id).state == "sent");
      CHECK(sink.list_messages().size() == before + 1);
    }
  });
}

TEST_CASE("a connection lost after the final dot sends the same message again") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    const MailRow row = send_once(world, sink, R"({"drop_at": "DOT"})");
    CHECK(row.state == "queued");
    world.clock.advance(4min);
    CHECK(run_due(world, make_settings(sink.smarthost())) == 0);
    world.clock.advance(1min);
    CHECK(run_due(world, make_settings(sink.smarthost())) == 1);
    const std::vector<SinkMessage> messages = sink.list_messages();
    REQUIRE(messages.size() == before + 2);
    CHECK(messages[before].is_dropped);
    CHECK(messages[before].message_id == "<" + row.message_id + ">");
    CHECK(messages[before].raw == messages[before + 1].raw);
    CHECK(get_mail(world, row.id).state == "sent");
  });
}

TEST_CASE("a sender killed between the final dot and the record: one repeat, none lost") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    const MailId id = add_mail(world, make_mail("killed"));
    const MailId other = add_mail(world, make_mail("other"));
    const Settings settings = make_settings(sink.smarthost());
    {
      jobs::Context context = world.context();
      const Claim taken = claim(context, settings, Lane::all);
      REQUIRE(taken.mails.size() == 1);
      Smarthost smarthost(settings);
      CHECK(smarthost.send(smarthost.write(taken.mails.front().mail)).kind == Reply::Kind::accepted);
    }  // and here it dies
    CHECK(run_due(world, settings) == 1);
    CHECK(get_mail(world, id).state == "sending");
    CHECK(get_mail(world, other).state == "sent");
    world.clock.advance(20min);
    CHECK(run_due(world, settings) == 1);
    CHECK(get_mail(world, id).state == "sent");
    std::map<std::string, int> seen;
    const std::vector<SinkMessage> messages = sink.list_messages();
    for (std::size_t i = before; i < messages.size(); ++i) ++seen[messages[i].message_id];
    CHECK(seen["<" + get_mail(world, id).message_id + ">"] == 2);
    CHECK(seen["<" + get_mail(world, other).message_id + ">"] == 1);
    CHECK(messages.size() == before + 3);
  });
}

TEST_CASE("no connection gives the server the end of a mail before the record of the one before is kept") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    std::vector<MailId> ids;
    for (int number = 1; number <= 3; ++number) {
      NewMail mail = make_mail("dot:" + std::to_string(number));
      mail.mail_class = Class::bulk;
      mail.source = "test";
      ids.push_back(add_mail(world, mail));
    }
    // Somebody holds the row of the first one from the moment on at which its words are made.
    std::thread holder;
    std::promise<void> held;
    std::promise<void> let_go;
    const Maker maker = [&](db::Read&, const MailRow& mail) -> std::optional<Made> {
      if (mail.id == ids[0]) {
        holder = std::thread([&] {
          world.db.write([&](db::Write& write) {
            write.execute(db::Statement{"test.hold", "UPDATE mail SET refusals = refusals WHERE id = :id", ""}, {{"id", ids[0]}});
            held.set_value();
            let_go.get_future().wait();
          });
        });
        held.get_future().wait();
      }
      return Made{.content = {.subject = "An update", .text = "Words\n", .html = ""}};
    };
    Settings settings = make_settings(sink.smarthost());
    std::thread sending([&] { CHECK(Sender(world.context(), settings, {{"test", maker}}).run_due() == 3); });
    const auto start = std::chrono::steady_clock::now();
    while (sink.list_messages().size() == before && std::chrono::steady_clock::now() - start < 10s) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(300ms);
    CHECK(sink.list_messages().size() == before + 1);
    let_go.set_value();
    sending.join();
    holder.join();
    CHECK(sink.list_messages().size() == before + 3);
    for (const MailId id : ids) CHECK(get_mail(world, id).state == "sent");
  });
}

TEST_CASE("a sender that was started and stopped sends what is due when it is asked") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    Sender sender(world.context(), make_settings(sink.smarthost()));
    sender.start();
    sender.stop();
    const MailId id = add_mail(world, make_mail("asked"));
    CHECK(sender.run_due() == 1);
    CHECK(get_mail(world, id).state == "sent");
  });
}

TEST_CASE("a smarthost that is away costs nobody their mail") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const MailId id = add_mail(world, make_mail("k"));
    std::string away;
    {
      const SmtpSink gone;
      away = gone.smarthost();
    }
    CHECK(run_due(world, make_settings(away)) == 0);
    const MailRow row = get_mail(world, id);
    CHECK(row.state == "queued");
    CHECK(row.refusals == 0);
    CHECK_FALSE(row.reason.empty());
    CHECK(row.due_at - world.clock.now() <= Duration(5min));
    world.clock.advance(5min);
    SmtpSink sink;
    CHECK(run_due(world, make_settings(sink.smarthost())) == 1);
    CHECK(sink.list_messages().size() == 1);
  });
}

TEST_CASE("TLS: taken where offered, demanded and verified where required") {
  SmtpSink with_tls({.starttls = "required"});
  SmtpSink without_tls;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const auto send = [&](const std::string& key, SmtpSink& sink, Settings::Tls tls, const std::string& ca_file) {
      Settings settings = make_settings(sink.smarthost());
      settings.tls = tls;
      settings.ca_file = ca_file;
      const MailId id = add_mail(world, make_mail(key));
      run_due(world, settings);
      return get_mail(world, id);
    };
    const std::size_t before = with_tls.list_messages().size();
    CHECK(send("offered", with_tls, Settings::Tls::opportunistic, "").state == "sent");
    CHECK(send("verified", with_tls, Settings::Tls::required, with_tls.certificate()).state == "sent");
    const std::vector<SinkMessage> messages = with_tls.list_messages();
    REQUIRE(messages.size() == before + 2);
    CHECK(messages[before].has_tls);
    CHECK(messages[before + 1].has_tls);

    const std::size_t plain = without_tls.list_messages().size();
    CHECK(send("unverified", with_tls, Settings::Tls::required, "").state == "queued");
    CHECK(send("stripped", without_tls, Settings::Tls::required, "").state == "queued");
    CHECK(with_tls.list_messages().size() == before + 2);
    CHECK(without_tls.list_messages().size() == plain);
    CHECK(send("plain", without_tls, Settings::Tls::opportunistic, "").state == "sent");
  });
}

TEST_CASE("AUTH: signs in under TLS; a wrong password fails no mail") {
  SmtpSink sink({.starttls = "required", .auth = "muster:correct horse"});
  test::for_each_jobs_world([&](JobsWorld& world) {
    Settings settings = make_settings(sink.smarthost());
    settings.tls = Settings::Tls::required;
    settings.ca_file = sink.certificate();
    settings.user = "muster";
    settings.password = Secret("wrong");
    const MailId id = add_mail(world, make_mail("k"));
    CHECK(run_due(world, settings) == 0);
    CHECK(get_mail(world, id).state == "queued");
    CHECK(get_mail(world, id).reason.find("535") != std::string::npos);
    CHECK(world.log.text().find("wrong") == std::string::npos);
    world.clock.advance(10min);
    settings.password = Secret("correct horse");
    CHECK(run_due(world, settings) == 1);
    CHECK(sink.list_messages().back().user == "muster");
  });
}

TEST_CASE("addresses: UTF-8 before the @ needs SMTPUTF8, a domain alone does not") {
  SmtpSink modern;
  SmtpSink old({.has_smtputf8 = false});
  test::for_each_jobs_world([&](JobsWorld& world) {
    const auto send = [&](const std::string& to, SmtpSink& sink) {
      NewMail mail = make_mail(to + sink.smarthost());
      mail.to = *Email::parse(to);
      const MailId id = add_mail(world, mail);
      run_due(world, make_settings(sink.smarthost()));
      return get_mail(world, id);
    };
    CHECK(send("用户@例子.example.org", modern).state == "sent");
    CHECK(modern.list_messages().back().has_smtputf8);
    CHECK(modern.list_messages().back().to.at(0) == "用户@例子.example.org");

    const std::size_t before = old.list_messages().size();
    const MailRow refused = send("用户@例子.example.org", old);
    CHECK(refused.state == "failed");
    CHECK(refused.reason.find("SMTPUTF8") != std::string::npos);
    CHECK(old.list_messages().size() == before);
    CHECK(send("rep@例子.example.org", old).state == "sent");
    CHECK_FALSE(old.list_messages().back().has_smtputf8);
    CHECK(old.list_messages().back().to.at(0) == "rep@xn--fsqu00a.example.org");
  });
}

TEST_CASE("every published test domain is delivered to") {
  std::ifstream file("../shared/data/universal_acceptance_domains.txt");
  if (!file) {
    MESSAGE("the list of test domains is not here");
    return;
  }
  std::vector<Email> addresses;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') addresses.push_back(*Email::parse("rep@" + line));
  }
  SmtpSink sink({.has_smtputf8 = false});
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    for (const Email& address : addresses) {
      NewMail mail = make_mail(address.key());
      mail.to = address;
      add_mail(world, mail);
    }
    CHECK(run_due(world, make_settings(sink.smarthost())) == static_cast<int>(addresses.size()));
    const std::vector<SinkMessage> messages = sink.list_messages();
    REQUIRE(messages.size() == before + addresses.size());
    for (std::size_t i = 0; i < addresses.size(); ++i) CHECK(messages[before + i].to.at(0) == addresses[i].transport());
  });
}

TEST_CASE("no body ends a message early or starts a second one") {
  const std::vector<std::string> bodies = {".\n", "a\n.\nMAIL FROM:<x@example.org>\n", "\r\n.\r\nQUIT\r\n", "\n.\n", "\r.\r", "\r\n.\r",
                                           ".\r\n", "lone\rCR", "..\n...\n", std::string(1 << 20, 'y'), ".", ""};
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      NewMail mail = make_mail("body:" + std::to_string(i));
      mail.content.text = bodies[i];
      mail.content.html = bodies[i].empty() ? "" : "<pre>" + bodies[i] + "</pre>";
      add_mail(world, mail);
    }
    CHECK(run_due(world, make_settings(sink.smarthost())) == static_cast<int>(bodies.size()));
    const std::vector<SinkMessage> messages = sink.list_messages();
    REQUIRE(messages.size() == before + bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      std::string expected;
      for (std::size_t c = 0; c < bodies[i].size(); ++c) {
        const bool is_pair = bodies[i][c] == '\r' && c + 1 < bodies[i].size() && bodies[i][c + 1] == '\n';
        if (!is_pair) expected += bodies[i][c] == '\r' ? '\n' : bodies[i][c];
      }
      if (!expected.ends_with('\n')) expected += '\n';
      CAPTURE(i);
      CHECK((to_lf(messages[before + i].text) == expected));
    }
  });
}

TEST_CASE("300 mails, 4 connections, every kind of recipient: one final state each, none doubled") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    std::string rules;
    std::map<std::string, std::string> expected;
    for (int i = 0; i < 300; ++i) {
      const std::string to = "r" + std::to_string(i) + (world.db.engine() == db::Engine::sqlite ? "" : "p") + "@example.org";
      if (i % 10 == 0) rules += (rules.empty() ? "" : ", ") + ("\"" + to + "\": \"550 5.1.1 no such user\"");
      if (i % 10 == 1) rules += (rules.empty() ? "" : ", ") + ("\"" + to + "\": [\"450 4.7.1 later\"]");
      expected[to] = i % 10 == 0 ? "failed" : "sent";
      NewMail mail = make_mail("many:" + std::to_string(i));
      mail.to = *Email::parse(to);
      mail.mail_class = i % 3 == 0 ? Class::bulk : Class::notice;
      add_mail(world, mail);
    }
    sink.set_rules("{\"rcpt\": {" + rules + "}}");
    const std::size_t before = sink.list_messages().size();
    Settings settings = make_settings(sink.smarthost());
    settings.connections = 4;
    Sender sender(world.context(), settings);
    sender.start();
    sender.wake();
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    const auto is_finished = [&] { return count_mails_in(world, "sent") + count_mails_in(world, "failed") == 300; };
    while (!is_finished() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(20ms);
      if (count_mails_in(world, "queued") <= 30 && count_mails_in(world, "sending") == 0) world.clock.advance(5min);
    }
    sender.stop();
    CHECK(is_finished());
    for (const MailRow& row : world.db.read([](db::Read& read) { return list_mails(read, {.limit = 1000}); })) {
      CHECK(row.state == expected[row.to]);
    }
    std::map<std::string, int> seen;
    const std::vector<SinkMessage> messages = sink.list_messages();
    for (std::size_t i = before; i < messages.size(); ++i) ++seen[messages[i].message_id];
    CHECK(seen.size() == 270);
    CHECK(std::ranges::all_of(seen, [](const auto& each) { return each.second == 1; }));
  });
}

TEST_CASE("a smarthost that is not an address stops the start") {
  test::for_each_jobs_world([](JobsWorld& world) {
    for (const char* smarthost : {"", "localhost", "localhost:", "localhost:0", "localhost:70000", ":25", "local host:25", "localhost:25x"}) {
      Sender sender(world.context(), make_settings(smarthost));
      CHECK_THROWS_AS(sender.start(), std::invalid_argument);
    }
  });
}
