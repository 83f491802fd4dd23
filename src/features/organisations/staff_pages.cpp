#include "features/organisations/staff_pages.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/desk/desk.hpp"
#include "features/organisations/elsewhere_pages.hpp"
#include "features/organisations/form_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/organisations/staff_people_pages.hpp"
#include "features/organisations/staff_store.hpp"
#include "features/organisations/staff_view.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::int64_t parse_number(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Response render(const Request& request, Context& context, const Organisation& of, StaffOrganisationPage page) {
  page.url = staff_url(request, of.id);
  page.id = of.id.format();
  page.seen_url = local_url(request, "/staff/seen");
  page.seen_at = std::to_string(context.clock.now().microseconds());
  page.unread = context.db.read([&](db::Read& read) { return desk::count_unread(read, request.actor.person, of.id); });
  page.name = display_name(of);
  page.status = make_status_tag(of.status);
  page.line = verbatim(format_place(context.texts, request.locale, of));
  const html::Shell shell = context.make_shell(request, verbatim(display_name(of)));
  html::Writer w(context.texts, request.locale);
  views::staff_organisation(w, shell, page);
  return Response::page(w.take());
}

void add_history(db::Read& read, const Request& request, const Context& context, OrganisationId id, StaffOrganisationPage& page) {
  for (const StatusEntry& entry : list_status_history(read, id)) {
    std::string line = entry.since ? context.texts.format_partial_date(request.locale, *entry.since) : "";
    if (!entry.reason.empty()) line += (line.empty() ? "" : " · ") + entry.reason;
    page.history.push_back({.title = make_status_tag(entry.status).label, .line = verbatim(line)});
  }
}

std::vector<html::SummaryRow> list_facts(db::Read& read, const Context& context, Locale locale, const Organisation& of) {
  const PrivateSide side = get_private_side(read, of.id);
  std::vector<html::SummaryRow> rows;
  const auto add = [&](Message label, std::string value, bool is_ltr = false) {
    html::SummaryRow row{.label = std::move(label), .is_ltr = is_ltr};
    if (!value.empty()) row.values.push_back(std::move(value));
    rows.push_back(std::move(row));
  };
  add(tr("Name in English"), of.name_english);
  add(tr("Region"), context.texts.translate(locale, make_region_name(context.programme, locale, of.region).name));
  if (!side.region_reason.empty()) add(tr("Why this region and not the country’s"), side.region_reason);
  add(tr("Joined on"), of.joined_on ? context.texts.format_partial_date(locale, *of.joined_on) : "");
  add(tr("Public contact"), of.contact, true);
  if (of.prefers_relay) add(tr("Where the form sends messages"), side.relay_address, true);
  add(tr("Website or other page"), of.website, true);
  add(tr("Page that names ICANN and At-Large"), of.reference_url, true);
  add(tr("Address that passes updates on to members"), side.redistribution_address ? side.redistribution_address->text() : "", true);
  if (!side.waiver_wish.empty()) add(tr("Wish not to pass updates on"), side.waiver_wish);
  if (!side.source_note.empty()) add(tr("Where the record was seen"), side.source_note);
  if (side.departure_deadline) add(tr("New representatives needed by"), context.texts.format_date(locale, *side.departure_deadline));
  for (const Membership& membership : list_memberships(read, of.id)) {
    add(tr("Also a member of"), describe_membership(context, locale, membership));
  }
  if (of.is_quiet) add(tr("Quiet listing"), context.texts.translate(locale, tr("Not in the public directory")));
  return rows;
}

Response show_summary(const Request& request, Context& context, const ListMoreFacts& list_more_facts) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  StaffOrganisationPage page{.tabs = make_staff_tabs(request, of->id, 0)};
  context.db.read([&](db::Read& read) {
    page.facts = list_facts(read, context, request.locale, *of);
    if (list_more_facts) {
      for (MoreFact& fact : list_more_facts(read, of->id, context.clock.today())) page.facts.push_back({.label = std::move(fact.label), .values = {context.texts.translate(request.locale, fact.words)}});
    }
    add_history(read, request, context, of->id, page);
  });
  return render(request, context, *of, std::move(page));
}

