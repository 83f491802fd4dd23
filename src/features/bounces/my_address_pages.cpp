// A representative's page where updates for the members come back (S36): another address, or its owner is asked anew. Until
// the owner says yes nothing goes there but that one mail.
#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/bounces.hpp"
#include "features/bounces/decision_store.hpp"
#include "features/updates/updates.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;
using Owner = RedistributionTask::Owner;

std::string page_url(const Request& request) { return local_url(request, "/me/updates/address"); }

bool may_ask(const RedistributionTask& task) { return task.cause != Cause::complaint && task.cause != Cause::staff; }

Message say_owner(const RedistributionTask& task) {
  switch (task.owner) {
    case Owner::asked: return tr("We asked its owner on {date}. The answer has not come yet.", {{"date", task.asked_at->date()}});
    case Owner::refused: return tr("We asked its owner, who said no.");
    case Owner::silent: break;
  }
  return {};
}

Response show_my_address(const Request& request, Context& context) {
  MyAddressPage page{.hero = {.title = tr("Address for passing on"), .crumb_url = local_url(request, "/me"), .crumb = tr("Your page"), .is_narrow = true},
                     .url = page_url(request), .change_url = local_url(request, "/me/organisation#redistribution_address"), .address = {}, .what = {}, .owner = {}, .since = {},
                     .staff_email = context.programme.staff_email};
  const auto task = context.db.read([&](db::Read& read) { return find_redistribution_task(read, request.actor.organisation()); });
  if (task) {
    page.address = task->text;
    page.what = describe_cause(task->cause);
    page.owner = say_owner(*task);
    page.can_ask = may_ask(*task);
    page.is_for_staff = !page.can_ask;
    page.since = task->since;
  }
  html::Shell shell = context.make_shell(request, page.hero.title);
  if (request.query.has("asked")) shell.notice = html::Notice{"done", tr("A mail to the owner is on its way.")};
  html::Writer w(context.texts, request.locale);
  views::my_address(w, shell, page);
  return Response::page(w.take());
}

Response post_ask_again(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return http::nothing_here();
  if (!context.allow("updates_ask", id.format())) return Response::page({}, 429);
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    const auto task = find_redistribution_task(write, id);
    if (!task || !may_ask(*task)) return;
    put_back_to_ask(write, by, AddressId(task->address));
    updates::ask_owner(write, context.clock, id);
  });
  return Response::see_other(page_url(request) + "?asked=1");
}

}  // namespace

http::Routes make_my_address_routes() {
  return {{http::Method::get, "/{lang}/me/updates/address", Permission::represent, http::PrivateHandler(show_my_address), {}},
          {http::Method::post, "/{lang}/me/updates/address/again", Permission::represent, http::PrivateHandler(post_ask_again), {}}};
}

}  // namespace muster::bounces
