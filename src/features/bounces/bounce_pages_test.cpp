// Pages of staff: what stands on them, in six languages, and that a hostile message stays text.
#include "features/bounces/bounce_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::bounces;

namespace {

std::string check_page(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  for (const auto& problem : test::check_html(response.body, test::Markup::page)) CHECK_MESSAGE(false, problem);
  return test::visible_text(response.body);
}

bool holds(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

const std::string kHostile = "<script>alert(1)</script><img src=x onerror=alert(2)> \xe2\x80\xae 550 5.1.1 User unknown";

}  // namespace

TEST_CASE("staff see who gets no mail, since when, why and what to do; those who cannot be reached at all first") {
  for_each_bounce_world([](BounceWorld& world) {
    CHECK(holds(check_page(world.get("/staff/bounces")), "Every representative gets our mail"));
    world.bounce(world.amina);
    world.wait(std::chrono::days(1));
    const PersonId nour = world.people_of.at(world.egypt).front();
    world.bounce(nour);
    world.wait(std::chrono::days(1));
    const MailId other = world.send_to("nobody@else.example", {});
    world.receive(BounceWorld::make_report(world.path_of(other), "nobody@else.example", "5.1.1"), world.path_of(other));
    for (const Locale locale : kLocales) check_page(world.get("/staff/bounces", {}, locale));
    const std::string text = check_page(world.get("/staff/bounces"));
    CHECK(text.find("Nour") < text.find("Amina"));
    CHECK(holds(text, "Nobody can be reached"));
    CHECK(holds(text, "There is no such mailbox."));
    CHECK(holds(text, "Ask for another address, by telephone or from a colleague."));
    CHECK(holds(text, "nobody@else.example"));
  });
}

TEST_CASE("everything that came back, with filters") {
  for_each_bounce_world([](BounceWorld& world) {
    CHECK(holds(check_page(world.get("/staff/bounces/events")), "Nothing has come back yet"));
    const MailId mail = world.bounce(world.amina);
    world.bounce(world.brian, "4.2.2", "452 4.2.2 Mailbox full");
    const MailId other = world.send_to("nobody@else.example", {});
    world.receive(BounceWorld::make_report(world.path_of(other), "nobody@else.example", "5.2.1", "failed", "550 disabled"), world.path_of(other));
    world.receive(BounceWorld::make_report("programme@example.org", "nour@egypt.example", "5.1.1"), "programme@example.org");
    const auto list = [&](const Form& query) { return check_page(world.get("/staff/bounces/events", query)); };
    CHECK(holds(list({}), "amina@kenya.example"));
    CHECK(holds(list({{"kind", "soft"}}), "brian@kenya.example"));
    CHECK_FALSE(holds(list({{"kind", "soft"}}), "amina@kenya.example"));
    CHECK(holds(list({{"kind", "unproved"}}), "nour@egypt.example"));
    CHECK_FALSE(holds(list({{"kind", "unproved"}}), "Nour "));
    CHECK(holds(list({{"known", "no"}}), "nobody@else.example"));
    CHECK_FALSE(holds(list({{"known", "no"}}), "amina@kenya.example"));
    CHECK(holds(list({{"known", "yes"}}), "amina@kenya.example"));
    CHECK_FALSE(holds(list({{"known", "yes"}}), "nobody@else.example"));
    CHECK(holds(list({{"organisation", world.kenya.format()}}), "Kenya Users"));
    CHECK(holds(list({{"person", world.amina.format()}}), "amina@kenya.example"));
    CHECK_FALSE(holds(list({{"person", world.amina.format()}}), "brian@kenya.example"));
    CHECK(holds(list({{"mail", mail.format()}}), "amina@kenya.example"));
    CHECK(holds(list({{"organisation", world.egypt.format()}, {"kind", "soft"}}), "Remove a filter to see more."));
    for (const Locale locale : kLocales) check_page(world.get("/staff/bounces/events", {}, locale));
  });
}

TEST_CASE("a message of a stranger is shown as text and downloaded as text, whatever it holds") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina, "5.1.1", kHostile);
    const std::string id = world.events().front().id.format();
    for (const Locale locale : kLocales) check_page(world.get("/staff/bounces/events/" + id, {}, locale));
    const auto page = world.get("/staff/bounces/events/" + id);
    CHECK(page.body.find("<script>alert") == std::string::npos);
    CHECK(page.body.find("<img") == std::string::npos);
    CHECK(page.body.find("\xe2\x80\xae") == std::string::npos);
    const std::string text = check_page(page);
    CHECK(holds(text, "<script>alert(1)</script>"));
    CHECK(holds(text, "It shows which of our mails it answers, so it counts against the address."));
    const auto file = world.get("/staff/bounces/events/" + id + "/message");
    CHECK(file.content_type == "text/plain; charset=utf-8");
    CHECK(std::ranges::any_of(file.headers, [](const auto& header) { return header.first == "Content-Disposition" && header.second.starts_with("attachment"); }));
    CHECK(file.body.find(kHostile) != std::string::npos);
    CHECK(world.get("/staff/bounces/events/999").status == 404);
    CHECK(world.get("/staff/bounces/events/999/message").status == 404);
  });
}

