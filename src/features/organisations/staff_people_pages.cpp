#include "features/organisations/staff_people_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/elsewhere_pages.hpp"
#include "features/organisations/form_pages.hpp"
#include "features/organisations/office_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

// Reported items that staff close by hand; what the register itself shows closes with the gap.
std::optional<Message> describe_item(std::string_view kind) {
  if (kind == "prime_contested") return tr("Somebody objects to the new main contact.");
  if (kind == "departure") return tr("A representative left, and too few remain.");
  if (kind == "wrong_person") return tr("A mail about this organisation reached the wrong person.");
  return std::nullopt;
}

// A page of the room above that keeps what came back of mail.
std::string staff_bounces_url(const Request& request, const std::string& query) { return local_url(request, "/staff/bounces/events?" + query); }

PeoplePage read_people(const Request& request, Context& context, const Organisation& of) {
  PeoplePage page{.line = verbatim(display_name(of)), .url = staff_url(request, of.id) + "/people", .is_staff = true, .came_back_url = staff_bounces_url(request, "organisation=" + of.id.format()), .tabs = make_staff_tabs(request, of.id, 1)};
  context.db.read([&](db::Read& read) {
    for (const auto& seat : access::list_seats_of_organisation(read, of.id, context.clock.today())) {
      const auto person = people::get_person(read, seat.person);
      const Email* address = person.preferred_address();
      const std::string url = page.url + "/" + person.id.format();
      page.rows.push_back({.name = person.name, .name_latin = person.name_latin, .address = address == nullptr ? "" : address->text(), .is_prime = seat.is_prime,
                           .prime_url = seat.is_prime ? "" : url + "/main-contact", .remove_url = url + "/remove", .is_failing = person.is_preferred_failing(), .came_back_url = staff_bounces_url(request, "person=" + person.id.format())});
    }
    for (const Leader& leader : list_leaders(read, of.id)) {
      if (const auto person = people::find_person(read, leader.person)) page.leaders.emplace_back(person->name, leader.office);
    }
    for (const KeyRole& role : list_key_roles(read, of.id)) {
      if (const auto person = people::find_person(read, role.person)) page.key_roles.emplace_back(person->name, describe_key_role(context, request.locale, role));
    }
    for (const Attention& item : list_attention(read, context.programme, context.clock.today(), 50000)) {
      const auto words = describe_item(item.kind);
      if (item.organisation == of.id && words) page.open_items.emplace_back(item.kind, *words);
    }
  });
  const auto count = static_cast<int>(page.rows.size());
  page.may_add = count < context.programme.representatives_most;
  if (count < context.programme.representatives_least) page.warning = tr("Fewer than two people represent this organisation.");
  if (count > context.programme.representatives_most) page.warning = tr("More than four people represent this organisation.");
  return page;
}

Response render_people(const Request& request, Context& context, const Organisation& of, const Problems& problems) {
  PeoplePage page = read_people(request, context, of);
  auto fields = make_person_fields(request.form, problems);
  page.name = std::move(fields.name);
  page.name_latin = std::move(fields.name_latin);
  page.address = std::move(fields.address);
  page.locale = std::move(fields.locale);
  page.errors = list_error_lines(problems);
  html::Shell shell = context.make_shell(request, tr("People of the organisation"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::staff_people(w, shell, page);
  return Response::page(w.take(), problems.empty() ? 200 : http::status_of(problems.front()));
}

Response show_people(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  return of ? render_people(request, context, *of, {}) : say_not_found(request, context);
}

Response go_back(const Request& request, OrganisationId id) { return Response::see_other(staff_url(request, id) + "/people"); }

Response add_person(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto parsed = people::parse_person(request.form.get("name"), request.form.get("name_latin"), request.form.get("email"), request.form.get("locale"));
  if (!parsed) return render_people(request, context, *of, {parsed.error()});
  const By by = make_by(request, context);
  const auto added = context.db.write([&](db::Write& write) -> Result<void> {
    const auto seats = access::list_seats_of_organisation(write, of->id, context.clock.today());
    if (static_cast<int>(seats.size()) >= context.programme.representatives_most) {
      return refused(Problem::Kind::conflict, tr("An organisation has at most {count} representatives. Remove one first.",
                                                 {{"count", std::int64_t{context.programme.representatives_most}}}));
    }
    const auto known = parsed->email ? people::find_person_by_address(write, *parsed->email) : std::nullopt;
    return add_representative(write, by, context.programme, of->id, known ? *known : people::insert_person(write, by, *parsed), false);
  });
  return added ? go_back(request, of->id) : render_people(request, context, *of, {added.error()});
}

struct Asked {
  Organisation organisation;
  people::Person person;
};

// A representative of the organisation in the address; another organisation's is not found.
std::optional<Asked> find_asked(const Request& request, Context& context) {
  auto of = find_staff_organisation(request, context);
  const auto person = request.id<PersonId>("person");
  if (!of || !person) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<Asked> {
    const auto seats = access::list_seats_of_organisation(read, of->id, context.clock.today());
    if (!std::ranges::any_of(seats, [&](const auto& seat) { return seat.person == *person; })) return std::nullopt;
    return Asked{*of, people::get_person(read, *person)};
  });
}

Response ask(const Request& request, Context& context, bool is_removal) {
  const auto asked = find_asked(request, context);
  if (!asked) return say_not_found(request, context);
  const html::Confirm question{.action_url = request.path, .back_url = staff_url(request, asked->organisation.id) + "/people",
                               .action = is_removal ? tr("Remove representative") : tr("Make main contact"), .is_danger = is_removal};
  const html::Shell shell = context.make_shell(request, is_removal ? tr("Remove a representative") : tr("Change the main contact"));
  html::Writer w(context.texts, request.locale);
  views::staff_ask(w, shell, question,
                   is_removal ? tr("{person} will no longer represent {organisation}.", {{"person", asked->person.name}, {"organisation", asked->organisation.name}})
                              : tr("{person} becomes the main contact (prime representative). All representatives get a mail and can object for seven days.",
                                   {{"person", asked->person.name}}));
  return Response::page(w.take());
}

Response act(const Request& request, Context& context, bool is_removal) {
  const auto asked = find_asked(request, context);
  if (!asked) return say_not_found(request, context);
  const By by = make_by(request, context);
  const OrganisationId id = asked->organisation.id;
  const auto done = context.db.write([&](db::Write& write) -> Result<void> {
    if (!is_removal) return change_prime(write, by, context.programme, id, asked->person.id);
    remove_representative(write, by, context.programme, id, asked->person.id, "removed by staff");
    return {};
  });
  return done ? go_back(request, id) : render_people(request, context, asked->organisation, {done.error()});
}

Response close_item(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of || !describe_item(request.form.get("kind"))) return say_not_found(request, context);
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) { close_attention(write, by, of->id, request.form.get("kind")); });
  return go_back(request, of->id);
}

}  // namespace

http::Routes make_staff_people_routes() {
  http::Routes routes = make_office_routes();
  const auto add = [&](http::Method method, std::string pattern, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/organisations/{id}/people" + std::move(pattern), Permission::run_programme, std::move(handler), {}});
  };
  using enum http::Method;
  add(get, "", show_people);
  add(post, "/add", add_person);
  add(post, "/close", close_item);
  for (const bool is_removal : {true, false}) {
    const std::string step = is_removal ? "/{person}/remove" : "/{person}/main-contact";
    add(get, step, [is_removal](const Request& request, Context& context) { return ask(request, context, is_removal); });
    add(post, step, [is_removal](const Request& request, Context& context) { return act(request, context, is_removal); });
  }
  return routes;
}

}  // namespace muster::organisations
