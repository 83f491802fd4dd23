// What operators and proxies ask: is it alive, is it ready, how is it doing.
// prometheus-cpp stays behind this header.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "app/frame.hpp"
#include "base/secret.hpp"
#include "platform/db/database.hpp"
#include "platform/http/http.hpp"

namespace muster::app {

struct OperationsParts {
  db::Database& database;
  const Clock& clock;
  Secret metrics_token;
  std::function<int()> run_due;
};

class Operations {
 public:
  explicit Operations(OperationsParts parts);
  ~Operations();
  // /healthz (the process answers), /readyz (the database answers, and no stop is near), /metrics (loopback or token).
  http::Routes make_routes();
  void observe(std::string_view pattern, int status, Duration took);
  // Kept for a second: it stands on every staff page.
  Waiting count_waiting();
  int run_due();
  // /readyz says no from now on, while everything is still answered.
  void announce_stop();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::app
