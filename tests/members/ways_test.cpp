// Whole ways through the program: somebody leaves, a main contact is contested, a mail reached the wrong person,
// a stranger writes to an organisation.
#include "platform/mail/mail.hpp"
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

std::size_t count_seats(MembersWorld& world) {
  return world.db.read([&](db::Read& read) { return access::list_seats_of_organisation(read, world.organisation, world.clock.today()).size(); });
}

const test::HeaderList kMessage = {{"name", "Nia Reader"}, {"address", "nia@reader.example"}, {"words", "May I join you?"}};

}  // namespace

TEST_CASE("S71: a representative who leaves is out at once; staff get a task when the time of grace is over, and it ends by itself") {
  in_members_world([](MembersWorld& world) {
    test::Browser second = world.sign_in(world.second);
    CHECK(second.get("/en/me/people/leave").status == 200);
    CHECK(count_seats(world) == 2);  // looking changes nothing
    const test::Page gone = second.post("/en/me/people/leave", "/en/me/people/leave", {});
    CHECK(gone.status == 200);
    CHECK(count_seats(world) == 1);
    CHECK(second.get("/en/me/people").status != 200);
    world.run_due();
    CHECK(world.sign_in(world.prime).get("/en/me/people").holds("needs at least two representatives"));
    world.clock.advance(std::chrono::days(world.programme.departure_grace_days + 1));
    world.run_due();
    CHECK(world.needs("too_few_representatives"));
    CHECK(world.sign_in(world.staff).get("/en/staff?show=too_few_representatives").holds("Lanka Internet Users"));
    test::Browser prime = world.sign_in(world.prime);
    CHECK(prime.post("/en/me/people", "/en/me/people/add", {{"name", "Nia Perera"}, {"email", "nia@lanka.example"}, {"locale", "en"}}).status == 303);
    world.run_due();
    CHECK_FALSE(world.needs("too_few_representatives"));
  });
}

TEST_CASE("S72: a new main contact is told to all, and an objection within seven days puts it before staff") {
  in_members_world([](MembersWorld& world) {
    const std::string page = "/en/me/people/" + world.second.format() + "/main-contact";
    const auto told_before = world.mails("organisations.tell_prime_change").size();
    test::Browser prime = world.sign_in(world.prime);
    CHECK(prime.get(page).status == 200);
    CHECK(prime.post(page, page, {}).status == 303);
    world.run_due();
    CHECK(world.mails("organisations.tell_prime_change").size() == told_before + 2);
    test::Browser second = world.sign_in(world.second);
    CHECK(second.get("/en/me/people").holds("This is not right"));
    const test::Page objected = second.post("/en/me/people", "/en/me/people/object", {});
    CHECK(objected.status == 200);
    CHECK(world.needs("prime_contested"));
    CHECK(second.post_again("/en/me/people/object", {}).status != 500);  // twice changes nothing
    CHECK_FALSE(second.get("/en/me/people").holds("This is not right"));
  });
}

TEST_CASE("a week later nobody can object any more") {
  in_members_world([](MembersWorld& world) {
    const std::string page = "/en/me/people/" + world.second.format() + "/main-contact";
    test::Browser prime = world.sign_in(world.prime);
    CHECK(prime.post(page, page, {}).status == 303);
    world.clock.advance(std::chrono::days(world.programme.contest_days + 1));
    test::Browser second = world.sign_in(world.second);
    CHECK_FALSE(second.get("/en/me/people").holds("This is not right"));
    second.post("/en/me/people", "/en/me/people/object", {});
    CHECK_FALSE(world.needs("prime_contested"));
  });
}

TEST_CASE("the wrong person got a mail: one press tells staff, looking does nothing, and a made-up link gets the same answer") {
  in_members_world([](MembersWorld& world) {
    const std::string url = world.db.write([&](db::Write& write) {
      return organisations::make_wrong_person_link(write, world.by, world.second, world.organisation, Locale::en, "https://muster.example");
    });
    const std::string path = url.substr(url.find("/en/wrong-person"));
    test::Browser reader = world.stranger();
    for (int look = 0; look < 3; ++look) CHECK(reader.get(path).status == 200);
    world.run_due();
    CHECK_FALSE(world.needs("wrong_person"));
    const test::Page thanks = reader.post(path, path, {});
    CHECK(thanks.status == 200);
    world.run_due();
    CHECK(world.needs("wrong_person"));
    test::Browser other = world.stranger();
    const std::string made_up = "/en/wrong-person/" + std::string(43, 'A');
    CHECK(test::visible_text(other.post(made_up, made_up, {}).body) == test::visible_text(thanks.body));
    CHECK(count_seats(world) == 2);  // no right is lost by a link
  });
}

