#include "app/operations.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <atomic>
#include <map>
#include <mutex>

#include "features/bounces/bounces.hpp"
#include "features/inbox/inbox.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/http/remote.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"

namespace muster::app {
namespace {

constexpr std::chrono::seconds kCountEvery{1};

http::Response answer_plain(std::string_view line, int status = 200) {
  return http::Response::text(std::string(line) + "\n", status).add("Cache-Control", "no-store");
}

}  // namespace

struct Operations::Implementation {
  explicit Implementation(OperationsParts p) : parts(std::move(p)) {}

  void observe(std::string_view pattern, int status, Duration took);
  http::Response show_ready();
  http::Response show_metrics(const http::Request& request);

  OperationsParts parts;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("muster_requests_total").Help("Requests by route and status").Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram().Name("muster_request_seconds").Help("Time to answer by route").Register(registry);
  // What a route is counted by, found once: the registry would hash and copy labels at every request.
  struct RouteMetrics {
    prometheus::Histogram* duration = nullptr;
    std::map<int, prometheus::Counter*> by_status;
  };
  std::mutex routes_mutex;
  std::map<std::string, RouteMetrics, std::less<>> routes;
  prometheus::Family<prometheus::Gauge>& waiting = prometheus::BuildGauge().Name("muster_waiting").Help("Rows that wait, by kind").Register(registry);
  std::mutex mutex;
  std::chrono::steady_clock::time_point counted_at{};
  Waiting counted;
  std::atomic<bool> is_stopping = false;
};

Operations::Operations(OperationsParts parts) : implementation_(std::make_unique<Implementation>(std::move(parts))) {}
Operations::~Operations() = default;

int Operations::run_due() { return implementation_->parts.run_due(); }

void Operations::Implementation::observe(std::string_view pattern, int status, Duration took) {
  const std::lock_guard lock(routes_mutex);
  auto found = routes.find(pattern);
  if (found == routes.end()) {
    const prometheus::Histogram::BucketBoundaries seconds{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3};
    found = routes.emplace(std::string(pattern), RouteMetrics{&durations.Add({{"route", std::string(pattern)}}, seconds), {}}).first;
  }
  prometheus::Counter*& count = found->second.by_status[status];
  if (count == nullptr) count = &requests.Add({{"route", std::string(pattern)}, {"status", std::to_string(status)}});
  count->Increment();
  found->second.duration->Observe(std::chrono::duration<double>(took).count());
}

void Operations::observe(std::string_view pattern, int status, Duration took) { implementation_->observe(pattern, status, took); }

Waiting Operations::count_waiting() {
  const std::lock_guard lock(implementation_->mutex);
  const auto now = std::chrono::steady_clock::now();
  if (now - implementation_->counted_at >= kCountEvery) {
    implementation_->counted = implementation_->parts.database.read([today = implementation_->parts.clock.today()](db::Read& read) {
      return Waiting{.reports_to_review = reports::count_to_review(read), .tasks = reports::count_tasks(read), .jobs_failed = jobs::count_jobs(read, "failed"), .updates_to_approve = updates::count_waiting_for_approval(read), .addresses_stopped = bounces::count_tasks(read, today), .conversations = inbox::find_waiting(read).count};
    });
    implementation_->counted_at = now;
  }
  return implementation_->counted;
}

void Operations::announce_stop() { implementation_->is_stopping = true; }

http::Response Operations::Implementation::show_ready() {
  if (is_stopping) return answer_plain("stopping", 503).add("Retry-After", "5");
  try {
    parts.database.read([](db::PublicRead&) {});
    return answer_plain("ready");
  } catch (const db::Error&) {
    return answer_plain("the database does not answer", 503).add("Retry-After", "5");
  }
}

http::Response Operations::Implementation::show_metrics(const http::Request& request) {
  if (!http::is_local_or_has_token(request, parts.metrics_token)) return answer_plain("not here", 404);
  parts.database.read([&](db::Read& read) {
    for (const char* state : {"waiting", "running", "failed"}) waiting.Add({{"kind", std::string("job_") + state}}).Set(static_cast<double>(jobs::count_jobs(read, state)));
    for (const char* state : {"queued", "failed"}) waiting.Add({{"kind", std::string("mail_") + state}}).Set(static_cast<double>(mail::count_mails(read, state)));
  });
  http::Response response = http::Response::text(prometheus::TextSerializer().Serialize(registry.Collect()));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response.add("Cache-Control", "no-store");
}

http::Routes Operations::make_routes() {
  using http::Method;
  Implementation* self = implementation_.get();
  return {{Method::get, "/healthz", Permission::everyone, http::PublicHandler([](const http::Request&, http::PublicContext&) { return answer_plain("alive"); }), {}},
          {Method::get, "/readyz", Permission::everyone, http::PrivateHandler([self](const http::Request&, http::Context&) { return self->show_ready(); }), {}},
          {Method::get, "/metrics", Permission::everyone,
           http::PrivateHandler([self](const http::Request& request, http::Context&) { return self->show_metrics(request); }), {}}};
}

}  // namespace muster::app
