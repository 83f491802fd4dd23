#include <algorithm>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "app/commands.hpp"
#include "app/erasure_list.hpp"
#include "app/installation.hpp"
#include "base/crash_point.hpp"
#include "embedded_migrations.hpp"
#include "features/access/access.hpp"
#include "features/access/roles.hpp"
#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "platform/db/file_sync.hpp"

extern char** environ;

namespace muster::app {
namespace {

namespace fs = std::filesystem;

constexpr int kFirstWithErasures = 4;  // the migration that brought people.erased_at

std::string sqlite_path(const config::Config& config) {
  constexpr std::string_view scheme = "sqlite:";
  return config.database.starts_with(scheme) ? config.database.substr(scheme.size()) : "";
}

bool is_locked_by_server(const std::string& path) {
  const int file = ::open((path + ".lock").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  const bool is_locked = ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(file);
  return is_locked;
}

// Of a copy, so that the backup itself is only read and may lie where nothing can be written.
void check_copy(const std::string& copy, const std::string& file) {
  try {
    auto backup = db::Database::open({.url = "sqlite:" + copy});
    const auto problems = backup->check_integrity();
    if (!problems.empty()) throw OperatorError(file + " is damaged (" + problems.front() + "). Use another backup.");
    if (backup->schema_version() == 0) throw OperatorError(file + " is not a backup of Muster.");
  } catch (const db::Error& error) {
    throw OperatorError(file + " is damaged or is not a backup of Muster (" + error.what() + "). Use another backup.");
  }
}

void copy_backup(const std::string& file, const std::string& fresh) {
  if (!fs::exists(file)) throw OperatorError("There is no file " + file + ". Name a file that `muster backup` wrote.");
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(fresh + suffix);
  db::create_private_file(fresh);
  fs::copy_file(file, fresh, fs::copy_options::overwrite_existing);
  fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write);
  crash_point("restore.sqlite.after_copy");
  try {
    check_copy(fresh, file);
  } catch (...) {
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(fresh + suffix);
    throw;
  }
}

void give_second_name(const std::string& path, const std::string& other) {
  std::error_code failed;
  fs::create_hard_link(path, other, failed);
  if (failed) fs::copy_file(path, other);  // a file system without links
}

// Under a second name beside it. The first name goes over to the restored file in one step: there is no moment
// without data, in which a server would begin with an empty file.
void set_aside(const std::string& target) {
  try {
    // A clean close folds the write-ahead log in, so that the set-aside copy is whole.
    db::Database::open({.url = "sqlite:" + target})->schema_version();
  } catch (const db::Error& error) {
    std::printf("The data so far cannot be read (%s).\n", error.what());
  }
  std::string aside = target + ".replaced";
  for (int n = 2; fs::exists(aside); ++n) aside = target + ".replaced-" + std::to_string(n);
  if (fs::exists(target + "-wal")) give_second_name(target + "-wal", aside + "-wal");
  give_second_name(target, aside);
  std::printf("The data so far are kept in %s.\n", aside.c_str());
}

void restore_sqlite(const std::string& file, const std::string& target) {
  if (is_locked_by_server(target)) throw OperatorError("The server is running on " + target + ". Stop it first.");
  const std::string fresh = target + ".restoring";
  copy_backup(file, fresh);
  crash_point("restore.sqlite.after_check");
  if (fs::exists(target)) set_aside(target);
  crash_point("restore.sqlite.after_set_aside");
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(target + suffix);
  crash_point("restore.sqlite.before_rename");
  db::publish_file(fresh, target);
  crash_point("restore.sqlite.after_rename");
}

void run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawnp(&child, words.front().c_str(), nullptr, nullptr, arguments.data(), environ) != 0) {
    throw OperatorError("Could not start " + words.front() + ". Install postgresql-client.");
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw OperatorError(words.front() + " failed; its message stands above.");
}

int report_audit(db::Database& database) {
  const audit::Verdict verdict = database.read([](db::Read& read) { return audit::verify(read); });
  if (!verdict.is_sound) {
    std::fprintf(stderr, "muster: the audit log is broken at entry %lld: %s\n", static_cast<long long>(verdict.first_bad), verdict.reason.c_str());
    return 1;
  }
  std::printf("Audit log: %lld entries chained, %lld waiting to be. Head %s\n", static_cast<long long>(verdict.sealed),
              static_cast<long long>(verdict.unsealed), verdict.head.empty() ? "(none)" : verdict.head.c_str());
  return 0;
}

}  // namespace

int run_migrate(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  const int applied = database->migrate(embedded::migrations());
  std::printf("%d migrations applied; the database is at version %d.\n", applied, database->schema_version());
  return 0;
}

