// From "send now" to mails in the queue: each recipient once, in the own language, whatever happens in between.
#include <algorithm>
#include <map>
#include <set>

#include "features/updates/leaving_store.hpp"
#include "features/updates/send_job.hpp"
#include "features/updates/update_world_test.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace muster;
using namespace muster::updates;
using namespace std::chrono_literals;

namespace {

mail::Makers make_makers(UpdateWorld& world) { return {{std::string(kMailSource), make_update_maker({world.texts, update_programme(), "https://muster.example.org", world.parts.counting, world.parts.leaving})}}; }

mail::Settings make_settings() {
  return {.smarthost = "log", .helo = "muster.example.org", .from = *Email::parse("programme@example.org"), .from_name = "ICANN At-Large", .reply_to = *Email::parse("staff@example.org")};
}

std::vector<mail::MailRow> list_update_mails(UpdateWorld& world) {
  auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 500}); });
  std::erase_if(mails, [](const mail::MailRow& mail) { return mail.kind != "updates.update"; });
  std::ranges::sort(mails, {}, &mail::MailRow::to);
  return mails;
}

void send_mails(UpdateWorld& world) {
  jobs::Context context{world.db, world.clock, world.random, world.texts, world.log, update_programme(), "https://muster.example.org"};
  mail::Sender(context, make_settings(), make_makers(world)).run_due();
}

void run_on(UpdateWorld& world) {
  world.clock.advance(10s);
  world.run_jobs();
}

}  // namespace

TEST_CASE("S46, S73: every representative gets it once, in the own language; a language that is not ready waits alone") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.put(id, Locale::ar, "أخبار", "مرحبًا {{organisation}}.").value();
    world.mark(id, Locale::ar, world.maria).value();
    world.send(id);
    auto mails = list_update_mails(world);
    REQUIRE(mails.size() == 3);
    CHECK(mails[0].to == "amina@kenya.example");
    CHECK(mails[1].to == "brian@kenya.example");
    CHECK(mails[2].to == "nour@egypt.example");
    CHECK(mails[2].locale == Locale::ar);
    CHECK(mails[2].mail_class == mail::Class::bulk);
    CHECK(mails[2].text.empty());  // made when it is sent
    CHECK(world.issue(id).state == State::sending);
    const auto made = world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mails[2]); });
    REQUIRE(made);
    CHECK(made->text.find("مستخدمو مصر") != std::string::npos);
    CHECK(made->list.id == "updates.ar.muster.example.org");
    // Run again, by a second server or after a crash: nobody gets a second one.
    world.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kSend), .key = "again", .values = {{"issue", id.format()}}}); });
    world.run_jobs();
    CHECK(list_update_mails(world).size() == 3);
    send_mails(world);
    run_on(world);
    CHECK(world.issue(id).state == State::sent);
    // Chinese comes late and follows by itself.
    world.put(id, Locale::zh, "新闻", "你好。").value();
    world.mark(id, Locale::zh, world.omar).value();
    world.run_jobs();
    mails = list_update_mails(world);
    REQUIRE(mails.size() == 4);
    CHECK(mails[3].to == "wei@china.example");
    CHECK(mails[3].locale == Locale::zh);
  });
}

TEST_CASE("pausing holds what is in the queue and what is not there yet; cancelling ends it") {
  in_update_world([](UpdateWorld& world) {
    for (int number = 0; number < 150; ++number) {
      const std::string text = std::to_string(number);
      world.add_organisation("Users of place " + text, "KE", {"en"}, {{"Person " + text, "p" + text + "@many.example"}});
    }
    const IssueId id = world.begin();
    world.send(id);
    CHECK(list_update_mails(world).size() == 152);
    world.write([&](db::Write& write) { pause(write, world.by(world.maria), id).value(); });
    run_on(world);
    send_mails(world);
    const auto count = [&] { return world.read([&](db::Read& read) { return mail::count_group(read, mail_group(id)); }); };
    CHECK(count().waiting == 152);
    CHECK(world.issue(id).state == State::paused);
    world.write([&](db::Write& write) { resume(write, world.by(world.maria), id).value(); });
    world.write([&](db::Write& write) { cancel(write, world.by(world.maria), id).value(); });
    run_on(world);
    send_mails(world);
    CHECK(count().sent == 0);
    CHECK(count().suppressed == 152);
    CHECK(world.issue(id).state == State::cancelled);
    // Also what was being sent then and is tried again later.
    const auto held = list_update_mails(world).front();
    CHECK_FALSE(world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), held); }));
    const auto page = world.get(world.maria, "/staff/updates/" + id.format() + "/check");
    CHECK(page.body.find("0 of 152 mails are sent") != std::string::npos);
  });
}