TEST_CASE("a stranger writes to an organisation: the mail goes to its contact, the answer to the stranger, and nothing is published") {
  in_members_world([](MembersWorld& world) {
    test::Browser reader = world.stranger();
    CHECK(reader.post(world.path("/contact"), world.path("/contact"), kMessage).status == 303);
    world.run_due();
    const auto mails = world.mails("organisations.deliver_message");
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to == "hello@lanka.example");
    CHECK(mails[0].text.find("May I join you?") != std::string::npos);
    CHECK(mails[0].text.find("nia@reader.example") != std::string::npos);
    for (const std::string& path : {world.path(), std::string("/en/organisations"), std::string("/en/organisations.json")}) CHECK_FALSE(world.stranger().get(path).holds("nia@reader.example"));
  });
}

TEST_CASE("a program that fills every field is thanked and not heard; a flood from one network waits an hour") {
  in_members_world([](MembersWorld& world) {
    test::Browser robot = world.stranger();
    auto filled = kMessage;
    filled.emplace_back("company", "Robots Inc.");
    CHECK(robot.post(world.path("/contact"), world.path("/contact"), filled).status == 303);
    world.run_due();
    CHECK(world.mails("organisations.deliver_message").empty());
    int sent = 0, refused = 0;
    for (int turn = 0; turn < 30; ++turn) {
      const test::Page answer = robot.post(world.path("/contact"), world.path("/contact"), kMessage);
      sent += answer.status == 303 ? 1 : 0;
      refused += answer.status == 429 ? 1 : 0;
      if (answer.status == 429) CHECK(answer.holds("May I join you?"));
    }
    CHECK(sent > 0);
    CHECK(refused > 0);
    world.run_due();
    CHECK(world.mails("organisations.deliver_message").size() == static_cast<std::size_t>(sent));
    world.clock.advance(std::chrono::hours(1));
    CHECK(robot.post(world.path("/contact"), world.path("/contact"), kMessage).status == 303);
  });
}

TEST_CASE("the code in a sign-in mail is erased when it is used, and at the latest when it has ended") {
  in_members_world([](MembersWorld& world) {
    const auto ask = [&](test::Browser& browser) {
      REQUIRE(browser.post("/en/sign-in", "/en/sign-in", {{"email", "amina@lanka.example"}, {"return_to", ""}}).status == 303);
      world.run_due();
    };
    const auto newest = [&] { return world.mails("access.sign_in").front(); };
    test::Browser used = world.stranger();
    ask(used);
    const std::string code = newest().subject.substr(newest().subject.size() - 6);
    CHECK(newest().text.find(code) != std::string::npos);
    CHECK(used.post("/en/sign-in/code", "/en/sign-in/code", {{"code", code}}).status == 303);
    CHECK(newest().subject.empty());
    CHECK(newest().text.empty());
    CHECK(newest().html.empty());
    test::Browser forgotten = world.stranger();
    ask(forgotten);
    CHECK_FALSE(newest().text.empty());
    world.clock.advance(std::chrono::days(2));
    world.run_due();
    CHECK(newest().text.empty());
  });
}

TEST_CASE("what a stranger cannot send is said beside its field, and the words stay") {
  in_members_world([](MembersWorld& world) {
    struct Bad {
      std::string field, value;
    };
    const Bad table[] = {{"name", ""}, {"name", std::string(101, 'n')}, {"name", "a\u202eb"}, {"address", "nobody"}, {"address", "a@b@c"}, {"words", "  "}, {"words", std::string(4001, 'w')}, {"words", "a\u2066b"}};
    for (const Bad& bad : table) {
      test::HeaderList fields = kMessage;
      for (auto& [name, value] : fields) {
        if (name == bad.field) value = bad.value;
      }
      test::Browser reader = world.stranger();
      const test::Page page = reader.post(world.path("/contact"), world.path("/contact"), fields);
      CAPTURE(bad.field);
      CHECK(page.status == 422);
      CHECK(page.holds("id=\"" + bad.field + "-e\""));
      if (bad.field != "words") CHECK(page.holds("May I join you?"));
    }
    world.run_due();
    CHECK(world.mails("organisations.deliver_message").empty());
  });
}

}  // namespace muster
