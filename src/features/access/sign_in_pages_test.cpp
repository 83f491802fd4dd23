#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "features/access/access_world_test.hpp"
#include "features/access/clean_up_job.hpp"
#include "features/access/kept_store.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/session_store.hpp"
#include "tests/support/html_check.hpp"

namespace muster::access::test {
namespace {

const std::vector<db::Migration>& tables() {
  static const auto kTables = muster::test::all_migrations();
  return kTables;
}
void for_each_world(const std::function<void(World&)>& test) {
  muster::test::for_each_engine(tables(), [&](db::Database& db) {
    World world(db);
    test(world);
  });
}

std::string code_in(const mail::MailRow& mail) { return mail.subject.substr(mail.subject.size() - 6); }
std::string link_in(const mail::MailRow& mail) {
  const auto at = mail.text.find("/go/");
  return mail.text.substr(at, 4 + 43);
}
bool is_signed_in(Browser& browser) { return browser.get("/en/account").status == 200; }
constexpr db::Statement kCountKept{"test.count_kept", "SELECT COUNT(*) AS count FROM kept_form", ""};

void ask(Browser& browser, const std::string& address) {
  const Page page = browser.post("/en/sign-in", "/en/sign-in", {{"email", address}, {"return_to", ""}});
  REQUIRE(page.status == 303);
  REQUIRE(page.location == "/en/sign-in/code");
}
void sign_in_by_code(World& world, Browser& browser, const std::string& address) {
  ask(browser, address);
  world.run_jobs();
  REQUIRE(browser.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code_in(world.mails().front())}}).status == 303);
}

}  // namespace

TEST_CASE("a code signs in once; a known and an unknown address get the same answer") {
  for_each_world([](World& world) {
    world.add_person("Amal Sample", "amal@example.org");
    Browser known(world), unknown(world);
    ask(known, "amal@example.org");
    ask(unknown, "nobody@example.org");
    world.run_jobs();
    REQUIRE(world.mails().size() == 1);
    const std::string code = code_in(world.mails().front());
    const Page a = known.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code == "000000" ? "111111" : "000000"}});
    const Page b = unknown.post("/en/sign-in/code", "/en/sign-in/code", {{"code", "000000"}});
    CHECK(a.status == 422);
    CHECK(muster::test::visible_text(a.body) == muster::test::visible_text(b.body));
    CHECK(unknown.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code}}).status == 422);  // another browser
    CHECK(known.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code}}).status == 303);
    CHECK(is_signed_in(known));
    CHECK(known.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code}}).status == 422);  // replay
  });
}

TEST_CASE("looking at a link changes nothing; another browser needs the code; a used link offers a new one") {
  for_each_world([](World& world) {
    world.add_person("Amal Sample", "amal@example.org");
    Browser asking(world), other(world);
    ask(asking, "amal@example.org");
    world.run_jobs();
    const auto mail = world.mails().front();
    const std::string link = link_in(mail);
    for (int i = 0; i < 3; ++i) CHECK(asking.head("/en" + link).status == 200);
    CHECK(asking.get(link).location == "/en" + link);
    const Page page = other.post("/en" + link, "/en" + link, {});
    CHECK(page.status == 422);
    CHECK_FALSE(is_signed_in(other));
    CHECK(asking.post("/en" + link, "/en" + link, {}).status == 303);
    CHECK(is_signed_in(asking));
    CHECK(asking.get("/en" + link).status == 410);
    CHECK(other.post("/en" + link, "/en" + link, {{"code", code_in(mail)}}).location == "/en/sign-in/code");
    CHECK_FALSE(is_signed_in(other));
  });
}

TEST_CASE("another browser with the mail's code signs in; after an hour it does not") {
  for_each_world([](World& world) {
    world.add_person("Amal Sample", "amal@example.org");
    Browser asking(world), other(world);
    ask(asking, "amal@example.org");
    world.run_jobs();
    const auto mail = world.mails().front();
    SUBCASE("in time") {
      CHECK(other.post("/en" + link_in(mail), "/en" + link_in(mail), {{"code", code_in(mail)}}).status == 303);
      CHECK(is_signed_in(other));
    }
    SUBCASE("too late") {
      world.clock.advance(std::chrono::minutes(61));
      CHECK(asking.get("/en" + link_in(mail)).status == 410);
      CHECK(asking.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code_in(mail)}}).status == 422);
    }
  });
}

