// S36: an address for passing on whose mail comes back is a task of its organisation, told once, until another address is
// given, its owner says that it works, or staff put it back.
#include "features/bounces/bounce_world_test.hpp"
#include "features/updates/address_job.hpp"
#include "features/updates/address_store.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::bounces;

namespace {

constexpr auto kPost = http::Method::post;
const std::string kList = "members@kenya.example";

bool holds(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

std::string see(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  for (const auto& problem : test::check_html(response.body, test::Markup::page)) CHECK_MESSAGE(false, problem);
  return test::visible_text(response.body);
}

void give_address(BounceWorld& world, OrganisationId of, const std::string& address) {
  world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), bounce_programme(), of, {.redistribution_address = address}).value(); });
}

std::string ask(BounceWorld& world, OrganisationId of, const std::string& address) {
  return world.write([&](db::Write& write) { return updates::ask_address(write, world.by(), of, Email::parse(address)->key()); });
}

updates::LinkState answer(BounceWorld& world, const std::string& token, bool says_yes) {
  return world.write([&](db::Write& write) { return updates::answer_address(write, world.by(), token, says_yes); });
}

// An address that its owner confirmed, and to which updates went.
void confirm(BounceWorld& world, OrganisationId of, const std::string& address) {
  give_address(world, of, address);
  CHECK(answer(world, ask(world, of, address), true) == updates::LinkState::open);
}

void bounce_list(BounceWorld& world, const std::string& address = kList) {
  const MailId id = world.send_to(address, {});
  world.receive(BounceWorld::make_report(world.path_of(id), address, "5.1.1"), world.path_of(id));
}

std::optional<RedistributionTask> task(BounceWorld& world) {
  return world.read([&](db::Read& read) { return find_redistribution_task(read, world.kenya); });
}

std::int64_t count(BounceWorld& world) {
  return world.read([&](db::Read& read) { return count_tasks(read, world.clock.today()); });
}

void run_updates_jobs(BounceWorld& world) {
  jobs::Runner runner(world.job_context(), {updates::make_address_job()}, {});
  runner.run_due();
  CHECK(world.read([](db::Read& r) { return jobs::count_jobs(r, "failed"); }) == 0);
}

struct AsRepresentative {
  explicit AsRepresentative(BounceWorld& w) : world(w), before(w.staff) {
    w.staff = {.kind = Actor::Kind::person, .person = w.amina, .name = "Amina", .seats = {{.id = SeatId(901), .role = Role::representative, .organisation = w.kenya}}, .is_fully_signed_in = true};
  }
  ~AsRepresentative() { world.staff = before; }
  BounceWorld& world;
  Actor before;
};

// The link that the owner was sent.
std::string find_token(BounceWorld& world) {
  const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 50}); });
  const auto asked = std::ranges::find(mails, std::string(updates::kAskAddresses), &mail::MailRow::kind);
  REQUIRE(asked != mails.end());
  const auto at = asked->text.find("/updates/address/") + std::string_view("/updates/address/").size();
  return asked->text.substr(at, asked->text.find_first_of(" \n", at) - at);
}

}  // namespace

TEST_CASE("S36: an address for passing on that does not work is told to every representative once, and is a task of theirs and of staff") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    CHECK_FALSE(task(world).has_value());
    bounce_list(world);
    REQUIRE(world.is_stopped(kList));
    const auto told = world.told();
    REQUIRE(told.size() == 2);
    for (const auto& mail : told) {
      CHECK(holds(mail.text, kList));
      CHECK(holds(mail.text, "Kenya Users"));
      CHECK_FALSE(holds(mail.text, "User unknown"));
      CHECK(mail.organisation == world.kenya);
    }
    REQUIRE(task(world).has_value());
    CHECK(task(world)->cause == Cause::unknown);
    CHECK_FALSE(task(world)->is_for_staff_alone());
    CHECK(count(world) == 1);
    CHECK(world.read([](db::Read& read) { return list_redistribution_tasks(read).size(); }) == 1);
    bounce_list(world);
    CHECK(world.told().size() == 2);
    const std::string page = see(world.get("/staff/bounces"));
    CHECK(holds(page, "Address for passing on"));
    CHECK(holds(page, "Kenya Users"));
    CHECK_FALSE(holds(page, "Other addresses that get no mail"));
    for (const Locale locale : kLocales) see(world.get("/staff/bounces", {}, locale));
    CHECK(holds(see(world.get("/staff/bounces/addresses/" + world.address_id(kList).format())), "Updates for the members of"));
  });
}

TEST_CASE("S36: representatives are told of their address for passing on in their own language") {
  for_each_bounce_world([](BounceWorld& world) {
    for (const Locale locale : kLocales) {
      world.write([&](db::Write& write) {
        people::set_locale(write, world.by(), world.amina, locale);
        people::set_locale(write, world.by(), world.brian, locale);
      });
      const std::string list = "list-" + std::string(locale_tag(locale)) + "@kenya.example";
      confirm(world, world.kenya, list);
      bounce_list(world, list);
      const auto told = world.told();
      REQUIRE(told.size() >= 2);
      for (const auto& mail : {told[0], told[1]}) {
        CHECK(mail.locale == locale);
        CHECK(holds(mail.text, list));
        for (const auto& problem : test::check_html(mail.html, test::Markup::mail)) CHECK_MESSAGE(false, problem);
      }
    }
  });
}

