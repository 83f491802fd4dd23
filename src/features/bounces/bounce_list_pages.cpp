// Mail that came back, for staff: addresses to put right first, then everything that came back with filters.
#include <algorithm>

#include "base/text.hpp"
#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/bounces.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/mail/mailbox_job.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kRows = 50;
constexpr int kOthers = 200;

StoppedRow make_stopped_row(db::Read& read, const Request& request, const Task& task) {
  const auto of = organisations::get_organisation(read, task.organisation);
  const auto person = people::find_person(read, task.person);
  return {.url = bounces_url(request, "/addresses/" + std::to_string(task.address)),
          .address = task.text,
          .person = person ? person->name : "",
          .organisation = organisations::display_name(of),
          .organisation_url = local_url(request, "/staff/organisations/" + task.organisation.format() + "/people"),
          .what = describe_cause(task.cause),
          .since = task.since,
          .advice = task.is_last ? tr("Nobody of this organisation gets our mail. Call them, or try another contact.") : advise(task.cause),
          .is_last = task.is_last};
}

Message advise_about_list(const RedistributionTask& task) {
  switch (task.owner) {
    case RedistributionTask::Owner::asked: return tr("Its owner was asked on {date} and has not answered yet.", {{"date", task.asked_at->date()}});
    case RedistributionTask::Owner::refused: return tr("Its owner said no. Ask the organisation for another address.");
    case RedistributionTask::Owner::silent: break;
  }
  return task.is_for_staff_alone() ? advise(task.cause) : tr("Representatives were told. Ask them for another address.");
}

StoppedRow make_list_row(db::Read& read, const Request& request, const RedistributionTask& task) {
  return {.url = bounces_url(request, "/addresses/" + std::to_string(task.address)),
          .address = task.text,
          .person = {},
          .organisation = organisations::display_name(organisations::get_organisation(read, task.organisation)),
          .organisation_url = local_url(request, "/staff/organisations/" + task.organisation.format()),
          .what = describe_cause(task.cause),
          .since = task.since,
          .advice = advise_about_list(task),
          .is_list = true};
}

Response show_stopped(const Request& request, Context& context) {
  const Date today = context.clock.today();
  StoppedPage page{.stop_url = bounces_url(request, "/stop"), .tabs = {}, .rows = {}, .others = {}, .problem = {}, .problem_words = {}, .guide_line = {}};
  context.db.read([&](db::Read& read) {
    page.tabs = make_tabs(read, request, today, Part::stopped);
    for (const Task& task : list_tasks(read, today)) page.rows.push_back(make_stopped_row(read, request, task));
    const auto lists = list_redistribution_tasks(read);
    for (const RedistributionTask& task : lists) page.rows.push_back(make_list_row(read, request, task));
    for (const StoppedAddress& each : list_stopped_elsewhere(read, today, kOthers)) {
      if (std::ranges::find(lists, each.address_key, &RedistributionTask::key) != lists.end()) continue;
      page.others.push_back({.url = bounces_url(request, "/addresses/" + each.id.format()), .address = each.address, .person = find_name(read, each.address, {}),
                             .what = describe_cause(each.cause), .since = each.since, .advice = advise(each.cause)});
    }
    for (const mail::MailboxState& state : mail::list_mailboxes(read)) {
      if (state.problem.empty()) continue;
      page.problem = state.read_at ? tr("Mail that comes in was last read on {when}. Since then the mailbox cannot be read.", {{"when", *state.read_at}})
                                   : tr("The mailbox for mail that comes in cannot be read.");
      page.problem_words = state.problem;
    }
  });
  html::Writer w(context.texts, request.locale);
  views::stopped(w, context.make_shell(request, tr("Mail that came back")), page);
  return Response::page(w.take());
}

struct KindChoice {
  std::string_view value;
  SourceText label;
};
constexpr KindChoice kKindChoices[] = {{"hard", SourceText("Refused for good")}, {"soft", SourceText("Not this time")}, {"delayed", SourceText("Delayed")},
                                       {"complaint", SourceText("Complaint")}, {"auto_reply", SourceText("Automatic answer")}, {"unproved", SourceText("Not proved")}};