int run_user_add(const Arguments& arguments) {
  const auto role = access::parse_role(arguments.role);
  if (!role || *role == Role::representative) throw OperatorError("--role is administrator, staff, regional_leader or committee_member.");
  const auto email = Email::parse(arguments.email);
  if (!email) throw OperatorError("This is not an e-mail address: " + arguments.email);
  const Programme programme = load_embedded_programme();
  if ((*role == Role::regional_leader) != (programme.find_region(arguments.region) != nullptr)) {
    throw OperatorError("--region names a region's code for a regional leader, and nothing for others.");
  }
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  database->migrate(embedded::migrations());
  SystemClock clock;
  SystemRandom random;
  const Actor actor = Actor::system();
  const By by{clock, random, actor};
  const std::string link = database->write([&](db::Write& write) {
    auto person = people::find_person_by_address(write, *email);
    if (!person) {
      const std::string name = arguments.name.empty() ? std::string(email->local_part()) : arguments.name;
      person = people::insert_person(write, by, {.name = name, .email = *email});
    }
    const auto seats = access::list_seats_of_person(write, *person, clock.today());
    const bool has_seat = std::any_of(seats.begin(), seats.end(), [&](const auto& seat) { return seat.role == *role && seat.region == arguments.region; });
    if (!has_seat) access::grant_seat(write, by, {.person = *person, .role = *role, .region = arguments.region, .from = clock.today()});
    return access::make_set_up_link(write, clock, random, *person, config.public_url);
  });
  std::printf("Open this link within seven days to set a password and a second factor:\n%s\n", link.c_str());
  return 0;
}

int run_programme_check(const Arguments& arguments) {
  const auto complaints = check_programme_folder(arguments.file);
  for (const std::string& complaint : complaints) std::fprintf(stderr, "%s\n", complaint.c_str());
  if (complaints.empty()) std::printf("The programme is sound.\n");
  return complaints.empty() ? 0 : 1;
}

int run_backup(const Arguments& arguments) {
  const auto database = open_database(load_configuration(arguments));
  if (fs::exists(arguments.file)) throw OperatorError(arguments.file + " is there already. Name a new file.");
  database->backup(arguments.file);
  std::printf("Written: %s\n", arguments.file.c_str());
  return 0;
}

// Of the data that are about to be replaced, as far as they can still be read.
std::vector<privacy::Erased> list_erased_now(const config::Config& config) {
  if (const std::string path = sqlite_path(config); !path.empty() && !fs::exists(path)) return {};
  try {
    const auto database = open_database(config);
    if (database->schema_version() < kFirstWithErasures) return {};
    return database->read([](db::Read& read) { return privacy::list_erased(read); });
  } catch (const std::exception& error) {
    std::fprintf(stderr, "muster: who was forgotten is taken from the list alone, as the data so far cannot be read: %s\n", error.what());
    return {};
  }
}

// A backup of before may bring people back who were forgotten since.
void forget_again(db::Database& database, const std::vector<privacy::Erased>& list, const std::string& list_path) {
  if (list.empty()) return;
  SystemClock clock;
  SystemRandom random;
  const Actor actor = Actor::system();
  crash_point("restore.before_forget");
  const privacy::Again again = privacy::erase_again(database, By{clock, random, actor}, load_embedded_programme(), list);
  crash_point("restore.after_forget");
  database.scrub();
  write_erasure_list(list_path, list);
  std::printf("%d of %zu people who had been forgotten were forgotten again.\n", again.forgotten, list.size());
  for (const std::string& key : again.for_hands) std::printf("Look after this text by hand once more: %s\n", key.c_str());
}

int run_restore(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const std::string list_path = erasure_list_path(config.data);
  const auto forgotten = merge_erasure_lists(read_erasure_list(list_path), list_erased_now(config));
  if (const std::string path = sqlite_path(config); !path.empty()) {
    restore_sqlite(arguments.file, path);
  } else {
    crash_point("restore.postgresql.before_program");
    run_program({"pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", config.database, arguments.file});
  }
  crash_point("restore.before_migrate");
  const auto database = open_database(config);
  database->migrate(embedded::migrations());
  crash_point("restore.after_migrate");
  std::printf("Restored from %s; the database is at version %d.\n", arguments.file.c_str(), database->schema_version());
  forget_again(*database, forgotten, list_path);
  return 0;
}

int run_verify(const Arguments& arguments) {
  const auto database = open_database(load_configuration(arguments));
  check_schema(*database);
  const auto problems = database->check_integrity();
  for (const std::string& problem : problems) std::fprintf(stderr, "muster: %s\n", problem.c_str());
  if (problems.empty()) std::printf("Database: sound.\n");
  return report_audit(*database) == 0 && problems.empty() ? 0 : 1;
}

int run_audit_verify(const Arguments& arguments) {
  const auto database = open_database(load_configuration(arguments));
  check_schema(*database);
  return report_audit(*database);
}

}  // namespace muster::app