// Every change of the register: who, when, what. Values of people are left to the audit page.
Response show_history(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  StaffOrganisationPage page{.tabs = make_staff_tabs(request, of->id, 2)};
  context.db.read([&](db::Read& read) {
    auto entries = audit::list_entries(read, {.organisation = of->id});
    for (const OrganisationId merged : list_merged(read, of->id)) {
      for (auto& entry : audit::list_entries(read, {.organisation = merged})) entries.push_back(std::move(entry));
    }
    std::ranges::sort(entries, std::greater{}, &audit::EntryRow::id);
    for (const auto& entry : entries) {
      std::vector<std::string> parts;
      for (const auto& change : entry.changes) {
        parts.push_back(change.is_personal ? change.field : change.field + ": " + change.before + " → " + change.after);
      }
      if (!entry.reason.empty()) parts.push_back(entry.reason);
      const auto person = entry.actor_person ? people::find_person(read, entry.actor_person) : std::nullopt;
      page.history.push_back({.at = entry.at, .title = verbatim(entry.action), .line = verbatim(join(parts, "; ")), .person = person ? person->name : ""});
    }
  });
  return render(request, context, *of, std::move(page));
}

Response render_form(const Request& request, Context& context, OrganisationId id, OrganisationForm form, int status) {
  html::Shell shell = context.make_shell(request, id ? tr("Change facts") : tr("Add organisation"));
  shell.has_error = status != 200;
  form.url = id ? staff_url(request, id) + "/edit" : local_url(request, "/staff/organisations/new");
  form.back_url = id ? staff_url(request, id) : local_url(request, "/staff/organisations");
  html::Writer w(context.texts, request.locale);
  views::staff_form(w, shell, form);
  return Response::page(w.take(), status);
}

Response show_edit(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const http::Fields fields = context.db.read([&](db::Read& read) { return make_fields(read, *of); });
  return render_form(request, context, of->id, make_form(request, context, {fields, {}, true}), 200);
}

Response save_edit(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto read_stored = [&] { return context.db.read([&](db::Read& read) { return make_fields(read, get_organisation(read, of->id)); }); };
  const http::Fields typed = request.form.has("take") ? take_stored(request.form, read_stored()) : request.form;
  Problems problems = check_typed(typed);
  if (problems.empty()) {
    const By by = make_by(request, context);
    const auto saved = context.db.write([&](db::Write& write) {
      return apply_edit(write, by, context.programme, of->id, parse_edit(typed, true), parse_number(typed.get("version")));
    });
    if (saved) return Response::see_other(staff_url(request, of->id));
    problems.push_back(saved.error());
  }
  OrganisationForm form = make_form(request, context, {typed, problems, true});
  if (problems.front().kind == Problem::Kind::conflict) show_both(request, context, form, read_stored(), typed);
  return render_form(request, context, of->id, std::move(form), http::status_of(problems.front()));
}

Response show_new(const Request& request, Context& context) {
  return render_form(request, context, {}, make_form(request, context, {request.form, {}, true}), 200);
}

Response save_new(const Request& request, Context& context) {
  Problems problems = check_typed(request.form);
  if (problems.empty()) {
    const By by = make_by(request, context);
    const auto added = context.db.write([&](db::Write& write) {
      return insert_organisation(write, by, context.programme, parse_edit(request.form, true), Status::accredited);
    });
    if (added) return Response::see_other(staff_url(request, *added));
    problems.push_back(added.error());
  }
  return render_form(request, context, {}, make_form(request, context, {request.form, problems, true}), http::status_of(problems.front()));
}

