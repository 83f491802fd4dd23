#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/database_clock.hpp"
#include "app/demo.hpp"
#include "app/installation.hpp"
#include "app/process_limits.hpp"
#include "embedded_migrations.hpp"
#include "features/updates/glossary_store.hpp"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDrain{20};
constexpr std::string_view kSqlite = "sqlite:";

Secret get_secret(const config::Config& config, Random& random) {
  auto secret = config::load_or_make_server_secret(config.secret_path(), random);
  if (!secret) throw OperatorError(secret.error());
  return std::move(*secret);
}

// SQLite is one process's: a second server would hand out the first one's jobs again.
class DataLock {
 public:
  explicit DataLock(const config::Config& config) {
    if (!config.database.starts_with(kSqlite)) return;
    const std::string path = config.database.substr(kSqlite.size()) + ".lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    if (file_ < 0) throw OperatorError("database: cannot write " + path + ". Give this user the right to the folder.");
    if (::fcntl(file_, F_SETLK, &lock) != 0) throw OperatorError("database: another server is running on " + config.database + ". Stop it first.");
  }
  ~DataLock() {
    if (file_ >= 0) ::close(file_);
  }
  DataLock(const DataLock&) = delete;

 private:
  int file_ = -1;
};

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Waits for the order to stop (SIGTERM, SIGINT), which the threads of the server leave to this one.
void wait_for_stop() {
  const sigset_t signals = stop_signals();
  int received = 0;
  sigwait(&signals, &received);
}

// Whoever says it a second time is not kept waiting.
void wait_for_second_order(std::chrono::seconds at_most) {
  const sigset_t signals = stop_signals();
  const timespec left{at_most.count(), 0};
  sigtimedwait(&signals, nullptr, &left);
}

void hold_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

struct Served {
  const config::Config& config;
  db::Database& database;
  const Clock& clock;
  Random& random;
  log::Log& log;
  const Programme& programme;
  ShiftedClock* demo_clock = nullptr;
};

void serve(const Served& served, const std::function<void()>& on_ready) {
  hold_signals();
  App app({.config = served.config,
           .database = served.database,
           .clock = served.clock,
           .random = served.random,
           .log = served.log,
           .programme = served.programme,
           .secret = get_secret(served.config, served.random),
           .demo_clock = served.demo_clock});
  net::Server server({.listen = served.config.listen, .worker_threads = served.config.workers, .limits = take_process_limits()}, app.handlers());
  app.start_work();  // before anybody is told that the server is ready: it may find the data damaged
  server.start();
  served.log.info("server.ready", {{"port", std::to_string(server.port())}});
  on_ready();
  wait_for_stop();
  served.log.info("server.stopping");
  app.announce_stop();
  wait_for_second_order(std::chrono::seconds(served.config.stop_notice_s));
  server.drain_and_stop(kDrain);
  app.stop_work();
}

void freeze_forms(db::Database& database, const Programme& programme, const Clock& clock) {
  for (const forms::Form& form : load_embedded_forms(programme)) {
    database.write([&](db::Write& write) { forms::ensure_version(write, clock, form); });
  }
}

void prepare_database(db::Database& database) {
  if (database.engine() == db::Engine::sqlite) {
    database.migrate(embedded::migrations());
  } else {
    check_schema(database);
  }
}

std::string links_file(const config::Config& config) { return config.data + "/demo-links.json"; }

void print_links(const DemoLinks& links, const std::string& url) {
  std::printf("\nThe demo is at %s\n\nSign in as:\n", url.c_str());
  for (const auto& [role, link] : links) std::printf("  %-22s %s\n", role.c_str(), link.c_str());
  std::printf("\nMail is kept at %s/en/dev/mail, the demo's clock at %s/en/dev/clock. Stop with Ctrl-C.\n", url.c_str(), url.c_str());
  std::fflush(stdout);
}

config::Config make_demo_configuration(const Arguments& arguments) {
  config::Environment environment = config::read_environment();
  const std::string data = arguments.data.empty() ? "data/demo" : arguments.data;
  const std::string listen = arguments.listen.empty() ? "127.0.0.1:8080" : arguments.listen;
  if (!is_loopback_listen(listen)) throw OperatorError("listen: the demo serves this machine alone. Use 127.0.0.1:PORT instead of " + listen + ".");
  fs::create_directories(data);
  environment["MUSTER_DATA"] = data;
  environment["MUSTER_LISTEN"] = listen;
  environment.try_emplace("MUSTER_DATABASE", "sqlite:" + data + "/muster.db");
  environment.try_emplace("MUSTER_LOG_LEVEL", "warning");
  environment["MUSTER_PUBLIC_URL"] = "http://localhost:" + listen.substr(listen.rfind(':') + 1);
  auto config = config::load_config(std::nullopt, environment);
  if (!config) throw OperatorError(config.error());
  return std::move(*config);
}

}  // namespace

int run_serve(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const DataLock lock(config);
  const auto log = log::make_stderr_log(log_level(config));
  const Programme programme = load_embedded_programme();
  SystemRandom random;
  const auto database = open_database(config);
  prepare_database(*database);
  const auto clock = make_server_clock(*database, *log);
  freeze_forms(*database, programme, *clock);
  updates::seed_terms(*database, load_embedded_glossary());
  serve({config, *database, *clock, random, *log, programme}, [] {});
  return 0;
}

int run_demo(const Arguments& arguments) {
  const auto config = make_demo_configuration(arguments);
  const DataLock lock(config);
  const auto log = log::make_stderr_log(log_level(config));
  const Programme programme = load_embedded_programme();
  ShiftedClock clock;
  SystemRandom random;
  const auto database = open_database(config);
  database->migrate(embedded::migrations());
  freeze_forms(*database, programme, clock);
  updates::seed_terms(*database, load_embedded_glossary());
  load_demo_clock(*database, clock);
  const DemoLinks links = seed_demo({*database, clock, random, programme, config.public_url, links_file(config)});
  serve({config, *database, clock, random, *log, programme, &clock}, [&] { print_links(links, config.public_url); });
  return 0;
}

}  // namespace muster::app
