#include "features/access/access.hpp"
#include "features/bounces/bounces.hpp"
#include "features/organisations/organisations.hpp"
#include "features/overview/me_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

using reports::Place;
using reports::Standing;

// The report's line, when it is the representative's turn.
std::optional<html::TaskRow> make_report_row(const http::Request& request, const std::optional<Place>& place, Date today) {
  if (!place || !place->due_on) return std::nullopt;
  html::TaskRow row{.label = tr("Your two-year report"), .url = local_url(request, "/me/report")};
  const int days = today.days_until(*place->due_on);
  row.line = days >= 0 ? trn("Send it by {date}: {count} day left.", "Send it by {date}: {count} days left.", days, {{"date", *place->due_on}})
                       : tr("It was due on {date}. You can still send it.", {{"date", *place->due_on}});
  switch (place->standing) {
    case Standing::question:
      row.line = tr("We have a question about one answer.");
      row.tag = {"due", "pencil", tr("To do")};
      return row;
    case Standing::started:
    case Standing::late:
      row.tag = {"due", "pencil", tr("To do")};
      return row;
    case Standing::not_started:
    case Standing::deferred:
      row.tag = {"", "", tr("Not yet")};
      return row;
    case Standing::to_review:
    case Standing::accepted:
    case Standing::not_due: return std::nullopt;
  }
  return std::nullopt;
}

// What became of a wish for more time, while the report is still to be sent.
std::optional<html::TaskRow> make_wish_row(const http::Request& request, const Place& place, const std::optional<reports::TimeWish>& wish) {
  using Decision = reports::TimeWish::Decision;
  const bool is_sent = place.standing == Standing::to_review || place.standing == Standing::question || place.standing == Standing::accepted;
  if (!wish || !place.due_on || is_sent) return std::nullopt;
  html::TaskRow row{.label = tr("You asked for time until {date}", {{"date", wish->wished_on}}), .url = local_url(request, "/me/report/more-time")};
  if (wish->decision == Decision::open) {
    row.line = tr("Staff have not decided yet.");
    row.tag = {"", "hourglass", tr("Waiting")};
  } else if (wish->decision == Decision::granted) {
    row.line = wish->answer.empty() ? tr("You have time until {date}.", {{"date", *place.due_on}})
                                    : tr("You have time until {date}. Staff wrote: {answer}", {{"date", *place.due_on}, {"answer", wish->answer}});
    row.tag = {"done", "check", tr("Yes")};
  } else {
    row.line = tr("The date stays: {date}. Staff wrote: {answer}", {{"date", *place.due_on}, {"answer", wish->answer}});
    row.tag = {"info", "info", tr("No")};
  }
  return row;
}

Message say_updates(db::Read& read, PersonId person) {
  const auto left_at = updates::find_left_at(read, person);
  return left_at ? tr("You get none since {date}.", {{"date", left_at->date()}}) : tr("They come to you.");
}

// Mail to a representative is stopped: one's own address is changed by oneself, a colleague's is asked for.
html::TaskRow make_address_row(const http::Request& request, db::Read& read, const bounces::Task& task) {
  const html::Tag tag{"due", "pencil", tr("To do")};
  if (task.person == request.actor.person && task.cause == bounces::Cause::staff) {
    return {.label = tr("We stopped mail to your address"), .url = local_url(request, "/account"), .line = tr("Write to us if you want it, or give another address."), .tag = tag};
  }
  if (task.person == request.actor.person) {
    return {.label = tr("Mail to your address comes back"), .url = local_url(request, "/account"), .line = tr("Give us an address that works."), .tag = tag};
  }
  const auto person = people::find_person(read, task.person);
  return {.label = tr("Mail to {person} comes back", {{"person", person ? person->name : std::string()}}), .url = local_url(request, "/me/people"),
          .line = tr("Ask for an address that works, and check who represents you."), .tag = tag};
}

// Updates for the members come back.
std::optional<html::TaskRow> make_list_row(const http::Request& request, const std::optional<bounces::RedistributionTask>& task) {
  using Owner = bounces::RedistributionTask::Owner;
  if (!task || task->is_for_staff_alone()) return std::nullopt;
  html::TaskRow row{.label = tr("Mail to your address for passing on comes back"), .url = local_url(request, "/me/updates/address"), .line = tr("Give another address, or tell us that it works again."), .tag = {"due", "pencil", tr("To do")}};
  if (task->owner == Owner::refused) row.line = tr("Its owner said no. Give another address, or take it away.");
  if (task->owner == Owner::asked) {
    row.line = tr("We asked its owner on {date} and wait for the answer.", {{"date", task->asked_at->date()}});
    row.tag = {"", "hourglass", tr("Waiting")};
  }
  return row;
}

http::Response show_me(const http::Request& request, http::Context& context) {
  const html::Shell shell = context.make_shell(request, tr("Your page"));
  const OrganisationId id = request.actor.organisation();
  const Date today = context.clock.today();
  const MePage page = context.db.read([&](db::Read& read) {
    const auto of = organisations::get_organisation(read, id);
    MePage made{.hero = {.title = verbatim(organisations::display_name(of)), .eyebrow = tr("Your organisation"), .is_narrow = true},
                .staff_email = context.programme.staff_email};
    const auto place = reports::find_place(read, context.programme, id, today);
    if (auto row = make_report_row(request, place, today)) made.waiting.push_back(std::move(*row));
    if (place) {
      if (auto row = make_wish_row(request, *place, reports::find_time_wish(read, id, place->round))) made.waiting.push_back(std::move(*row));
    }
    for (const bounces::Task& task : bounces::list_tasks_of_organisation(read, id, today)) {
      // What somebody reported as unwanted is between that person and staff; so is what staff stopped.
      const bool is_theirs = task.cause == bounces::Cause::complaint || (task.cause == bounces::Cause::staff && task.person != request.actor.person);
      if (!is_theirs) made.waiting.push_back(make_address_row(request, read, task));
    }
    if (auto row = make_list_row(request, bounces::find_redistribution_task(read, id))) made.waiting.push_back(std::move(*row));
    made.links = {{.label = tr("Report"), .url = local_url(request, "/me/report"),
                   .line = place && place->due_on ? tr("Next date: {date}", {{"date", *place->due_on}}) : tr("No date is set yet.")},
                  {.label = tr("Representatives"), .url = local_url(request, "/me/people"), .line = tr("Who speaks for your organisation, and who gets our mail.")},
                  {.label = tr("Public facts and contact"), .url = local_url(request, "/me/organisation"), .line = tr("What people see in the list of organisations.")},
                  {.label = tr("Updates to pass on"), .url = local_url(request, "/me/updates"), .line = tr("Ready texts for your members and for anybody else.")},
                  {.label = tr("Updates by mail"), .url = local_url(request, "/me/updates/mail"), .line = say_updates(read, request.actor.person)},
                  {.label = tr("You"), .url = local_url(request, "/account"), .line = tr("Your name, addresses, language and devices.")}};
    if (const auto published = reports::find_latest_publication(read, id)) {
      made.links.push_back({.label = tr("Your published report"), .url = local_url(request, "/reports/" + published->address()),
                            .line = tr("Published on {date}", {{"date", published->published_at.date()}})});
    }
    return made;
  });
  html::Writer w(context.texts, request.locale);
  views::me(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_me_routes() { return {{http::Method::get, "/{lang}/me", Permission::represent, http::PrivateHandler(show_me), {}}}; }

}  // namespace muster::overview
