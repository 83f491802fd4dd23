// Leaders, roles elsewhere and memberships elsewhere, as staff write them: into the register, the log, the mail
// and the public page, with two editors at once.
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

using organisations::KeyRole;
using organisations::Leader;

std::vector<std::pair<std::string, std::string>> leaders_of(MembersWorld& world) {
  return world.db.read([&](db::Read& read) {
    std::vector<std::pair<std::string, std::string>> list;
    for (const Leader& leader : organisations::list_leaders(read, world.organisation)) list.emplace_back(people::get_person(read, leader.person).name, leader.office);
    return list;
  });
}

std::vector<KeyRole> roles_of(MembersWorld& world) {
  return world.db.read([&](db::Read& read) { return organisations::list_key_roles(read, world.organisation); });
}

std::vector<organisations::Membership> memberships_of(MembersWorld& world) {
  return world.db.read([&](db::Read& read) { return organisations::list_memberships(read, world.organisation); });
}

using Named = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("staff name leaders: told by mail once, in the log by person, and gone when they are no longer") {
  in_members_world([](MembersWorld& world) {
    test::Form form(world.sign_in(world.staff), world.staff_path("/people/leaders"));
    form.set("name", "Nia Perera").set("email", "nia@lanka.example").set("locale", "fr").set("office", "Chair");
    CHECK(form.send().status == 303);
    form.open().set("person", world.prime.format()).set("office", "Treasurer");
    CHECK(form.send().status == 303);
    CHECK(leaders_of(world) == Named{{"Nia Perera", "Chair"}, {"Amina Yusuf", "Treasurer"}});
    world.run_due();
    CHECK(world.mails("organisations.tell_leaders").size() == 2);
    CHECK(world.log_of(world.organisation, "organisations.set_leaders").size() == 2);

    CHECK(form.open().page().holds("Nia Perera"));
    form.set("leader-1-office", "President").set("leader-2-remove", "1");
    CHECK(form.send().status == 303);
    CHECK(leaders_of(world) == Named{{"Nia Perera", "President"}});
    const auto log = world.log_of(world.organisation, "organisations.set_leaders");
    REQUIRE(log.size() == 4);
    CHECK(log[0].changes.front().before == "Chair");
    CHECK(log[0].changes.front().after == "President");
    CHECK(log[1].changes.front().before == "Treasurer");
    for (const auto& entry : log) CHECK(entry.changes.front().is_personal);

    // The same list once more is no change; the same person again is not told again.
    CHECK(form.open().send().status == 303);
    form.open().set("person", world.prime.format()).send();
    world.run_due();
    CHECK(world.log_of(world.organisation, "organisations.set_leaders").size() == 5);
    CHECK(world.mails("organisations.tell_leaders").size() == 2);
  });
}

TEST_CASE("a leader of whom an address or a name is known is that person, and nobody is a leader twice") {
  in_members_world([](MembersWorld& world) {
    const auto count = [&] { return world.db.read([](db::Read& read) { return people::search_persons(read, "Kofi", 50).size(); }); };
    const auto before = count();
    test::Form form(world.sign_in(world.staff), world.staff_path("/people/leaders"));
    form.set("name", "Kofi Mensah").set("office", "Chair");
    CHECK(form.send().status == 303);
    CHECK(count() == before);
    form.open().set("name", "Kofi M.").set("email", "kofi@lanka.example").set("office", "Deputy");
    const test::Page again = form.send();
    CHECK(again.status == 422);
    CHECK(again.holds("already a leader"));
    CHECK(again.holds("value=\"Deputy\""));
    CHECK(leaders_of(world) == Named{{"Kofi Mensah", "Chair"}});
  });
}

TEST_CASE("two editors of the leaders: the second sees what is stored, and nothing is lost unseen") {
  in_members_world([](MembersWorld& world) {
    test::Form first(world.sign_in(world.staff), world.staff_path("/people/leaders"));
    test::Form second(world.sign_in(world.staff), world.staff_path("/people/leaders"));
    first.set("name", "Nia Perera").set("office", "Chair");
    CHECK(first.send().status == 303);
    second.set("name", "Ravi Silva").set("office", "Secretary");
    const test::Page conflict = second.send();
    CHECK(conflict.status == 409);
    for (const std::string words : {"Nia Perera", "value=\"Ravi Silva\"", "value=\"Secretary\"", "Somebody else has changed this"}) CHECK(conflict.holds(words));
    CHECK(leaders_of(world) == Named{{"Nia Perera", "Chair"}});
    CHECK(second.take(conflict).send().status == 303);
    CHECK(leaders_of(world) == Named{{"Ravi Silva", "Secretary"}});
  });
}

