// Work behind the pages, for staff: what waits, runs and failed, why, and a button to try again.
#include "features/audit/audit.hpp"
#include "features/overview/operations_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "platform/jobs/jobs.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kLines = 100;

struct StateWords {
  std::string_view state;
  SourceText label;
  std::string_view kind;
  std::string_view icon;
};
constexpr StateWords kStates[] = {{"failed", SourceText("Failed"), "late", "triangle-alert"},
                                  {"waiting", SourceText("Waiting"), "info", "clock"},
                                  {"running", SourceText("Running"), "info", "clock"},
                                  {"done", SourceText("Done"), "done", "check"}};

std::string list_url(const Request& request) { return local_url(request, "/staff/settings/jobs"); }

JobLine make_line(const Request& request, const jobs::JobRow& row) {
  JobLine line{.kind = row.kind, .key = row.key, .attempts = row.attempt, .run_at = row.run_at, .finished_at = row.finished_at, .reason = row.reason};
  for (const StateWords& words : kStates) {
    if (words.state == row.state) line.state = {std::string(words.kind), std::string(words.icon), tr(words.label)};
  }
  if (row.state == "failed") line.retry_url = list_url(request) + "/" + row.id.format() + "/retry";
  return line;
}

Response show_jobs(const Request& request, Context& context) {
  html::Shell shell = context.make_shell(request, tr("Work in the background"));
  if (request.query.has("retry")) shell.notice = html::Notice{"done", tr("It will be tried again now.")};
  const std::string& wanted = request.query.get("state");
  std::string state;
  JobsPage page;
  context.db.read([&](db::Read& read) {
    for (const StateWords& words : kStates) {
      if (words.state == wanted) state = wanted;
    }
    page.tabs.push_back({tr("All work"), list_url(request), jobs::count_jobs(read, ""), state.empty()});
    for (const StateWords& words : kStates) {
      page.tabs.push_back({tr(words.label), list_url(request) + "?state=" + std::string(words.state), jobs::count_jobs(read, words.state), words.state == state});
    }
    auto rows = jobs::list_jobs(read, state, kLines + 1);
    page.is_cut = rows.size() > kLines;
    if (page.is_cut) rows.pop_back();
    for (const jobs::JobRow& row : rows) page.lines.push_back(make_line(request, row));
  });
  html::Writer w(context.texts, request.locale);
  views::jobs(w, shell, page);
  return Response::page(w.take());
}

Response post_retry(const Request& request, Context& context) {
  const auto id = request.id<JobId>("id");
  const By by{context.clock, context.random, request.actor};
  const bool is_failed = id && context.db.write([&](db::Write& write) {
    if (!jobs::retry_job(write, context.clock, *id)) return false;
    audit::record(write, by, {.action = "jobs.retry", .subject_kind = "job", .subject = id->value()});
    return true;
  });
  // One that somebody else has just tried again is no error: the list tells how it stands.
  return Response::see_other(list_url(request) + (is_failed ? "?retry" : ""));
}

}  // namespace

http::Routes make_jobs_routes() {
  return {{http::Method::get, "/{lang}/staff/settings/jobs", Permission::run_programme, http::PrivateHandler(show_jobs), {}},
          {http::Method::post, "/{lang}/staff/settings/jobs/{id}/retry", Permission::run_programme, http::PrivateHandler(post_retry), {}}};
}

}  // namespace muster::overview
