// For tests of this room alone: a small programme and people, all invented.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::organisations::test {

inline LocalText in_all(const std::string& text) {
  LocalText local;
  local.texts.fill(text);
  return local;
}

inline Programme make_programme() {
  Programme programme;
  programme.code = "sample";
  programme.brand = in_all("Sample programme");
  programme.member_word = in_all("Member");
  programme.staff_email = "staff@example.org";
  programme.regions = {{"AF", in_all("Africa"), "AFR", in_all("African body"), 1}, {"AP", in_all("Asia-Pacific"), "APR", in_all("Asian body"), 2}};
  programme.countries = {{"LK", {"LK", "AP", false, 623, 209}}, {"NG", {"NG", "AF", false, 442, 199}}, {"KE", {"KE", "AF", false, 517, 229}}};
  programme.topics = {{"access", in_all("Affordable access")}, {"privacy", in_all("Privacy")}};
  programme.kinds = {{"association", in_all("Association")}};
  programme.other_body_statuses = {{"member", in_all("Member")}};
  programme.other_bodies = {{"NCUC", in_all("Noncommercial Users")}};
  return programme;
}

// A database with the register's rooms, a fixed clock, and hands to write with.
struct World {
  explicit World(db::Database& database) : db(database) {}

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor actor = Actor::system();
  Programme programme = make_programme();
  By by{clock, random, actor};

  OrganisationId add(const Edit& edit, Status status = Status::accredited) {
    return db.write([&](db::Write& write) { return insert_organisation(write, by, programme, edit, status).value(); });
  }
  PersonId add_person(const std::string& name, const std::string& address) {
    return db.write([&](db::Write& write) {
      return people::insert_person(write, by, people::parse_person(name, "", address, "en").value());
    });
  }
  Result<void> add_representative(OrganisationId id, PersonId person, bool as_prime = false) {
    return db.write([&](db::Write& write) { return organisations::add_representative(write, by, programme, id, person, as_prime); });
  }
  // A fact that no page would have accepted: a record with five.
  void hold_representative(OrganisationId id, PersonId person) {
    db.write([&](db::Write& write) {
      access::grant_seat(write, by, {.person = person, .role = Role::representative, .organisation = id, .from = clock.today()});
    });
  }
  template <class F>
  auto read(F&& f) {
    return db.read(std::forward<F>(f));
  }
};

}  // namespace muster::organisations::test
