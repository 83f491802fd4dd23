// One running server: everything built here, passed explicitly, and stopped in order. Tests build the
// same object around their own clock, randomness and database, and ask it without sockets.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "platform/config/config.hpp"
#include "platform/db/database.hpp"
#include "platform/http/http.hpp"
#include "platform/log/log.hpp"
#include "platform/net/server.hpp"

namespace muster::app {

struct AppParts {
  const config::Config& config;
  db::Database& database;   // migrated
  const Clock& clock;
  Random& random;
  log::Log& log;
  const Programme& programme;
  Secret secret;
  ShiftedClock* demo_clock = nullptr;  // set in the demo: its pages may move it
  bool has_cheap_passwords = false;    // tests only
};

class App {
 public:
  explicit App(const AppParts& parts);
  ~App();
  App(const App&) = delete;

  // In process, as the server would answer.
  net::RawResponse answer(const net::RawRequest& request);
  net::Handlers handlers();

  // /readyz says no: a proxy sends the next requests elsewhere. What still comes is answered.
  void announce_stop();
  // Background work in threads of its own.
  void start_work();
  void stop_work();
  // Everything that is due now, in this thread: jobs, then mail, until nothing is. Returns how much ran.
  int run_due();
  // Every route with its permission, for the test that compares them with its table.
  const http::Routes& list_routes() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::app
