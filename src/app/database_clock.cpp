#include "app/database_clock.hpp"

#include <cstdlib>
#include <exception>

#include "queries_app.hpp"

namespace muster::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 10s;
constexpr auto kDoubtMax = Duration(1s);
// Worth telling the operator: pages say "today" by the database, logs and other programs by this machine.
constexpr auto kDifferenceMax = Duration(5s);

Duration abs(Duration of) { return of.count() < 0 ? -of : of; }

}  // namespace

DatabaseClock::DatabaseClock(std::function<Instant()> ask, std::function<Steady()> steady, log::Log& log)
    : ask_(std::move(ask)), steady_(std::move(steady)), log_(log), base_(ask_once()) {}

DatabaseClock::~DatabaseClock() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

DatabaseClock::Reading DatabaseClock::ask_once() const {
  const Steady before = steady_();
  const Instant time = ask_();
  const auto took = std::chrono::duration_cast<Duration>(steady_() - before);
  return {time, before + took / 2, took / 2};
}

Instant DatabaseClock::now() const {
  const std::lock_guard lock(mutex_);
  return base_.time + std::chrono::duration_cast<Duration>(steady_() - base_.at);
}

void DatabaseClock::look() {
  const Reading reading = ask_once();
  const std::lock_guard lock(mutex_);
  const Instant expected = base_.time + std::chrono::duration_cast<Duration>(reading.at - base_.at);
  const Duration difference = abs(reading.time - expected);
  // Within the doubt the two agree; beyond it the answer is right, unless it is itself a guess.
  if (difference <= reading.doubt || reading.doubt > kDoubtMax) return;
  base_ = reading;
}

void DatabaseClock::start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kLookEvery, [this] { return is_stopping_; })) {
      lock.unlock();
      try {
        look();
        if (abs(SystemClock().now() - now()) > kDifferenceMax) log_.warning("clock.differs_from_database");
      } catch (const std::exception&) {  // away: the monotonic clock goes on counting
      }
      lock.lock();
    }
  });
}

std::unique_ptr<Clock> make_server_clock(db::Database& database, log::Log& log) {
  if (database.engine() == db::Engine::sqlite) return std::make_unique<SystemClock>();
  const auto ask = [&database] {
    return database.read([](db::Read& read) {
      return read.get(sql::find_database_time, {}, [](const db::Row& row) { return row.instant("now_us"); });
    });
  };
  auto clock = std::make_unique<DatabaseClock>(ask, [] { return std::chrono::steady_clock::now(); }, log);
  clock->start();
  return clock;
}

}  // namespace muster::app
