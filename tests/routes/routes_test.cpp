// Every route x every role, own and other organisation, against tests/routes/table.txt (see README.md).
#include <algorithm>
#include <set>

#include "tests/routes/routes_world.hpp"

namespace muster {
namespace {

// Not let in: asked to sign in, refused, or told that nothing is there.
bool is_turned_away(const net::RawResponse& answer) {
  if (answer.status == 401 || answer.status == 403 || answer.status == 404) return true;
  return (answer.status == 303 || answer.status == 302) && test::find_header(answer, "location").find("/sign-in") != std::string::npos;
}

bool is_for_all(const RouteRow& row) { return row.roles == kLetters; }

// What a form must say so that an answer is about the address.
test::HeaderList make_fields(const RouteRow& row, RoutesWorld& world) {
  const auto is_below = [&](std::string_view path) { return row.pattern.find(path) != std::string::npos; };
  if (is_below("/correct")) return {{"question", "why"}};
  if (is_below("/people/close")) return {{"kind", "departure"}};
  if (is_below("/settings/people/{person}/sessions/end")) return {{"session", world.id_of(world.sign_in('s')).format()}};
  return {};
}

// Names a thing of one organisation or person, other than by a secret or by a public address.
bool names_a_thing(const RouteRow& row) {
  return std::ranges::any_of(row.parameters(), [](const auto& name) { return name != "part" && name != "token" && name != "address"; });
}

// An issue of the updates is everybody's.
bool names_anothers_thing(const RouteRow& row) {
  return names_a_thing(row) && std::ranges::any_of(row.parameters(), [](const auto& name) { return name != "issue"; });
}

}  // namespace

TEST_CASE("the table names every route, and no other") {
  RoutesWorld world;
  std::set<std::string> listed, real;
  for (const auto& row : read_table()) CHECK_MESSAGE(listed.insert(row.name()).second, "twice: ", row.name());
  for (const auto& route : world.app().list_routes()) real.insert((route.method == http::Method::get ? "GET " : "POST ") + route.pattern);
  for (const auto& name : real) CHECK_MESSAGE(listed.contains(name), "not in tests/routes/table.txt: ", name);
  for (const auto& name : listed) CHECK_MESSAGE(real.contains(name), "the program has no such route: ", name);
}

TEST_CASE("the table marks every address with which somebody could ask for another's things") {
  int own = 0;
  for (const auto& row : read_table()) {
    const bool may_be_out_of_scope = !is_for_all(row) && (row.lets_in('r') || row.lets_in('l'));
    if (names_anothers_thing(row) && may_be_out_of_scope) CHECK_MESSAGE(row.mark == "own", row.name(), " needs the mark own");
    if (row.mark == "own") {
      CHECK_MESSAGE(names_a_thing(row), row.name(), " names nothing that could be another's");
      ++own;
    }
    // Two names: the second must belong to the first, whoever asks.
    const auto names = row.parameters();
    if (names.size() == 2 && names[1] == "person") CHECK_MESSAGE(row.mark == "pair", row.name(), " needs the mark pair");
  }
  CHECK(own >= 11);
}

TEST_CASE("every route lets in and turns away as the table says") {
  auto world = std::make_unique<RoutesWorld>();
  for (const auto& row : read_table()) {
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      const char role = kLetters[i];
      if (row.method == "POST") world = std::make_unique<RoutesWorld>();  // the post before may have ended a seat
      const auto answer = world->ask(row, role, RoutesWorld::fill(row.pattern, RoutesWorld::own()), make_fields(row, *world));
      CAPTURE(row.name());
      CAPTURE(kRoleNames[i]);
      CAPTURE(answer.status);
      CHECK(answer.status < 500);
      const bool is_the_way_in = row.pattern.find("sign-in") != std::string::npos || row.pattern.find("sign-out") != std::string::npos ||
                                  row.pattern.find("/kept") != std::string::npos || row.pattern.find("/go/") != std::string::npos;
      if (!row.lets_in(role)) CHECK(is_turned_away(answer));
      else if (!is_the_way_in && row.mark != "state") CHECK_FALSE(is_turned_away(answer));
    }
  }
}

TEST_CASE("another organisation's things are not there for a representative or another region's leader") {
  for (const auto& row : read_table()) {
    if (row.mark != "own") continue;
    for (const char role : {'r', 'l'}) {
      if (!row.lets_in(role)) continue;
      RoutesWorld world;
      CAPTURE(row.name());
      CAPTURE(role);
      const std::string other = RoutesWorld::fill(row.pattern, RoutesWorld::other());
      const auto fields = make_fields(row, world);
      CHECK(world.ask(row, role, other, fields).status == 404);
      // It is there for its own people, so that the 404 is about whose it is.
      if (role == 'r') CHECK(world.send(row.method, other, world.sign_in(RoutesWorld::other().prime), fields).status != 404);
      CHECK(world.ask(row, role, RoutesWorld::fill(row.pattern, RoutesWorld::own()), fields).status != 404);
    }
  }
}

