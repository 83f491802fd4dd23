// Fails one call of the system after the other under the real database room, and compares what was promised
// with what is kept. Each point is a process of its own: it opens the database, writes, reads, copies and folds
// while its Nth call fails (once, or for a while), is then left in peace and must work again; afterwards the
// parent opens what is left and judges. Needs fiu_posix_preload.so in LD_PRELOAD (bin/fault-test io-errors).
//   io_fault_driver FOLDER FIRST LAST STEP CALLS ERRNO LENGTH [sabotage]
// CALLS is one of libfiu's names, or with a final "/" the start of them; LENGTH is how many calls fail in a row. Prints "point N:
// what was wrong" for each broken promise and in the end "points N fired N promised N refused N doubtful N broken N".
// `sabotage` promises what was refused, which must be found.
#include <fiu-control.h>
#include <fiu.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

using namespace muster;
using namespace muster::db;

namespace {

namespace fs = std::filesystem;

const std::vector<Migration> kMigrations = {
    {1, "line", "-- public: line\nCREATE TABLE line (id {id}, number {int64} NOT NULL UNIQUE, body {bytes} NOT NULL);", {}}};
const Statement kInsert{"fault.insert", "INSERT INTO line (number, body) VALUES (:number, :body) RETURNING id", {}};
const Statement kNumbers{"fault.numbers", "SELECT number, length(body) AS size FROM line ORDER BY number", {}};

constexpr int kWrites = 24;
constexpr int kHealing = 3;  // tries until writing must work again when the fault is over
constexpr std::size_t kSize = 20'000;

// ---- The fault ---------------------------------------------------------------------------------------

// Of libfiu's names those that a database uses. "reduce" makes a call do less than it was asked to.
constexpr std::array kNames = {"posix/io/oc/open",          "posix/io/oc/close",     "posix/io/sync/fsync",         "posix/io/sync/fdatasync",
                               "posix/io/rw/read",          "posix/io/rw/read/reduce", "posix/io/rw/pread",         "posix/io/rw/pread/reduce",
                               "posix/io/rw/write",         "posix/io/rw/write/reduce", "posix/io/rw/pwrite",       "posix/io/rw/pwrite/reduce",
                               "posix/io/rw/ftruncate",     "posix/io/dir/unlink",   "posix/io/dir/rename",         "posix/io/dir/opendir",
                               "posix/mm/mmap"};
std::atomic<long> calls = 0, first_failing = 0, last_failing = 0;
std::atomic<bool> has_fired = false, has_failed_sync = false;

int choose(const char* name, int*, void**, unsigned int*) {
  const long number = ++calls;
  if (number < first_failing || number >= last_failing) return 0;
  has_fired = true;
  if (std::strstr(name, "/sync/") != nullptr) has_failed_sync = true;
  return 1;
}

struct Sweep {
  std::string folder;
  long first, last, step;
  std::string names;
  long error;
  long length;
  bool is_sabotaged;
};

void arm(const Sweep& sweep, long point) {
  first_failing = point;
  last_failing = point + sweep.length;
  calls = 0;
  for (const char* name : kNames)
    if (name == sweep.names || (sweep.names.ends_with('/') && std::string_view(name).starts_with(sweep.names))) fiu_enable_external(name, 1, reinterpret_cast<void*>(sweep.error), 0, choose);
}
void disarm() {
  for (const char* name : kNames) fiu_disable(name);
}

// ---- The work ----------------------------------------------------------------------------------------

Options options_of(const Sweep& sweep) { return {.url = "sqlite:" + sweep.folder + "/line.db", .readers = 2}; }

void insert(Database& db, int number) {
  db.write([&](Write& w) { w.insert(kInsert, {{"number", std::int64_t{number}}, {"body", Bytes(kSize, std::byte{7})}}); });
}

// Numbers that are there; a body of another length is told as -1.
std::set<std::int64_t> read_numbers(PublicDatabase& db) {
  const auto rows = db.read([](PublicRead& r) {
    return r.list(kNumbers, {}, [](const Row& row) { return row.int64("size") == static_cast<std::int64_t>(kSize) ? row.int64("number") : -1; });
  });
  return {rows.begin(), rows.end()};
}

// What a point's process tells its parent: a line for each thing.
class Report {
 public:
  explicit Report(const std::string& path) : path_(path) {}
  void add(char what, int number) { lines_ += std::string(1, what) + " " + std::to_string(number) + "\n"; }
  void complain(const std::string& what) { lines_ += "W " + what + "\n"; }
  void write() const {
    if (FILE* file = std::fopen(path_.c_str(), "w")) {
      std::fputs(lines_.c_str(), file);
      std::fclose(file);
    }
  }

