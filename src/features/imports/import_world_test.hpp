// For tests of this room alone: the real rules of ICANN At-Large, an empty register, and files made in the test.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "features/access/access.hpp"
#include "features/imports/batch_store.hpp"
#include "features/imports/import_job.hpp"
#include "platform/config/programme_loader.hpp"
#include "tests/support/jobs_world.hpp"

namespace muster::imports::test {

inline const Programme& real_programme() {
  static const Programme made = config::load_programme(config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv")).value();
  return made;
}

struct World : muster::test::JobsWorld {
  explicit World(db::Database& database) : JobsWorld(database), countries(make_country_names(real_programme(), texts)) { programme = real_programme(); }

  By by() { return {clock, random, actor}; }

  Report bring(const std::string& text, bool is_dry_run = false) {
    return import_organisations(db, by(), rules, text, {.file_name = "members.csv", .encoding = "UTF-8", .is_dry_run = is_dry_run}).value();
  }
  std::vector<Leftover> undo(std::int64_t batch) { return undo_import(db, by(), rules, batch).value(); }

  // All of a small register: ids are given in order.
  std::vector<organisations::Organisation> list() {
    std::vector<OrganisationId> ids;
    for (std::int64_t id = 1; id <= 1000; ++id) ids.emplace_back(id);
    return db.read([&](db::Read& read) { return organisations::list_organisations(read, ids); });
  }
  OrganisationId find(const std::string& name) {
    for (const auto& of : list()) {
      if (of.name == name) return of.id;
    }
    return {};
  }
  organisations::Organisation get(const std::string& name) {
    return db.read([&](db::Read& read) { return organisations::get_organisation(read, find(name)); });
  }
  std::size_t count() {
    return list().size();
  }
  void edit(const std::string& name, const organisations::Edit& with) {
    db.write([&](db::Write& write) { organisations::apply_edit(write, by(), real_programme(), find(name), with).value(); });
  }
  std::vector<access::SeatRow> seats(const std::string& name) {
    return db.read([&](db::Read& read) { return access::list_seats_of_organisation(read, find(name), clock.today()); });
  }
  // Why a line became what it is, in English, one sentence after the other.
  std::string why(const RowReport& row) {
    std::string all;
    for (const std::string& sentence : read_messages(row.why, [&](const Message& message) { return texts.translate(Locale::en, message); })) all += sentence + " ";
    return all;
  }

  Actor actor = Actor::system();
  CountryNames countries;
  Rules rules{real_programme(), countries, [this](db::Read&, OrganisationId id) { return id == used; }};
  OrganisationId used;  // one that has begun a report
};

inline void for_each_world(const std::function<void(World&)>& test) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    test(world);
  });
}

}  // namespace muster::imports::test