TEST_CASE("a person of another organisation is not found below an organisation, whoever asks") {
  int asked = 0;
  for (const auto& row : read_table()) {
    if (row.mark != "pair") continue;
    for (const char role : kLetters) {
      if (!row.lets_in(role)) continue;
      RoutesWorld world;
      CAPTURE(row.name());
      CAPTURE(role);
      CHECK(world.ask(row, role, RoutesWorld::fill(row.pattern, RoutesWorld::own(), &RoutesWorld::other())).status == 404);
      CHECK(world.ask(row, role, RoutesWorld::fill(row.pattern, RoutesWorld::other(), &RoutesWorld::own())).status == 404);
      ++asked;
    }
  }
  CHECK(asked >= 8);
}

TEST_CASE("no post is done without the token of the form, or with somebody else's") {
  RoutesWorld world;
  int blind = 0;
  for (const auto& row : read_table()) {
    if (row.method != "POST") continue;
    CAPTURE(row.name());
    // A mail program has no form: what is in the address proves itself, and gives one right that needs no session.
    if (row.mark == "blind") {
      CHECK(is_for_all(row));
      CHECK(row.pattern.find("{token}") != std::string::npos);
      CHECK(world.send("POST", RoutesWorld::fill(row.pattern, RoutesWorld::own()), "", {}, false).status != 403);
      ++blind;
      continue;
    }
    const std::string path = RoutesWorld::fill(row.pattern, RoutesWorld::own());
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      if (!row.lets_in(kLetters[i])) continue;
      CAPTURE(kRoleNames[i]);
      for (const test::HeaderList& fields : {test::HeaderList{}, {{"csrf", ""}}, {{"csrf", "A" + std::string(85, 'b')}}}) {
        const auto answer = world.send("POST", path, world.sign_in(kLetters[i]), fields, false);
        // Who is nobody, and would be turned away anyway, is asked to sign in first.
        CHECK((answer.status == 403 || (kLetters[i] == 'n' && is_turned_away(answer))));
      }
    }
  }
  CHECK(blind == 2);
}

TEST_CASE("numbers that cannot be are not there, for anybody") {
  RoutesWorld world;
  for (const auto& row : read_table()) {
    // The demo's own pages lead back to their list, and so does a job that somebody else has just tried again.
    if (!names_a_thing(row) || row.pattern.find("/dev/") != std::string::npos || row.pattern.ends_with("/jobs/{id}/retry")) continue;
    if (row.pattern.find("{lang}") == std::string::npos) continue;  // machines alone read it, and are answered in one line
    for (const char* number : {"0", "-1", "999999", "9223372036854775808", "1e3", "%20", "1%00", "abc", "1.0", "+1", "01"}) {
      std::string path = row.pattern;
      path.replace(path.find("{lang}"), 6, "en");
      for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) path.replace(open, path.find('}', open) - open + 1, number);
      CAPTURE(row.method);
      CAPTURE(path);
      const char role = row.lets_in('a') ? 'a' : row.lets_in('r') ? 'r' : 'l';
      auto answer = world.ask(row, role, path);
      // Steps of a report that is not begun lead to its first page.
      const auto first = path.find("/enter/");
      if (answer.status == 303 && first != std::string::npos) answer = world.send("GET", path.substr(0, first + 6), world.sign_in(role));
      CAPTURE(answer.status);
      CHECK((answer.status == 404 || answer.status == 400));
      CHECK(answer.content().size() > 500);  // a page with the way back, not an empty one
    }
  }
}

TEST_CASE("a published report has one address") {
  RoutesWorld world;
  const auto& own = RoutesWorld::own();
  const std::string organisation = own.organisation.format();
  REQUIRE(own.address == "2026-" + organisation);
  CHECK(world.send("GET", "/en/reports/" + own.address, "").status == 200);
  for (std::string other : {"2026x-N", "02026-N", "+2026-N", "2026-0N", "2026-N-1", "2026-N-2", "2026-N-01", "2026-N-", "2026", "-", "2026--N"}) {
    if (const auto at = other.find('N'); at != std::string::npos) other.replace(at, 1, organisation);
    CHECK_MESSAGE(world.send("GET", "/en/reports/" + other, "").status == 404, other);
  }
}

// ---- Numbers that stand in a form instead of the address ---------------------------------------------

TEST_CASE("a session of somebody else is not ended, whoever asks") {
  RoutesWorld world;
  const PersonId other = RoutesWorld::other().prime;
  const std::string theirs = world.sign_in(other);
  const auto is_alive = [&](const std::string& token) { return world.send("GET", "/en/me", token).status == 200; };
  const test::HeaderList fields = {{"session", world.id_of(theirs).format()}};
  for (const char role : {'r', 'l', 'c', 's', 'a'}) {
    world.send("POST", "/en/account/sessions/end", world.sign_in(role), fields);
    CHECK(is_alive(theirs));
  }
  // An administrator does it for the person in the address alone.
  world.send("POST", "/en/staff/settings/people/" + RoutesWorld::person('s').format() + "/sessions/end", world.sign_in('a'), fields);
  CHECK(is_alive(theirs));
  world.send("POST", "/en/account/sessions/end", world.sign_in(other), fields);
  CHECK_FALSE(is_alive(theirs));
}