TEST_CASE("an invitation gives no right: it sends a code to the address on file and then opens its page") {
  for_each_world([](World& world) {
    const PersonId person = world.add_person("Amal Sample", "amal@example.org");
    const std::string url = world.db.write([&](db::Write& write) { return make_invitation(write, world.clock, world.random, person, "/account", 14, ""); });
    Browser browser(world);
    CHECK(browser.get("/en" + url).status == 200);
    CHECK(world.mails().empty());
    CHECK(browser.post("/en" + url, "/en" + url, {}).location == "/en/sign-in/code");
    world.run_jobs();
    REQUIRE(world.mails().size() == 1);
    CHECK(browser.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code_in(world.mails().front())}}).location == "/en/account");
    CHECK(browser.get("/en" + url).location == "/en/account");  // known browser
  });
}

TEST_CASE("the link of an old mail is a page with one button, and the button sends a new link") {
  for_each_world([](World& world) {
    const PersonId person = world.add_person("Amal Sample", "amal@example.org");
    const std::string url = world.db.write([&](db::Write& write) { return make_invitation(write, world.clock, world.random, person, "/account", 14, ""); });
    world.clock.advance(std::chrono::days(15));
    Browser browser(world);
    const Page old = browser.get("/en" + url);
    CHECK(old.status == 200);  // it gave no right before, and gives none now
    CHECK(old.holds("<button"));
    const Page asked = browser.post("/en" + url, "/en" + url, {});
    CHECK(asked.status == 303);
    world.run_jobs();
    REQUIRE(world.mails().size() == 1);
    CHECK(world.mails().front().to == "amal@example.org");
    CHECK(browser.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code_in(world.mails().front())}}).location == "/en/account");
  });
}

TEST_CASE("five tries for a code, three mails for an address") {
  for_each_world([](World& world) {
    world.add_person("Amal Sample", "amal@example.org");
    Browser browser(world);
    ask(browser, "amal@example.org");
    world.run_jobs();
    const std::string code = code_in(world.mails().front());
    const std::string wrong = code == "000000" ? "111111" : "000000";
    for (int i = 0; i < 5; ++i) CHECK(browser.post("/en/sign-in/code", "/en/sign-in/code", {{"code", wrong}}).status == 422);
    CHECK(browser.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code}}).status == 422);
    ask(browser, "amal@example.org");
    ask(browser, "amal@example.org");
    CHECK(browser.post("/en/sign-in", "/en/sign-in", {{"email", "amal@example.org"}}).status == 429);
    world.clock.advance(std::chrono::minutes(15));
    ask(browser, "amal@example.org");
  });
}

TEST_CASE("of many uses of one code at once exactly one succeeds") {
  for_each_world([](World& world) {
    const PersonId person = world.add_person("Amal Sample", "amal@example.org");
    const SignInMail mail = world.db.write([&](db::Write& write) {
      return insert_sign_in(write, world.clock, world.random, ensure_account(write, world.clock, person), "browser", "");
    });
    std::atomic<int> successes = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 50; ++k) {
          if (world.db.write([&](db::Write& write) { return enter_code(write, world.clock, "browser", mail.code); })) ++successes;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(successes == 1);
  });
}

