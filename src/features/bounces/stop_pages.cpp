// Staff stop mail to an address: one that they type, or that of something that came back. The address never stands in the
// address of a page.
#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/decision_store.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;

Response render_stop(const Request& request, Context& context, const std::string& address, const Problem* problem = nullptr) {
  StopPage page{.url = bounces_url(request, "/stop"), .back_url = bounces_url(request), .address = {}, .reason = {}, .errors = {}};
  page.address = {.id = "address", .name = "address", .label = tr("Address"), .value = address, .type = "email", .autocomplete = "off", .direction = "ltr"};
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why mail there stops"), .hint = tr("For example: the person asked us to write to another address."),
                 .value = request.form.get("reason"), .max_length = static_cast<int>(kReasonMax), .rows = 3};
  if (problem != nullptr) {
    page.errors.push_back({problem->field, problem->message});
    (problem->field == "reason" ? page.reason : page.address).error = problem->message;
  }
  html::Shell shell = context.make_shell(request, tr("Stop mail to an address"));
  shell.has_error = problem != nullptr;
  html::Writer w(context.texts, request.locale);
  views::stop(w, shell, page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_stop(const Request& request, Context& context) {
  const auto id = EventId::parse(request.query.get("event"));
  const auto event = id ? context.db.read([&](db::Read& read) { return find_event(read, *id); }) : std::nullopt;
  return render_stop(request, context, event && !event->address_key.empty() ? event->address : std::string());
}

Response post_stop(const Request& request, Context& context) {
  const std::string& typed = request.form.get("address");
  const auto address = Email::parse(typed);
  if (!address) {
    const Problem problem{Problem::Kind::invalid, "address", address.error().message};
    return render_stop(request, context, typed, &problem);
  }
  const auto reason = check_reason(request, tr("Write why mail there stops"));
  if (!reason) return render_stop(request, context, typed, &reason.error());
  const By by{context.clock, context.random, request.actor};
  auto stopped = context.db.write([&](db::Write& write) { return stop_by_hand(write, by, *address, *reason); });
  if (stopped) return Response::see_other(bounces_url(request, "/addresses/" + stopped->format()) + "?said=stopped");
  stopped.error().field = "address";
  return render_stop(request, context, typed, &stopped.error());
}

}  // namespace

http::Routes make_stop_routes() {
  const std::string pattern = "/{lang}/staff/bounces/stop";
  return {{http::Method::get, pattern, Permission::run_programme, http::PrivateHandler(show_stop), {}},
          {http::Method::post, pattern, Permission::run_programme, http::PrivateHandler(post_stop), {}}};
}

}  // namespace muster::bounces
