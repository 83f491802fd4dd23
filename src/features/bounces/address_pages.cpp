// One address that was stopped: why, what came back, what was decided, and the forms that put it back, stop it again and
// undo the newest decision.
#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/decision_store.hpp"
#include "features/bounces/task_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kEvents = 20;

std::string address_url(const Request& request, AddressId id) { return bounces_url(request, "/addresses/" + id.format()); }

Message name_decision(DecisionKind kind, bool is_undone = false) {
  switch (kind) {
    case DecisionKind::stop: return is_undone ? tr("Mail to this address was stopped, and that was undone") : tr("Mail to this address was stopped");
    case DecisionKind::put_back: return is_undone ? tr("The address was put back, and that was undone") : tr("The address was put back");
    case DecisionKind::ask: break;
  }
  return tr("Its owner was asked whether the address works");
}

void add_decisions(db::Read& read, const StoppedAddress& stopped, AddressPage& page) {
  for (const Decision& each : list_decisions(read, stopped.id)) {
    const auto by = each.by ? people::find_person(read, each.by) : std::nullopt;
    page.decisions.push_back({.at = each.at, .on = {}, .title = name_decision(each.kind, each.is_undone),
                              .line = verbatim(each.reason), .person = by ? by->name : std::string(), .is_done = !each.is_undone});
  }
  const auto undoable = find_undoable(read, stopped);
  if (!undoable) return;
  page.undo = undoable->id.value();
  page.undo_label = name_decision(undoable->kind);
}

AddressPage make_page(db::Read& read, const Request& request, const Context& context, const StoppedAddress& stopped) {
  AddressPage page{.url = address_url(request, stopped.id),
                   .back_url = bounces_url(request),
                   .address = stopped.address,
                   .person = find_name(read, stopped.address, {}),
                   .is_stopped = stopped.is_stopped(),
                   .what = describe_cause(stopped.cause),
                   .advice = advise(stopped.cause),
                   .since = stopped.since,
                   .stopped_at = stopped.stopped_at,
                   .put_back_at = stopped.put_back_at};
  add_decisions(read, stopped, page);
  for (const RedistributionTask& task : list_redistribution(read, {}, stopped.address_key)) {
    page.is_asked = page.is_asked || task.owner != RedistributionTask::Owner::silent;
    page.lists.emplace_back(organisations::display_name(organisations::get_organisation(read, task.organisation)), local_url(request, "/staff/organisations/" + task.organisation.format()));
  }
  if (const auto by = stopped.put_back_by ? people::find_person(read, stopped.put_back_by) : std::nullopt) page.put_back_by = by->name;
  const auto address = Email::parse(stopped.address);
  const auto owner = address ? people::find_person_by_address(read, *address) : std::nullopt;
  for (const auto& seat : owner ? access::list_seats_of_person(read, *owner, context.clock.today()) : std::vector<access::SeatRow>()) {
    if (seat.role != Role::representative) continue;
    page.organisations.emplace_back(organisations::display_name(organisations::get_organisation(read, seat.organisation)),
                                    local_url(request, "/staff/organisations/" + seat.organisation.format() + "/people"));
  }
  for (const Event& event : list_events(read, {.address_key = stopped.address_key, .limit = kEvents})) page.events.push_back(make_row(read, request, event));
  return page;
}

html::TextField make_reason(const Request& request, bool is_stopped) {
  html::TextField field{.id = "reason", .name = "reason", .label = tr("Why mail goes there again"), .hint = tr("For example: the person says that the mailbox works again."),
                        .value = request.form.get("reason"), .max_length = static_cast<int>(kReasonMax), .rows = 3};
  if (is_stopped) return field;
  field.label = tr("Why mail there stops");
  field.hint = tr("For example: the person asked us to write to another address.");
  return field;
}