TEST_CASE("a set-up link sets password, phone and recovery codes; each code works once") {
  for_each_world([](World& world) {
    const PersonId person = world.add_office("Staff Sample", "staff.one@example.org", Role::administrator);
    const std::string link = "/en" + world.db.write([&](db::Write& write) { return make_set_up_link(write, world.clock, world.random, person, ""); });
    Browser browser(world);
    CHECK(browser.post(link, link, {{"password", "short"}}).status == 422);
    const std::string password = "violet harbour seventeen boats";
    REQUIRE(browser.post(link, link, {{"password", password}}).status == 303);
    const Page scan = browser.get(link);
    const auto at = scan.body.find("<code dir=\"ltr\">") + 16;
    std::string base32 = scan.body.substr(at, scan.body.find('<', at) - at);
    std::erase(base32, ' ');
    const Secret secret(crypto::decode_base32(base32).value());
    const std::string first_code = crypto::totp::make_code(secret, world.clock.now());
    const Page done = browser.post(link, link, {{"code", first_code}});
    REQUIRE(done.status == 200);
    CHECK(browser.get("/en/staff/settings/people").status == 200);
    CHECK(browser.get(link).status == 410);
    const auto code_at = done.body.find("<li><code dir=\"ltr\">") + 20;
    const std::string recovery = done.body.substr(code_at, 11);

    Browser again(world);
    sign_in_by_code(world, again, "staff.one@example.org");
    CHECK(again.get("/en/staff/settings/people").location.starts_with("/en/sign-in/second"));  // mail alone is not enough
    const auto second = [&](const std::string& code) {
      return again.post("/en/sign-in/second", "/en/sign-in/second", {{"password", password}, {"code", code}}).status;
    };
    CHECK(second(first_code) == 422);  // the step was used
    CHECK(second(recovery) == 303);
    CHECK(again.get("/en/staff/settings/people").status == 200);
    world.clock.advance(std::chrono::minutes(31));
    CHECK(again.get("/en/staff/settings/people").status == 303);  // idle
    sign_in_by_code(world, again, "staff.one@example.org");
    CHECK(second(recovery) == 422);  // used
    CHECK(second(crypto::totp::make_code(secret, world.clock.now())) == 303);
  });
}

TEST_CASE("a save after the session ended is kept and applied for the same person alone") {
  for_each_world([](World& world) {
    world.add_person("Amal Sample", "amal@example.org");
    world.add_person("Badr Sample", "badr@example.org");
    Browser browser(world);
    sign_in_by_code(world, browser, "amal@example.org");
    browser.get("/en/account");
    REQUIRE(browser.post("/en/account", "/en/save", {{"answer", "first"}}).body == "saved");
    world.clock.advance(std::chrono::hours(31 * 24));
    const Page kept = browser.post_again("/en/save", {{"answer", "été & <b>"}});
    CHECK(kept.status == 303);
    CHECK(kept.location.starts_with("/en/sign-in?return_to="));
    CHECK(world.saved == "first");
    const auto cookies = browser.cookies;
    SUBCASE("the same person") {
      sign_in_by_code(world, browser, "amal@example.org");
      const Page page = browser.get("/en/kept");
      CHECK(page.body.find("été &amp; &lt;b&gt;") != std::string::npos);
      const Page sent = browser.post("/en/kept", "/en/kept", {{"answer", "été & <b>"}});
      CHECK(sent.status == 307);
      CHECK(sent.location == "/en/save");
      CHECK(browser.post("/en/account", "/en/save", {{"answer", "été & <b>"}}).body == "saved");
      CHECK(world.saved == "été & <b>");
    }
    SUBCASE("somebody else") {
      sign_in_by_code(world, browser, "badr@example.org");
      CHECK(browser.get("/en/kept").status == 303);
    }
  });
}

