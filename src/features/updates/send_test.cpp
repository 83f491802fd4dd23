// From "send now" to mails in the queue: each recipient once, in the own language, whatever happens in between.
#include <algorithm>
#include <set>

#include "features/updates/send_job.hpp"
#include "features/updates/update_world_test.hpp"

using namespace muster;
using namespace muster::updates;
using namespace std::chrono_literals;

namespace {

mail::Makers make_makers(UpdateWorld& world) { return {{std::string(kMailSource), make_update_maker({world.texts, update_programme(), "https://muster.example.org", counting::make_keys(Secret("a secret of this installation"))})}}; }

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