 private:
  std::string path_, lines_;
};

void compare(const std::set<std::int64_t>& promised, const std::set<std::int64_t>& found, const char* when, Report& report) {
  for (const auto number : promised)
    if (!found.contains(number)) report.complain(std::string(when) + ": line " + std::to_string(number) + " was promised and is not there");
  if (found.contains(-1)) report.complain(std::string(when) + ": a line is torn");
}

// One write, promised or refused. A commit whose fsync failed must never be promised.
bool try_write(Database& db, int number, const Sweep& sweep, std::set<std::int64_t>& promised, Report& report) {
  const auto reconnects = db.counters().reconnects;
  has_failed_sync = false;
  try {
    insert(db, number);
  } catch (const Error&) {
    report.add(sweep.is_sabotaged ? 'A' : 'R', number);
    if (has_failed_sync && db.counters().reconnects == reconnects) report.complain("an fsync failed, and writing went on with the same connection");
    return false;
  }
  report.add('A', number);
  promised.insert(number);
  return true;
}

void work_on(Database& db, const Sweep& sweep, Report& report) {
  std::set<std::int64_t> promised;
  for (int number = 1; number <= kWrites; ++number) {
    try_write(db, number, sweep, promised, report);
    if (number % 4 != 0) continue;
    try {
      compare(promised, read_numbers(db), "under the fault", report);
      if (number == 8) db.backup(sweep.folder + "/copy.db");
      if (number == 16) db.scrub();
    } catch (const Error&) {
      // An error is an answer; a wrong answer is not.
    }
  }
  disarm();
  bool is_healed = false;
  for (int i = 1; i <= kHealing && !is_healed; ++i) is_healed = try_write(db, kWrites + i, sweep, promised, report);
  if (!is_healed) report.complain("writing does not heal");
  compare(promised, read_numbers(db), "afterwards", report);
}

// In a process of its own.
int run_point(const Sweep& sweep, long point) {
  Report report(sweep.folder + "/report");
  arm(sweep, point);
  try {
    std::unique_ptr<Database> db;
    for (int i = 0; i < 2 && !db; ++i) {
      try {
        db = Database::open(options_of(sweep));
      } catch (const Error&) {
        disarm();  // an administrator starts it again when the disk is well
      }
    }
    if (db) work_on(*db, sweep, report);
    else report.complain("the database cannot be opened any more");
  } catch (const std::exception& error) {
    report.complain(std::string("an exception that nobody expects: ") + error.what());
  }
  disarm();
  report.add(has_fired ? 'F' : 'N', static_cast<int>(calls.load()));
  report.write();
  return 0;
}

// ---- The judge ---------------------------------------------------------------------------------------

struct Sum {
  long points = 0, fired = 0, promised = 0, refused = 0, doubtful = 0, broken = 0;
};

void complain(Sum& sum, long point, const std::string& what) {
  ++sum.broken;
  std::printf("point %ld: %s\n", point, what.c_str());
}

// Whether the point was reached at all.
bool judge(const Sweep& sweep, long point, int status, Sum& sum) {
  ++sum.points;
  if (status != 0) complain(sum, point, "the process died with status " + std::to_string(status));
  std::set<std::int64_t> promised, refused;
  bool fired = status != 0;
  if (FILE* file = std::fopen((sweep.folder + "/report").c_str(), "r")) {
    char line[512];
    while (std::fgets(line, sizeof line, file) != nullptr) {
      const long number = std::atol(line + 2);
      if (line[0] == 'A') promised.insert(number);
      if (line[0] == 'R') refused.insert(number);
      if (line[0] == 'F') fired = true;
      if (line[0] == 'W') complain(sum, point, std::string(line + 2).substr(0, std::strlen(line) - 3));
    }
    std::fclose(file);
  }
  try {
    const auto db = Database::open(options_of(sweep));
    if (!db->check_integrity().empty()) complain(sum, point, "the file is damaged");
    const auto found = read_numbers(*db);
    for (const auto number : promised)
      if (!found.contains(number)) complain(sum, point, "line " + std::to_string(number) + " was promised and is lost");
    // Told as failed and yet there: allowed only for the one whose commit was under way.
    for (const auto number : found) {
      if (promised.contains(number)) continue;
      if (refused.contains(number)) ++sum.doubtful;
      else complain(sum, point, "line " + std::to_string(number) + " came from nowhere");
    }
  } catch (const Error& error) {
    complain(sum, point, std::string("what is left cannot be read: ") + error.what());
  }
  sum.fired += fired ? 1 : 0;
  sum.promised += static_cast<long>(promised.size());
  sum.refused += static_cast<long>(refused.size());
  return fired;
}

void make_template(const fs::path& original) {
  fs::create_directories(original);
  const Options options{.url = "sqlite:" + (original / "line.db").string(), .readers = 2};
  const auto db = Database::open(options);
  db->migrate(kMigrations);
}

Sum run_sweep(Sweep sweep) {
  const fs::path original = fs::path(sweep.folder) / "original";
  const fs::path place = fs::path(sweep.folder) / "point";
  make_template(original);
  sweep.folder = place.string();
  Sum sum;
  for (long point = sweep.first; point <= sweep.last; point += sweep.step) {
    fs::remove_all(place);
    fs::copy(original, place, fs::copy_options::recursive);
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(60);  // a point that hangs is a broken promise too
      ::_exit(run_point(sweep, point));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!judge(sweep, point, status, sum)) break;  // beyond the last call
  }
  return sum;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 8) {
    std::fprintf(stderr, "Usage: io_fault_driver FOLDER FIRST LAST STEP CALLS ERRNO LENGTH [sabotage]\n");
    return 2;
  }
  fiu_init(0);
  const auto number = [&](int i) { return std::atol(arguments[i]); };
  const Sum sum = run_sweep({arguments[1], number(2), number(3), number(4), arguments[5], number(6), number(7), count > 8});
  std::printf("points %ld fired %ld promised %ld refused %ld doubtful %ld broken %ld\n", sum.points, sum.fired, sum.promised, sum.refused, sum.doubtful, sum.broken);
  return sum.broken == 0 ? 0 : 1;
}