TEST_CASE("a refusal without a message, and a message that is not kept any more, say so") {
  for_each_bounce_world([](BounceWorld& world) {
    world.send(world.amina, "failed", "550 5.1.1 User unknown");
    world.read_refused();
    CHECK(holds(check_page(world.get("/staff/bounces/events/" + world.events().front().id.format())), "No message came back."));
    world.bounce(world.brian);
    const Event event = world.events().front();
    world.write([&](db::Write& write) { mail::erase_incoming(write, event.incoming); });
    CHECK(holds(check_page(world.get("/staff/bounces/events/" + event.id.format())), "The message itself is not kept any more."));
    CHECK(world.get("/staff/bounces/events/" + event.id.format() + "/message").status == 404);
  });
}

TEST_CASE("staff put an address back, with a reason") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina);
    const std::string url = "/staff/bounces/addresses/" + world.address_id("amina@kenya.example").format();
    for (const Locale locale : kLocales) check_page(world.get(url, {}, locale));
    CHECK(holds(check_page(world.get(url)), "Kenya Users"));
    CHECK(holds(check_page(world.call(http::Method::post, url + "/put-back", {}, {{"reason", "  "}}), 422), "Write why mail goes there again"));
    CHECK(world.is_stopped("amina@kenya.example"));
    const auto done = world.call(http::Method::post, url + "/put-back", {}, {{"reason", "She says that it works."}});
    CHECK(done.status == 303);
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    const std::string after = check_page(world.get(url));
    CHECK(holds(after, "Gets mail"));
    CHECK(holds(after, "Maria"));
    CHECK_FALSE(holds(after, "Put this address back"));
    CHECK(world.call(http::Method::post, "/staff/bounces/addresses/999/put-back", {}, {{"reason", "x"}}).status == 404);
    CHECK(world.get("/staff/bounces/addresses/999").status == 404);
  });
}

TEST_CASE("mail that is for no room is shown, that of rooms is not") {
  for_each_bounce_world([](BounceWorld& world) {
    CHECK(holds(check_page(world.get("/staff/bounces/left")), "No mail here"));
    const auto left = world.receive("From: \"<b>Bold</b>\" <stranger@example.net>\nTo: office@example.org\nSubject: <i>Hello</i>\n\nWho are you?\n", "office@example.org");
    world.bounce(world.amina);
    const auto taken = world.events().front().incoming;
    for (const Locale locale : kLocales) {
      check_page(world.get("/staff/bounces/left", {}, locale));
      check_page(world.get("/staff/bounces/left/" + left.format(), {}, locale));
    }
    CHECK(holds(check_page(world.get("/staff/bounces/left")), "<i>Hello</i>"));
    CHECK(holds(check_page(world.get("/staff/bounces/left/" + left.format())), "Who are you?"));
    CHECK(world.get("/staff/bounces/left/" + left.format() + "/message").content_type == "text/plain; charset=utf-8");
    CHECK(world.get("/staff/bounces/left/" + taken.format()).status == 404);
    CHECK(world.get("/staff/bounces/left/" + taken.format() + "/message").status == 404);
  });
}

TEST_CASE("colleagues are told in their own language") {
  for_each_bounce_world([](BounceWorld& world) {
    int number = 0;
    for (const Locale locale : kLocales) {
      world.write([&](db::Write& write) { people::set_locale(write, world.by(), world.brian, locale); });
      world.bounce(world.amina);
      REQUIRE(std::ssize(world.told()) == ++number);
      const auto told = world.told().front();
      CHECK(told.locale == locale);
      for (const auto& problem : test::check_html(told.html, test::Markup::mail)) CHECK_MESSAGE(false, problem);
      const AddressId id = world.address_id("amina@kenya.example");
      world.write([&](db::Write& write) { put_back(write, world.by(), id, "again"); });
      world.wait(std::chrono::days(1));
    }
  });
}
