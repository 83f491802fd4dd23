// How room on the disk is kept for those who must get in (fault F4).
#include "app/disk_reserve.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/support/database_fixture.hpp"

namespace muster::app {
namespace {

constexpr std::int64_t kMiB = 1024 * 1024;

TEST_CASE("F4: the reserve is taken, given up when the disk is empty of room, and taken back") {
  const test::ScratchFolder folder;
  log::MemoryLog log;
  DiskReserve reserve(folder.path().string(), log);
  const auto file = folder.file("muster.reserve");
  reserve.judge(1000 * kMiB);
  CHECK_FALSE(reserve.is_short());
  REQUIRE(std::filesystem::exists(file));
  CHECK(std::filesystem::file_size(file) == 16 * kMiB);
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(0077)) == std::filesystem::perms::none);

  reserve.judge(7 * kMiB);  // short, but what is left is enough to get in
  CHECK(reserve.is_short());
  CHECK(std::filesystem::exists(file));
  reserve.judge(9 * kMiB);
  CHECK_FALSE(reserve.is_short());

  reserve.judge(0);  // somebody took it all
  CHECK(reserve.is_short());
  CHECK_FALSE(std::filesystem::exists(file));
  reserve.judge(16 * kMiB);  // what was given up is not for ordinary writes
  CHECK(reserve.is_short());
  reserve.judge(25 * kMiB);
  CHECK_FALSE(reserve.is_short());
  CHECK_FALSE(reserve.holds_reserve());
  reserve.judge(30 * kMiB);
  CHECK_FALSE(reserve.is_short());
  CHECK(reserve.holds_reserve());
}

TEST_CASE("F4: a reserve of an earlier run is known again, and another machine's disk is not looked at") {
  const test::ScratchFolder folder;
  log::MemoryLog log;
  {
    DiskReserve reserve(folder.path().string(), log);
    reserve.judge(1000 * kMiB);
  }
  DiskReserve again(folder.path().string(), log);
  again.start();
  CHECK(again.holds_reserve());
  again.stop();
  CHECK(database_folder("sqlite:/var/lib/muster/muster.db") == "/var/lib/muster");
  CHECK(database_folder("sqlite:muster.db") == ".");
  CHECK(database_folder("postgresql://a@b/c").empty());
  DiskReserve elsewhere("", log);
  elsewhere.start();
  CHECK_FALSE(elsewhere.is_short());
}

}  // namespace
}  // namespace muster::app