TEST_CASE("a stranger's save is kept small and not long") {
  for_each_world([](World& world) {
    const auto count_kept = [&] { return world.db.read([](db::Read& read) { return read.count(kCountKept); }); };
    Browser browser(world);
    browser.get("/en/sign-in");
    CHECK(browser.post_again("/en/save", {{"answer", std::string(200'000, 'x')}}).location.find("kept") != std::string::npos);
    CHECK(count_kept() == 1);
    CHECK(browser.post_again("/en/save", {{"answer", std::string(100'000, '<')}}).location == "/en/sign-in");  // three bytes each
    CHECK(count_kept() == 1);
    world.clock.advance(kStrangersFormLives + std::chrono::minutes(1));
    world.db.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kCleanUp)}); });
    world.run_jobs();
    CHECK(count_kept() == 0);
  });
}

TEST_CASE("IPv6: all addresses of a network share its limits") {
  for_each_world([](World& world) {
    Browser browser(world);
    for (int i = 0; i < 10; ++i) {
      browser.address = "2001:db8:1:2::" + std::to_string(i + 1);
      CHECK(browser.post("/en/sign-in", "/en/sign-in", {{"email", "p" + std::to_string(i) + "@example.org"}}).status == 303);
    }
    browser.address = "2001:db8:1:2:ffff::1";
    CHECK(browser.post("/en/sign-in", "/en/sign-in", {{"email", "late@example.org"}}).status == 429);
    browser.address = "2001:db8:1:3::1";
    CHECK(browser.post("/en/sign-in", "/en/sign-in", {{"email", "late@example.org"}}).status == 303);
  });
}

TEST_CASE("an account page: a new address needs its code, another person's is not told before") {
  for_each_world([](World& world) {
    const PersonId person = world.add_person("Amal Sample", "amal@example.org");
    world.add_person("Badr Sample", "badr@example.org");
    Browser browser(world);
    sign_in_by_code(world, browser, "amal@example.org");
    for (const Locale locale : kLocales) {
      const Page page = browser.get("/" + std::string(locale_tag(locale)) + "/account");
      CHECK(page.status == 200);
      const auto problems = muster::test::check_html(page.body, muster::test::Markup::page);
      INFO(problems.size() << (problems.empty() ? "" : problems.front()));
      CHECK(problems.empty());
    }
    CHECK(browser.post("/en/account", "/en/account/address", {{"email", "badr@example.org"}}).status == 303);
    CHECK(browser.post("/en/account", "/en/account/address", {{"email", "amal.new@example.org"}}).status == 303);
    world.run_jobs();
    const auto mail = world.mails().front();
    CHECK(mail.to == "amal.new@example.org");
    CHECK(browser.post("/en/account", "/en/account/address/confirm", {{"code", code_in(mail)}}).status == 303);
    CHECK(browser.post("/en/account", "/en/account/address/change", {{"address", "amal.new@example.org"}, {"do", "prefer"}}).status == 303);
    CHECK(browser.post("/en/account", "/en/account/address/change", {{"address", "badr@example.org"}, {"do", "prefer"}}).status == 422);
    CHECK(world.db.read([&](db::Read& read) { return people::get_person(read, person); }).preferred_address()->text() == "amal.new@example.org");
    CHECK(browser.post("/en/account", "/en/account/name", {{"name", ""}, {"locale", "en"}}).status == 422);
    CHECK(browser.post("/en/account", "/en/account/consent", {{"given", "yes"}}).status == 303);
    CHECK(world.db.read([&](db::Read& read) { return people::find_published_name(read, person); }) == "Amal Sample");
  });
}

TEST_CASE("administrators give, end and reset; the only administrator stays") {
  for_each_world([](World& world) {
    const PersonId admin = world.add_office("Admin Sample", "admin@example.org", Role::administrator);
    Browser browser(world);
    const std::string token = world.db.write([&](db::Write& write) {
      return insert_session(write, world.clock, world.random, {.account = ensure_account(write, world.clock, admin), .strength = Strength::full});
    });
    browser.cookies["__Host-muster"] = token;
    const std::string list = "/en/staff/settings/people";
    CHECK(browser.post(list, list, {{"name", "New Sample"}, {"email", "new@example.org"}, {"role", "staff"}}).status == 303);
    CHECK(browser.post(list, list, {{"name", "New Sample"}, {"email", "new@example.org"}, {"role", "staff"}}).status == 422);
    world.run_jobs();
    REQUIRE(world.mails().size() == 1);
    CHECK(world.mails().front().kind == "access.set_up");
    const auto holders = world.db.read([&](db::Read& read) { return list_office_holders(read, world.clock.today()); });
    REQUIRE(holders.size() == 2);
    for (const SeatRow& seat : holders) {
      const std::string page = list + "/" + seat.person.format();
      CHECK(browser.get(page).status == 200);
      const int expected = seat.role == Role::administrator ? 422 : 303;
      CHECK(browser.post(page, page + "/end", {{"seat", seat.id.format()}}).status == expected);
    }
    CHECK(browser.get("/en/staff/settings/log?from=2026-02-30").status == 422);
    const std::string nothing = "/en/staff/settings/log?action=nothing.such";
    CHECK(browser.get(nothing).body.find("Nothing fits these filters") != std::string::npos);
    for (const std::string& path : {std::string("/en/staff/settings/log"), std::string("/en/staff/settings/log?from=2020-01-01"), nothing, list}) {
      const Page page = browser.get(path);
      CHECK(page.status == 200);
      const auto problems = muster::test::check_html(page.body, muster::test::Markup::page);
      INFO(path << (problems.empty() ? "" : problems.front()));
      CHECK(problems.empty());
    }
  });
}

}  // namespace muster::access::test