TEST_CASE("a seat of somebody else is neither taken nor ended") {
  RoutesWorld world;
  const auto seat_of = [&](char role) {
    return world.database().read([&](db::Read& read) { return access::list_seats_of_person(read, RoutesWorld::person(role), kRoutesToday).front().id; });
  };
  for (const char role : {'r', 'l', 'c', 's'}) {
    const std::string session = world.sign_in(role);
    CHECK(world.send("POST", "/en/account/seat", session, {{"seat", seat_of('a').format()}}).status >= 400);
    CHECK(is_turned_away(world.send("GET", "/en/staff/settings/people", session)));
  }
  const std::string leader = "/en/staff/settings/people/" + RoutesWorld::person('l').format();
  world.send("POST", leader + "/end", world.sign_in('a'), {{"seat", seat_of('c').format()}});
  CHECK(world.send("GET", "/en/committee/reports", world.sign_in('c')).status == 200);
  world.send("POST", leader + "/end", world.sign_in('a'), {{"seat", seat_of('l').format()}});
  CHECK(is_turned_away(world.send("GET", "/en/region", world.sign_in('l'))));
}

TEST_CASE("a report is handed over to a representative of the same organisation alone") {
  RoutesWorld world;
  const auto assigned = [&] {
    const auto report = world.database().read([&](db::Read& read) {
      return reports::find_current_report(read, RoutesWorld::programme(), RoutesWorld::own().organisation, kRoutesToday);
    });
    return report ? report->assigned_to : PersonId{};
  };
  const auto hand_over = [&](PersonId person) { return world.send("POST", "/en/me/report/hand-over", world.sign_in('r'), {{"person", person.format()}}).status; };
  CHECK(hand_over(RoutesWorld::other().prime) == 422);
  CHECK(hand_over(RoutesWorld::person('s')) == 422);
  CHECK_FALSE(assigned());
  CHECK(hand_over(RoutesWorld::own().second) == 303);
  CHECK(assigned() == RoutesWorld::own().second);
}

TEST_CASE("a question to another organisation is not answered, and a finding in another report is not allowed") {
  RoutesWorld world;
  const auto& other = RoutesWorld::other();
  const auto fill = [&](const Things& of, PersonId person) {
    Actor actor = Actor::system();
    actor.kind = Actor::Kind::person;
    actor.person = person;
    const By by{world.by().clock, world.by().random, actor};
    return world.database().write([&](db::Write& write) {
      const auto report = reports::start_report(write, by, RoutesWorld::programme(), of.organisation).value().report;
      reports::send_report(write, by, report.id, 0, "{}").value();
      return std::pair(report.id, reports::ask_question(write, by, report.id, 0, "members", "How many?").value());
    });
  };
  const auto theirs = fill(other, other.prime), ours = fill(RoutesWorld::own(), RoutesWorld::own().prime);
  const auto reply_to = [&](std::int64_t question) {
    return world.send("POST", "/en/me/report/members", world.sign_in('r'), {{"members", "12"}, {"members-version", "0"}, {"question", std::to_string(question)}, {"reply", "It was said"}});
  };
  const auto is_answered = [&](std::int64_t question) {
    return world.database().read([&](db::Read& read) { return reports::find_question(read, question)->answered_at.has_value(); });
  };
  reply_to(theirs.second);
  CHECK_FALSE(is_answered(theirs.second));
  reply_to(ours.second);
  CHECK(is_answered(ours.second));

  const auto finding = world.database().write([&](db::Write& write) {
    const PersonId person = people::insert_person(write, world.by(), people::parse_person("Lindiwe Affordable", "", "", "en").value());
    organisations::add_representative(write, world.by(), RoutesWorld::programme(), other.organisation, person, false).value();
    const auto found = reports::guard_report(write, world.by().clock, reports::get_report(write, other.report));
    REQUIRE_FALSE(found.empty());
    return found.front();
  });
  const auto is_allowed = [&] {
    return world.database().write([&](db::Write& write) {
      const auto left = reports::guard_report(write, world.by().clock, reports::get_report(write, other.report));
      return std::ranges::none_of(left, [&](const auto& one) { return one.id == finding.id; });
    });
  };
  const test::HeaderList fields = {{"finding", std::to_string(finding.id)}};
  world.send("POST", "/en/staff/reports/" + RoutesWorld::own().report.format() + "/allow", world.sign_in('s'), fields);
  CHECK_FALSE(is_allowed());
  world.send("POST", "/en/staff/reports/" + other.report.format() + "/allow", world.sign_in('s'), fields);
  CHECK(is_allowed());
}

}  // namespace muster
