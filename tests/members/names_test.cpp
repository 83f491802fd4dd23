// Names of people on public pages: there with consent, gone with it, whatever the page cache holds.
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

const std::string kName = "Amina Yusuf";

// As the public reads: each address twice, so that the second answer comes out of the cache.
bool is_public(MembersWorld& world, const std::string& name) {
  test::Browser reader = world.stranger();
  bool is_found = false;
  for (const std::string& path : {world.path(), "/fr/organisations/" + world.organisation.format(), std::string("/en/organisations"), std::string("/en/organisations.json"),
                                  std::string("/en/organisations.csv"), std::string("/en/")}) {
    for (int time = 0; time < 2; ++time) {
      const test::Page page = reader.get(path);
      CAPTURE(path);
      CHECK(page.status == 200);
      is_found = is_found || page.holds(name);
    }
  }
  return is_found;
}

}  // namespace

TEST_CASE("a consent that is taken back is gone from every cached page at once") {
  in_members_world([](MembersWorld& world) {
    CHECK_FALSE(is_public(world, kName));
    test::Browser person = world.sign_in(world.prime);
    SUBCASE("on the page of one's account") {
      CHECK(person.post("/en/account", "/en/account/consent", {{"given", "yes"}}).status == 303);
      CHECK(is_public(world, kName));
      CHECK(person.post("/en/account", "/en/account/consent", {{"given", "no"}}).status == 303);
    }
    SUBCASE("on the page of the representatives") {
      CHECK(person.post("/en/me/people", "/en/me/people/name", {{"agree", "1"}}).status == 303);
      CHECK(is_public(world, kName));
      CHECK(person.post("/en/me/people", "/en/me/people/name", {}).status == 303);
    }
    CHECK_FALSE(is_public(world, kName));
    world.run_due();
    CHECK_FALSE(is_public(world, kName));
  });
}

TEST_CASE("a name shown with consent follows the person: another name, another representative") {
  in_members_world([](MembersWorld& world) {
    test::Browser person = world.sign_in(world.prime);
    person.post("/en/account", "/en/account/consent", {{"given", "yes"}});
    CHECK(is_public(world, kName));
    CHECK(person.post("/en/account", "/en/account/name", {{"name", "Amina Nur"}, {"locale", "en"}}).status == 303);
    CHECK_FALSE(is_public(world, kName));
    CHECK(is_public(world, "Amina Nur"));
    CHECK(person.post("/en/me/people/leave", "/en/me/people/leave", {}).status == 200);
    CHECK_FALSE(is_public(world, "Amina Nur"));
  });
}

TEST_CASE("a quiet listing leaves every cached page at once, and comes back") {
  in_members_world([](MembersWorld& world) {
    const std::string name = "Lanka Internet Users";
    CHECK(is_public(world, name));
    test::Browser office = world.sign_in(world.staff);
    const auto set_quiet = [&](const std::string& quiet) {
      return office.post(world.staff_path("/state"), world.staff_path("/quiet"), {{"quiet", quiet}, {"reason", "At risk"}}).status;
    };
    CHECK(set_quiet("1") == 303);
    test::Browser reader = world.stranger();
    for (const std::string path : {"/en/organisations", "/en/organisations.json", "/en/organisations.csv", "/en/organisations?q=lanka", "/en/"}) {
      CAPTURE(path);
      CHECK_FALSE(reader.get(path).holds("Lanka"));
    }
    for (const std::string& path : {world.path(), world.path("/contact"), world.path("/tell-us")}) CHECK(reader.get(path).status == 404);
    CHECK(set_quiet("0") == 303);
    CHECK(is_public(world, name));
  });
}

}  // namespace muster