EventFilter read_filter(const Request& request) {
  EventFilter filter{.limit = kRows + 1};
  const std::string& kind = request.query.get("kind");
  filter.kind = parse_kind(kind);
  if (kind == "unproved") filter.verdict = Verdict::unproved;
  if (request.query.get("known") == "yes") filter.is_known = true;
  if (request.query.get("known") == "no") filter.is_known = false;
  filter.organisation = OrganisationId::parse(request.query.get("organisation")).value_or(OrganisationId{});
  filter.person = PersonId::parse(request.query.get("person")).value_or(PersonId{});
  filter.mail = MailId::parse(request.query.get("mail")).value_or(MailId{});
  filter.before = EventId::parse(request.query.get("before")).value_or(EventId{});
  return filter;
}

html::ChoiceField make_kind_field(const Request& request) {
  html::ChoiceField field{.id = "kind", .name = "kind", .label = tr("What happened"), .empty_choice = tr("Anything")};
  for (const KindChoice& each : kKindChoices) field.choices.push_back({.value = std::string(each.value), .label = tr(each.label), .is_chosen = request.query.get("kind") == each.value});
  return field;
}

html::ChoiceField make_known_field(const Request& request) {
  const std::string& known = request.query.get("known");
  return {.id = "known", .name = "known", .label = tr("Whose address"),
          .choices = {{.value = "yes", .label = tr("Of somebody in the register"), .is_chosen = known == "yes"}, {.value = "no", .label = tr("Of nobody in the register"), .is_chosen = known == "no"}},
          .empty_choice = tr("Anybody’s")};
}

// The address of this list with all filters but one.
std::string url_without(const Request& request, std::string_view left_out) {
  std::string url = bounces_url(request, "/events");
  char separator = '?';
  for (const std::string name : {"kind", "known", "organisation", "person", "mail"}) {
    if (name == left_out || request.query.get(name).empty()) continue;
    url += separator + name + "=" + percent_encode(request.query.get(name));
    separator = '&';
  }
  return url;
}

// Filters that other pages link with; those of the form show themselves.
void add_chips(db::Read& read, const Request& request, const EventFilter& filter, EventsPage& page) {
  const auto add = [&](const std::string& name, Message label) {
    page.chips.push_back({std::move(label), url_without(request, name)});
    page.kept.emplace_back(name, request.query.get(name));
  };
  if (filter.organisation) {
    const auto of = organisations::find_organisation(read, filter.organisation);
    add("organisation", of ? verbatim(organisations::display_name(*of)) : tr("Organisation {number}", {{"number", filter.organisation.value()}}));
  }
  if (filter.person) {
    const auto person = people::find_person(read, filter.person);
    add("person", person && !person->name.empty() ? verbatim(person->name) : tr("Person {number}", {{"number", filter.person.value()}}));
  }
  if (filter.mail) add("mail", tr("Mail {number}", {{"number", filter.mail.value()}}));
}

Response show_events(const Request& request, Context& context) {
  const EventFilter filter = read_filter(request);
  EventsPage page{.url = bounces_url(request, "/events"), .kind = make_kind_field(request), .known = make_known_field(request)};
  context.db.read([&](db::Read& read) {
    page.tabs = make_tabs(read, request, context.clock.today(), Part::events);
    add_chips(read, request, filter, page);
    auto events = list_events(read, filter);
    if (std::ssize(events) > kRows) {
      events.resize(kRows);
      const std::string same = url_without(request, "");
      page.older_url = same + (same.find('?') == std::string::npos ? "?" : "&") + "before=" + events.back().id.format();
    }
    for (const Event& event : events) page.rows.push_back(make_row(read, request, event));
  });
  page.is_filtered = !page.chips.empty() || !request.query.get("kind").empty() || !request.query.get("known").empty();
  html::Writer w(context.texts, request.locale);
  views::events(w, context.make_shell(request, tr("Everything that came back")), page);
  return Response::page(w.take());
}

}  // namespace

http::Routes make_bounce_routes() {
  const auto route = [](const std::string& path, auto* handler) {
    return http::Route{http::Method::get, "/{lang}/staff/bounces" + path, Permission::run_programme, http::PrivateHandler(handler), {}};
  };
  return {route("", show_stopped), route("/events", show_events)};
}

}  // namespace muster::bounces
