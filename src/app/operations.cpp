#include "app/operations.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

#include "features/reports/reports.hpp"
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

  http::Response show_ready();
  http::Response show_metrics(const http::Request& request);

  OperationsParts parts;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("muster_requests_total").Help("Requests by route and status").Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram().Name("muster_request_seconds").Help("Time to answer by route").Register(registry);
  prometheus::Family<prometheus::Gauge>& waiting = prometheus::BuildGauge().Name("muster_waiting").Help("Rows that wait, by kind").Register(registry);
  std::mutex mutex;
  std::chrono::steady_clock::time_point counted_at{};
  Waiting counted;
};

Operations::Operations(OperationsParts parts) : implementation_(std::make_unique<Implementation>(std::move(parts))) {}
Operations::~Operations() = default;

int Operations::run_due() { return implementation_->parts.run_due(); }

void Operations::observe(std::string_view pattern, int status, Duration took) {
  const std::string route(pattern);
  implementation_->requests.Add({{"route", route}, {"status", std::to_string(status)}}).Increment();
  implementation_->durations.Add({{"route", route}}, prometheus::Histogram::BucketBoundaries{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3})
      .Observe(std::chrono::duration<double>(took).count());
}

Waiting Operations::count_waiting() {
  const std::lock_guard lock(implementation_->mutex);
  const auto now = std::chrono::steady_clock::now();
  if (now - implementation_->counted_at >= kCountEvery) {
    implementation_->counted = implementation_->parts.database.read([](db::Read& read) {
      return Waiting{.reports_to_review = reports::count_to_review(read), .tasks = reports::count_tasks(read), .jobs_failed = jobs::count_jobs(read, "failed")};
    });
    implementation_->counted_at = now;
  }
  return implementation_->counted;
}

http::Response Operations::Implementation::show_ready() {
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