TEST_CASE("S137, S138: staff record what representatives do elsewhere, and nothing follows from it") {
  in_members_world([](MembersWorld& world) {
    test::Form form(world.sign_in(world.staff), world.staff_path("/people/roles"));
    form.set("role-1-person", world.second.format()).set("role-1-body", "NCUC").set("role-1-role", "Policy council member");
    CHECK(form.send().status == 303);
    form.open().set("role-2-person", world.prime.format()).set("role-2-body", "other").set("role-2-other", "A working party").set("role-2-role", "Chair");
    CHECK(form.send().status == 303);
    const auto roles = roles_of(world);
    REQUIRE(roles.size() == 2);
    CHECK(roles[0].person == world.second);
    CHECK(roles[0].body == "NCUC");
    CHECK(roles[1].body == "other:A working party");
    test::Browser office = world.sign_in(world.staff);
    const test::Page people = office.get(world.staff_path("/people"));
    for (const std::string words : {"Policy council member", "Non-Commercial Users Constituency", "A working party"}) CHECK(people.holds(words));
    const auto log = world.log_of(world.organisation, "organisations.set_key_roles");
    REQUIRE(log.size() == 2);
    CHECK(log[1].changes.front().after == "NCUC Policy council member");

    // No public page, and no right lost or won: both still represent, and both still act.
    test::Browser reader = world.stranger();
    for (const std::string& path : {world.path(), std::string("/en/organisations.json"), std::string("/en/organisations.csv")}) CHECK_FALSE(reader.get(path).holds("council"));
    CHECK(world.sign_in(world.second).get("/en/me/people").status == 200);

    // Taken away again, by the box and by nobody's hand else.
    form.open().set("role-1-remove", "1");
    CHECK(form.send().status == 303);
    CHECK(roles_of(world).size() == 1);
    CHECK(world.log_of(world.organisation, "organisations.set_key_roles").size() == 3);
  });
}

TEST_CASE("two editors of the roles elsewhere, and a person who is not the organisation's") {
  in_members_world([](MembersWorld& world) {
    test::Form first(world.sign_in(world.staff), world.staff_path("/people/roles"));
    test::Form second(world.sign_in(world.staff), world.staff_path("/people/roles"));
    first.set("role-1-person", world.second.format()).set("role-1-body", "NCUC").set("role-1-role", "Chair");
    CHECK(first.send().status == 303);
    second.set("role-1-person", world.prime.format()).set("role-1-body", "IPC").set("role-1-role", "Member");
    const test::Page conflict = second.send();
    CHECK(conflict.status == 409);
    CHECK(conflict.holds("Chair · "));
    CHECK(conflict.holds("value=\"Member\""));
    CHECK(roles_of(world).size() == 1);
    CHECK(second.take(conflict).send().status == 303);
    CHECK(roles_of(world).front().body == "IPC");
    second.open().set("role-2-person", world.staff.format()).set("role-2-body", "IPC").set("role-2-role", "Member");
    CHECK(second.send().status == 404);
    CHECK(roles_of(world).size() == 1);
  });
}

TEST_CASE("S28, S29, S134, S135: staff write memberships elsewhere, each with its status and its vote") {
  in_members_world([](MembersWorld& world) {
    test::Form form(world.sign_in(world.staff), world.staff_path("/edit"));
    form.set("membership-1-body", "NCUC").set("membership-1-status", "observer").set("membership-1-votes", "no");
    CHECK(form.send().status == 303);
    form.open().set("membership-2-body", "IPC").set("membership-2-status", "voting").set("membership-2-votes", "yes");
    CHECK(form.send().status == 303);
    form.open().set("membership-3-other", "Registry group");
    CHECK(form.send().status == 303);
    const auto rows = memberships_of(world);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].status == "observer");
    CHECK(rows[0].votes_there == "no");
    CHECK(rows[1].votes_there == "yes");
    CHECK(rows[2].body == "other:Registry group");
    CHECK(rows[2].votes_there == "unknown");
    test::Browser reader = world.stranger();
    const test::Page page = reader.get(world.path());
    for (const std::string words : {"Intellectual Property Constituency", "Registry group", "Observer"}) CHECK(page.holds(words));
    CHECK_FALSE(page.holds("otes there"));
    CHECK(form.open().page().holds("value=\"Registry group\""));

    form.set("membership-1-votes", "yes").set("membership-2-remove", "1");
    CHECK(form.send().status == 303);
    const auto kept = memberships_of(world);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].votes_there == "yes");
    CHECK(kept[1].body == "other:Registry group");
    const auto log = world.log_of(world.organisation, "organisations.edit");
    REQUIRE(log.size() == 4);
    CHECK(log[0].changes.front().before == "NCUC observer no; IPC voting yes; other:Registry group  unknown");
  });
}