TEST_CASE("S52: links of a mail are counted for its organisation and language; the switch and the issue can say no") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();  // with one link
    world.send(id);
    const auto mail = list_update_mails(world).front();
    const auto make = [&] { return world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mail); }).value(); };
    const std::string text = make().text;
    const std::size_t at = text.find("https://muster.example.org/t/");
    REQUIRE(at != std::string::npos);
    CHECK(text.find("https://example.org/news") == std::string::npos);
    const std::string token = text.substr(at + 29, text.find_first_of(" >\n", at) - at - 29);
    const auto link = counting::parse_link_token(counting::make_keys(Secret("a secret of this installation")), token);
    REQUIRE(link);
    CHECK(*link == counting::CountedLink{.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = 1});
    CHECK(world.read([&](db::Read& read) { return counting::get_results(read, id.value(), Locale::en); }).links.front().url == "https://example.org/news");
    world.write([&](db::Write& write) { counting::set_counting(write, world.by(world.maria), false); });
    CHECK(make().text.find("https://example.org/news") != std::string::npos);
  });
}

TEST_CASE("who leaves while an issue is on its way gets no mail of it, though it waits in the queue already") {
  test::SmtpSink sink;
  in_update_world([&](UpdateWorld& world) {
    std::vector<PersonId> people;
    for (int number = 0; number < 40; ++number) {
      const std::string text = std::to_string(number);
      const OrganisationId id = world.add_organisation("Users of place " + text, "KE", {"en"}, {{"Person " + text, "p" + text + "@many.example"}});
      people.push_back(world.people_of.at(id).front());
    }
    const IssueId id = world.begin();
    world.send(id);
    REQUIRE(list_update_mails(world).size() == 42);
    world.write([&](db::Write& write) {
      for (const PersonId person : people) leave(write, world.by(Actor::nobody()), person, world.kenya, LeftBy::one_click);
    });
    const auto before = sink.list_messages().size();
    mail::Settings settings = make_settings();
    settings.smarthost = sink.smarthost();
    settings.tls = mail::Settings::Tls::off;
    jobs::Context context{world.db, world.clock, world.random, world.texts, world.log, update_programme(), "https://muster.example.org"};
    mail::Sender(context, settings, make_makers(world)).run_due();
    const auto counts = world.read([&](db::Read& read) { return mail::count_group(read, mail_group(id)); });
    CHECK(counts.suppressed == 40);
    CHECK(counts.sent == 2);
    const auto messages = sink.list_messages();
    REQUIRE(messages.size() == before + 2);
    for (std::size_t at = before; at < messages.size(); ++at) {
      CHECK(messages[at].to.front().ends_with("@kenya.example"));
      CHECK(messages[at].defects.empty());
      std::map<std::string, std::string> headers(messages[at].headers.begin(), messages[at].headers.end());
      const std::string url = headers["List-Unsubscribe"];
      CHECK(headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click");
      REQUIRE(url.starts_with("<https://muster.example.org/u/"));
      const auto token = parse_leave_token(world.parts.leaving, url.substr(30, url.size() - 31));
      REQUIRE(token);
      CHECK(is_address_of(world.parts.leaving, *token, messages[at].to.front()));
    }
    for (const auto& mail : list_update_mails(world)) CHECK((mail.state == "sent" || mail.reason == "not wanted any more"));
  });
}

TEST_CASE("a counted mail has a link that people cannot see, in its HTML alone; programs that follow it are machines") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();  // with one link
    world.send(id);
    auto mail = list_update_mails(world).front();
    const auto make = [&] { return world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mail); }).value(); };
    const std::string decoy = counting::make_link_url(world.parts.counting, "https://muster.example.org", {.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = counting::kDecoy});
    for (const std::string_view copy : {"representative", "redistribution"}) {
      mail.source_values = id.format() + " " + std::string(copy);
      const auto made = make();
      const std::size_t at = made.html.find(decoy);
      REQUIRE(at != std::string::npos);
      // Hidden from eyes, from screen readers and from the keyboard, and without a word.
      const std::string before = made.html.substr(made.html.rfind("<div", at), at - made.html.rfind("<div", at));
      CHECK(before.find("aria-hidden=\"true\"") != std::string::npos);
      CHECK(before.find("display:none") != std::string::npos);
      const std::string after = made.html.substr(at, made.html.find("</a>", at) - at);
      CHECK(after.find("tabindex=\"-1\"") != std::string::npos);
      CHECK(after.ends_with(">"));
      CHECK(made.text.find(decoy) == std::string::npos);
    }
    world.write([&](db::Write& write) { counting::set_counting(write, world.by(world.maria), false); });
    CHECK(make().html.find("/t/") == std::string::npos);
  });
}

TEST_CASE("a mail of an issue whose organisation is gone is not sent") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.send(id);
    mail::MailRow mail = list_update_mails(world).front();
    mail.organisation = OrganisationId(999999);
    CHECK_FALSE(world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mail); }));
    mail.source_values = "no numbers";
    CHECK_THROWS(world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mail); }));
  });
}