Response render_state(const Request& request, Context& context, const Organisation& of, const Problems& problems) {
  StatusPage page{.line = verbatim(display_name(of)), .url = staff_url(request, of.id), .back_url = staff_url(request, of.id), .is_quiet = of.is_quiet};
  const std::string chosen = request.form.has("status") ? request.form.get("status") : std::string(status_name(of.status));
  const auto error = [&](std::string_view field) -> std::optional<Message> {
    for (const Problem& problem : problems) {
      if (problem.field == field) return problem.message;
    }
    return std::nullopt;
  };
  page.status = {.id = "status", .name = "status", .label = tr("State"), .error = error("status")};
  for (const Status status : kStatuses) {
    const std::string name(status_name(status));
    page.status.choices.push_back({.value = name, .label = make_status_tag(status).label, .is_chosen = name == chosen});
  }
  page.since = {.id = "since", .name = "since", .label = tr("Since"), .is_optional = true, .hint = tr("As far as it is known: 2003, 2003-12 or 2003-12-18"),
                .error = error("since"), .value = request.form.get("since"), .direction = "ltr", .size = "w10"};
  page.reason = {.id = "reason", .name = "reason", .label = tr("Reason"), .hint = tr("Staff alone read it."), .error = error("reason"), .value = request.form.get("reason")};
  page.errors = list_error_lines(problems);
  html::Shell shell = context.make_shell(request, tr("Change state"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::staff_state(w, shell, page);
  return Response::page(w.take(), problems.empty() ? 200 : 422);
}

Response show_state(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  return of ? render_state(request, context, *of, {}) : say_not_found(request, context);
}

std::optional<Problem> check_reason(const Request& request) {
  const auto reason = trim(request.form.get("reason"));
  if (reason.empty()) return Problem{Problem::Kind::invalid, "reason", tr("Give a reason.")};
  if (count_code_points(reason) > 1000) return Problem{Problem::Kind::invalid, "reason", tr("Use at most {count} characters.", {{"count", std::int64_t{1000}}})};
  if (has_hidden_controls(reason)) return Problem{Problem::Kind::invalid, "reason", tr("Type this again. It holds signs that cannot be shown.")};
  return std::nullopt;
}

Response save_state(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto status = parse_status(request.form.get("status"));
  const auto typed = trim(request.form.get("since"));
  const auto since = PartialDate::parse(typed);
  Problems problems;
  if (!status) problems.push_back({Problem::Kind::invalid, "status", tr("Choose a state from the list.")});
  if (!typed.empty() && !since) problems.push_back({Problem::Kind::invalid, "since", tr("Enter a year, a month or a day, for example 2003-12")});
  if (auto problem = check_reason(request)) problems.push_back(std::move(*problem));
  if (!problems.empty()) return render_state(request, context, *of, problems);
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) { set_status(write, by, of->id, *status, since, trim(request.form.get("reason"))); });
  return Response::see_other(staff_url(request, of->id));
}

Response save_quiet(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  if (auto problem = check_reason(request)) return render_state(request, context, *of, {*problem});
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) { set_quiet(write, by, of->id, request.form.get("quiet") == "1", trim(request.form.get("reason"))); });
  return Response::see_other(staff_url(request, of->id));
}

}  // namespace

std::string staff_url(const Request& request, OrganisationId id) { return local_url(request, "/staff/organisations/" + id.format()); }

std::optional<Organisation> find_staff_organisation(const Request& request, Context& context) {
  const auto id = request.id<OrganisationId>("id");
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) { return find_standing_for(read, *id) ? std::nullopt : find_organisation(read, *id); });
}

std::vector<html::Tab> make_staff_tabs(const Request& request, OrganisationId id, int current) {
  const std::string url = staff_url(request, id);
  return {{.label = tr("Summary"), .url = url, .is_current = current == 0},
          {.label = tr("People"), .url = url + "/people", .is_current = current == 1},
          {.label = tr("History"), .url = url + "/history", .is_current = current == 2}};
}

http::Routes make_staff_routes(ListMoreFacts list_more_facts) {
  http::Routes routes = make_staff_people_routes();
  const auto add = [&](http::Method method, std::string pattern, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/organisations/" + std::move(pattern), Permission::run_programme, std::move(handler), {}});
  };
  using enum http::Method;
  add(get, "new", show_new);
  add(post, "new", save_new);
  add(get, "{id}", [list_more_facts = std::move(list_more_facts)](const Request& request, Context& context) { return show_summary(request, context, list_more_facts); });
  add(get, "{id}/history", show_history);
  add(get, "{id}/edit", show_edit);
  add(post, "{id}/edit", save_edit);
  add(get, "{id}/state", show_state);
  add(post, "{id}/state", save_state);
  add(post, "{id}/quiet", save_quiet);
  return routes;
}

}  // namespace muster::organisations