TEST_CASE("two editors of the memberships elsewhere see both lists") {
  in_members_world([](MembersWorld& world) {
    test::Form first(world.sign_in(world.staff), world.staff_path("/edit"));
    test::Form second(world.sign_in(world.staff), world.staff_path("/edit"));
    first.set("membership-1-body", "NCUC").set("membership-1-votes", "yes");
    CHECK(first.send().status == 303);
    second.set("membership-1-body", "BC");
    const test::Page conflict = second.send();
    CHECK(conflict.status == 409);
    CHECK(conflict.holds("Votes there"));
    CHECK(memberships_of(world).front().body == "NCUC");
    CHECK(second.take(conflict).send().status == 303);
    CHECK(memberships_of(world).front().body == "BC");
  });
}

TEST_CASE("what cannot be stored is said beside its field, and every answer stays") {
  in_members_world([](MembersWorld& world) {
    struct Bad {
      std::string page;
      test::HeaderList fields;
      std::string wrong;
    };
    const std::string person = world.prime.format();
    const std::vector<Bad> table = {
        {"/edit", {{"membership-1-status", "observer"}}, "membership-1-body"},
        {"/edit", {{"membership-1-body", "Nowhere"}}, "membership-1-body"},
        {"/edit", {{"membership-1-body", "NCUC"}, {"membership-1-status", "king"}}, "membership-1-status"},
        {"/edit", {{"membership-1-body", "NCUC"}, {"membership-1-other", "Another"}}, "membership-1-other"},
        {"/edit", {{"membership-1-other", std::string(201, 'x')}}, "membership-1-other"},
        {"/edit", {{"membership-1-other", "a\u202eb"}}, "membership-1-other"},
        {"/people/roles", {{"role-1-body", "NCUC"}, {"role-1-role", "Chair"}}, "role-1-person"},
        {"/people/roles", {{"role-1-person", person}, {"role-1-role", "Chair"}}, "role-1-body"},
        {"/people/roles", {{"role-1-person", person}, {"role-1-body", "NCUC"}}, "role-1-role"},
        {"/people/roles", {{"role-1-person", person}, {"role-1-body", "NCUC"}, {"role-1-role", std::string(201, 'x')}}, "role-1-role"},
        {"/people/roles", {{"role-1-person", person}, {"role-1-body", "NCUC"}, {"role-1-role", "a\u2066b"}}, "role-1-role"},
        {"/people/roles", {{"role-1-person", person}, {"role-1-body", "NCUC"}, {"role-1-other", "b"}, {"role-1-role", "a"}}, "role-1-other"},
        {"/people/leaders", {{"office", "Chair"}}, "name"},
        {"/people/leaders", {{"name", "Nia"}, {"office", std::string(201, 'x')}}, "office"},
        {"/people/leaders", {{"name", "Nia"}, {"office", "a\nb"}}, "office"},
        {"/people/leaders", {{"name", std::string(201, 'x')}}, "name"},
        {"/people/leaders", {{"name", "Nia"}, {"email", "nia at example"}}, "email"},
        {"/people/leaders", {{"name", "Nia"}, {"name_latin", "a\u202eb"}}, "name_latin"},
        {"/people/leaders", {{"name", "Nia"}, {"person", person}}, "person"},
        {"/people/leaders", {{"person", world.staff.format()}}, "person"},
    };
    for (const Bad& bad : table) {
      test::Form form(world.sign_in(world.staff), world.staff_path(bad.page));
      for (const auto& [name, value] : bad.fields) form.set(name, value);
      const test::Page page = form.send();
      CAPTURE(bad.page);
      CAPTURE(bad.wrong);
      CHECK(page.status == 422);
      CHECK(page.holds("id=\"" + bad.wrong + "-e\""));
      CHECK(page.holds("href=\"#" + bad.wrong + "\""));
      for (const auto& problem : test::check_html(page.body, test::Markup::page)) CHECK_MESSAGE(false, problem);
      form.take(page);
      for (const auto& [name, value] : bad.fields) {
        if (value != "king" && value != "Nowhere" && value != world.staff.format()) CHECK_MESSAGE(form.value(name) == value, name);
      }
    }
    CHECK(leaders_of(world).empty());
    CHECK(roles_of(world).empty());
    CHECK(memberships_of(world).empty());
  });
}

}  // namespace muster
