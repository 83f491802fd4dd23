// Reports when two records of an organisation become one: one a round, the further one stays, published pages keep
// their old addresses, and an undo brings back every row.
#include "features/reports/move_store.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "features/reports/publication_world_test.hpp"

namespace muster::reports {
namespace {

std::string list_rows(db::Database& database) {
  static constexpr db::Statement kRows{"test.rows",
                                       "SELECT 'report' AS place, id, organisation, round AS a, 0 AS b FROM report "
                                       "UNION ALL SELECT 'publication', report, organisation, year, number FROM publication "
                                       "UNION ALL SELECT 'alias', report, organisation, year, number FROM publication_alias "
                                       "UNION ALL SELECT 'slot', organisation, slot, from_round, 0 FROM rotation_slot "
                                       "UNION ALL SELECT 'exception', id, organisation, round, 0 FROM rotation_exception "
                                       "UNION ALL SELECT 'certification', id, organisation, 0, 0 FROM report_certification "
                                       "ORDER BY 1, 2, 3, 4, 5",
                                       ""};
  std::ostringstream lines;
  database.read([&](db::Read& read) {
    read.each(kRows, {}, [&](const db::Row& row) {
      lines << row.text("place") << ' ' << row.int64("id") << ' ' << row.int64("organisation") << ' ' << row.int64("a") << ' ' << row.int64("b") << '\n';
    });
  });
  return lines.str();
}

struct Merge {
  explicit Merge(PublicationWorld& with) : world(with) {}
  db::Handover handover() const { return {db::Handover::Of::organisation, world.other.value(), world.organisation.value()}; }
  db::HandoverPlan plan() {
    return world.db.read([&](db::Read& read) { return mover.plan(read, publication_programme(), handover(), world.clock.today()); });
  }
  void hand_over() {
    rows = world.db.write([&](db::Write& write) { return mover.hand_over(write, world.by(), publication_programme(), handover()); });
  }
  std::vector<Message> bring_back() {
    return world.db.write([&](db::Write& write) { return mover.bring_back(write, world.by(), publication_programme(), handover(), rows); });
  }

  PublicationWorld& world;
  db::Mover mover = make_mover();
  std::vector<db::HandedRow> rows;
};

void in_world(const std::function<void(PublicationWorld&, Merge&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    PublicationWorld world(database);
    Merge merge(world);
    check(world, merge);
  });
}

}  // namespace

TEST_CASE("the record that goes brings its published report; the old address leads to the new one") {
  in_world([](PublicationWorld& world, Merge& merge) {
    const ReportId report = world.publish(world.other);
    const std::string old = "/en/reports/" + world.db.read([&](db::PublicRead& read) { return find_latest_publication(read, world.other)->address(); });
    const std::string before = list_rows(world.db);
    CHECK(world.read(old).status == 200);
    merge.hand_over();
    const auto moved = world.read(old);
    REQUIRE(moved.status == 303);
    CHECK(moved.headers.front().second.find("-" + world.organisation.format()) != std::string::npos);
    CHECK(world.read(moved.headers.front().second).status == 200);
    world.db.read([&](db::Read& read) {
      CHECK(find_report(read, report)->organisation == world.organisation);
      CHECK_FALSE(find_slot(read, world.other));  // the plan counts one organisation once
      CHECK(find_slot(read, world.organisation));
    });
    CHECK(merge.bring_back().empty());
    CHECK(list_rows(world.db) == before);
    CHECK(world.read(old).status == 200);
  });
}

TEST_CASE("two reports of one round: the further one stays, whichever record it is of, and the other can still be opened by staff") {
  in_world([](PublicationWorld& world, Merge& merge) {
    const ReportId further = world.publish(world.other);
    const ReportId sent = world.send(world.organisation);
    const std::string before = list_rows(world.db);
    const auto plan = merge.plan();
    REQUIRE_FALSE(plan.hitches.empty());
    CHECK(plan.hitches.front().path == "/staff/reports/" + sent.format());
    CHECK_FALSE(plan.hitches.front().is_barred);
    merge.hand_over();
    world.db.read([&](db::Read& read) {
      const auto reports = list_reports(read, world.organisation);
      REQUIRE(reports.size() == 1);
      CHECK(reports.front().id == further);
      CHECK(find_report(read, sent)->organisation == world.other);
    });
    CHECK(world.go(world.staff(), "/en/staff/reports/" + sent.format()).status == 200);
    CHECK(merge.bring_back().empty());
    CHECK(list_rows(world.db) == before);
  });
}

TEST_CASE("two published reports of one year get numbers of their own, and keep their own words") {
  in_world([](PublicationWorld& world, Merge& merge) {
    world.publish(world.other);
    world.publish(world.organisation);
    const std::string before = list_rows(world.db);
    merge.hand_over();
    const auto all = world.db.read([&](db::PublicRead& read) { return list_publications_of(read, world.organisation); });
    REQUIRE(all.size() == 2);
    CHECK(all[0].number != all[1].number);
    merge.bring_back();
    CHECK(list_rows(world.db) == before);
  });
}

TEST_CASE("dates go over where the record that stays has none, and what was decided since stays") {
  in_world([](PublicationWorld& world, Merge& merge) {
    static constexpr db::Statement kDelete{"test.delete", "DELETE FROM rotation_slot WHERE organisation = :organisation", ""};
    static constexpr db::Statement kException{"test.exception",
                                              "INSERT INTO rotation_exception (organisation, round, kind, due_on, reason, decided_at) VALUES (:organisation, 2, 'moved', '2029-01-01', '', 5)", ""};
    static constexpr db::Statement kForget{"test.forget", "DELETE FROM rotation_exception WHERE organisation = :organisation", ""};
    world.db.write([&](db::Write& write) {
      write.execute(kDelete, {{"organisation", world.organisation}});
      write.execute(kException, {{"organisation", world.other}});
    });
    merge.hand_over();
    world.db.read([&](db::Read& read) {
      CHECK(find_slot(read, world.organisation));
      CHECK(list_exceptions(read, world.organisation).size() == 1);
    });
    world.db.write([&](db::Write& write) { write.execute(kForget, {{"organisation", world.organisation}}); });
    CHECK(merge.bring_back().size() == 1);  // a date is missing, and that is said
    world.db.read([&](db::Read& read) { CHECK(find_slot(read, world.other)); });
  });
}

}  // namespace muster::reports