std::optional<html::Notice> say_done(const std::string& said) {
  if (said == "back") return html::Notice{"done", tr("Mail goes to this address again.")};
  if (said == "stopped") return html::Notice{"done", tr("Mail to this address is stopped.")};
  if (said == "undone") return html::Notice{"done", tr("It is as it was before.")};
  return std::nullopt;
}

Response render_address(const Request& request, Context& context, const Problem* problem = nullptr) {
  const auto id = request.id<AddressId>("id");
  auto page = context.db.read([&](db::Read& read) -> std::optional<AddressPage> {
    const auto stopped = id ? find_address(read, *id) : std::nullopt;
    return stopped ? std::optional(make_page(read, request, context, *stopped)) : std::nullopt;
  });
  if (!page) return http::nothing_here();
  page->reason = make_reason(request, page->is_stopped);
  if (problem != nullptr) {
    if (problem->field == "reason") page->reason.error = problem->message;
    page->errors.push_back({problem->field, problem->message});
  }
  html::Shell shell = context.make_shell(request, page->is_stopped ? tr("An address that gets no mail") : tr("An address that gets mail again"));
  shell.has_error = problem != nullptr;
  shell.notice = say_done(request.query.get("said"));
  html::Writer w(context.texts, request.locale);
  views::address(w, shell, *page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_address(const Request& request, Context& context) { return render_address(request, context); }

Response post_put_back(const Request& request, Context& context) {
  const auto id = request.id<AddressId>("id");
  const auto reason = check_reason(request, tr("Write why mail goes there again"));
  if (!reason) return render_address(request, context, &reason.error());
  const By by{context.clock, context.random, request.actor};
  const bool is_known = id && context.db.write([&](db::Write& write) {
    if (!find_address(write, *id)) return false;
    put_back(write, by, *id, *reason);  // twice is once
    return true;
  });
  return is_known ? Response::see_other(address_url(request, *id) + "?said=back") : http::nothing_here();
}

// Of an address that gets mail again.
Response post_stop_again(const Request& request, Context& context) {
  const auto id = request.id<AddressId>("id");
  const auto reason = check_reason(request, tr("Write why mail there stops"));
  if (!reason) return render_address(request, context, &reason.error());
  const By by{context.clock, context.random, request.actor};
  const auto stopped = context.db.write([&](db::Write& write) -> std::optional<Result<AddressId>> {
    const auto address = id ? find_address(write, *id) : std::nullopt;
    const auto email = address ? std::optional(Email::parse(address->address)) : std::nullopt;
    if (!email || !*email) return std::nullopt;
    return stop_by_hand(write, by, **email, *reason);
  });
  if (!stopped) return http::nothing_here();
  if (!*stopped) return render_address(request, context, &stopped->error());
  return Response::see_other(address_url(request, *id) + "?said=stopped");
}

Response post_undo(const Request& request, Context& context) {
  const auto id = request.id<AddressId>("id");
  const By by{context.clock, context.random, request.actor};
  const auto decision = DecisionId::parse(request.form.get("decision"));
  const bool is_undone = id && decision && context.db.write([&](db::Write& write) { return undo_decision(write, by, *id, *decision); });
  if (is_undone) return Response::see_other(address_url(request, *id) + "?said=undone");
  const Problem problem{Problem::Kind::conflict, {}, tr("Something else happened since. Look at the state of the address below.")};
  return render_address(request, context, &problem);
}

}  // namespace

http::Routes make_address_routes() {
  const std::string pattern = "/{lang}/staff/bounces/addresses/{id}";
  return {{http::Method::get, pattern, Permission::run_programme, http::PrivateHandler(show_address), {}},
          {http::Method::post, pattern + "/put-back", Permission::run_programme, http::PrivateHandler(post_put_back), {}},
          {http::Method::post, pattern + "/stop", Permission::run_programme, http::PrivateHandler(post_stop_again), {}},
          {http::Method::post, pattern + "/undo", Permission::run_programme, http::PrivateHandler(post_undo), {}}};
}

}  // namespace muster::bounces