TEST_CASE("S36: the task ends with another address, with none, with a waiver, and when staff put it back") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    bounce_list(world);
    REQUIRE(count(world) == 1);
    give_address(world, world.kenya, "other@kenya.example");
    CHECK(count(world) == 0);
    give_address(world, world.kenya, "");
    CHECK(count(world) == 0);
    give_address(world, world.kenya, kList);
    REQUIRE(count(world) == 1);
    world.write([&](db::Write& write) { updates::waive(write, world.by(), world.kenya, "A narrow mandate"); });
    CHECK(count(world) == 0);
    world.write([&](db::Write& write) { updates::end_waiver(write, world.by(), world.kenya); });
    REQUIRE(count(world) == 1);
    CHECK(world.call(kPost, "/staff/bounces/addresses/" + world.address_id(kList).format() + "/put-back", {}, {{"reason", "It works."}}).status == 303);
    CHECK(count(world) == 0);
  });
}

TEST_CASE("S36: a representative has the owner asked anew; nothing but that mail goes there until the owner says yes") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    bounce_list(world);
    const AsRepresentative amina(world);
    for (const Locale locale : kLocales) see(world.get("/me/updates/address", {}, locale));
    CHECK(holds(see(world.get("/me/updates/address")), "There is no such mailbox."));
    world.wait(std::chrono::days(1));
    CHECK(world.call(kPost, "/me/updates/address/again").status == 303);
    run_updates_jobs(world);
    CHECK_FALSE(world.is_stopped(kList));
    CHECK_FALSE(world.read([&](db::Read& read) { return updates::find_address(read, world.kenya)->confirmed_at.has_value(); }));
    REQUIRE(task(world).has_value());
    CHECK(task(world)->owner == RedistributionTask::Owner::asked);
    for (const Locale locale : kLocales) see(world.get("/me/updates/address", {}, locale));
    CHECK(holds(see(world.get("/me/updates/address")), "The answer has not come yet."));
    // No, and the task stays.
    CHECK(answer(world, find_token(world), false) == updates::LinkState::open);
    CHECK(task(world)->owner == RedistributionTask::Owner::refused);
    world.wait(std::chrono::days(1));
    CHECK(world.call(kPost, "/me/updates/address/again").status == 303);
    run_updates_jobs(world);
    CHECK(answer(world, find_token(world), true) == updates::LinkState::open);
    CHECK_FALSE(task(world).has_value());
    const auto nothing = world.get("/me/updates/address");
    CHECK(holds(see(nothing), "There is nothing to do"));
    CHECK(holds(nothing.body, "/en/me/organisation#redistribution_address"));
  });
}

TEST_CASE("S36: the mail that asks comes back as well: it is stopped anew, and told anew") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    bounce_list(world);
    const AsRepresentative amina(world);
    world.wait(std::chrono::days(1));
    world.call(kPost, "/me/updates/address/again");
    run_updates_jobs(world);
    world.wait(std::chrono::days(1));
    bounce_list(world);
    CHECK(world.is_stopped(kList));
    CHECK(task(world)->owner == RedistributionTask::Owner::silent);
    CHECK(world.told().size() == 4);
  });
}

TEST_CASE("S36: what a reader reported, and what staff stopped, is for staff alone: nobody is told, nobody puts it back but they") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    const MailId id = world.send_to(kList, {});
    world.receive(BounceWorld::make_complaint(world.path_of(id)), "office@example.org");
    REQUIRE(world.is_stopped(kList));
    CHECK(world.told().empty());
    CHECK(task(world)->is_for_staff_alone());
    const AsRepresentative amina(world);
    CHECK(holds(see(world.get("/me/updates/address")), "Only our staff can put this address back."));
    CHECK(world.call(kPost, "/me/updates/address/again").status == 303);
    CHECK(world.is_stopped(kList));
  });
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, kList);
    CHECK(world.call(kPost, "/staff/bounces/stop", {}, {{"address", kList}, {"reason", "They asked."}}).status == 303);
    CHECK(count(world) == 0);
    CHECK(holds(see(world.get("/staff/bounces")), "Other addresses that get no mail"));
    const AsRepresentative amina(world);
    CHECK(holds(see(world.get("/me/updates/address")), "Only our staff can put this address back."));
    CHECK(world.call(kPost, "/me/updates/address/again").status == 303);
    CHECK(world.is_stopped(kList));
  });
}

TEST_CASE("S36: an address that is a representative's own is told once, and one of somebody else's organisation not at all") {
  for_each_bounce_world([](BounceWorld& world) {
    confirm(world, world.kenya, "amina@kenya.example");
    world.bounce(world.amina);
    const auto told = world.told();
    REQUIRE(told.size() == 1);
    CHECK(told.front().to == "brian@kenya.example");
    CHECK(count(world) == 2);
    CHECK_FALSE(world.read([&](db::Read& read) { return find_redistribution_task(read, world.egypt); }).has_value());
    CHECK_FALSE(world.read([&](db::Read& read) { return find_redistribution_task(read, {}); }).has_value());
  });
}
