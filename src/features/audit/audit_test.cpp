#include <doctest/doctest.h>

#include "features/audit/audit.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::audit {
namespace {

constexpr db::Statement kEdit{"test.edit", "UPDATE audit_entry SET action = 'x' WHERE id = :id", ""};
constexpr db::Statement kReason{"test.reason", "UPDATE audit_entry SET reason = 'x' WHERE id = :id", ""};
constexpr db::Statement kHash{"test.hash", "UPDATE audit_seal SET hash = 'x' WHERE entry = :id", ""};
constexpr db::Statement kUnlink{"test.unlink", "DELETE FROM audit_seal WHERE entry = :id", ""};
constexpr db::Statement kCut{"test.cut", "DELETE FROM audit_seal WHERE entry > :id", ""};
constexpr db::Statement kValue{"test.value", "UPDATE audit_personal SET after_value = 'x' WHERE entry = :id", ""};
constexpr db::Statement kInsert{"test.insert",
                                "INSERT INTO audit_entry (at, actor_kind, action, subject_kind, subject, changes, reason) "
                                "VALUES (:id, 'system', 'x', 'x', 1, '[]', '')", ""};
constexpr db::Statement kSwap{"test.swap", "UPDATE audit_seal SET sequence = -sequence WHERE entry <= :id", ""};

}  // namespace

TEST_CASE("every kind of tampering is found; erasing personal values is none") {
  const auto tables = test::all_migrations();
  struct Case {
    const char* name;
    const db::Statement* statement;
  };
  const Case cases[] = {{"edit", &kEdit}, {"reason", &kReason}, {"hash", &kHash}, {"unlink", &kUnlink}, {"cut", &kCut}, {"value", &kValue}, {"insert", &kInsert}, {"reorder", &kSwap}, {"nothing", nullptr}};
  for (const Case& each : cases) {
    test::for_each_engine(tables, [&](db::Database& db) {
      FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
      SeededRandom random{3};
      const Actor actor = Actor::system();
      for (int i = 0; i < 5; ++i) {
        db.write([&](db::Write& write) {
          record(write, By{clock, random, actor}, {.action = "people.rename", .subject_kind = "person", .subject = 7, .about = PersonId(7), .changes = {{.field = "name", .before = "a", .after = "b", .is_personal = true}}});
        });
      }
      CHECK(seal(db) == 5);
      CHECK(seal(db) == 0);
      const auto entries = db.read([](db::Read& read) { return list_entries(read, {}); });
      REQUIRE(entries.size() == 5);
      CHECK(entries.front().changes.front().after == "b");
      if (each.statement != nullptr) db.write([&](db::Write& write) { write.execute(*each.statement, {{"id", entries[2].id}}); });
      if (each.statement == nullptr) db.write([](db::Write& write) { erase_personal(write, PersonId(7)); });
      INFO(each.name);
      CHECK(db.read([](db::Read& read) { return verify(read); }).is_sound == (each.statement == nullptr));
      if (each.statement == nullptr) CHECK(db.read([](db::Read& read) { return list_entries(read, {}); }).front().changes.front().after.empty());
    });
  }
}

}  // namespace muster::audit
