#include "features/organisations/representative_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/form_pages.hpp"
#include "features/organisations/my_organisation_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/people/people.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

PeoplePage read_people(const Request& request, Context& context, OrganisationId id) {
  PeoplePage page{.url = local_url(request, "/me/people"), .back_url = local_url(request, "/me")};
  context.db.read([&](db::Read& read) {
    for (const auto& seat : access::list_seats_of_organisation(read, id, context.clock.today())) {
      const auto person = people::get_person(read, seat.person);
      const Email* address = person.preferred_address();
      const std::string url = page.url + "/" + person.id.format();
      const bool is_self = person.id == request.actor.person;
      page.rows.push_back({.name = person.name, .name_latin = person.name_latin, .address = address == nullptr ? "" : address->text(), .is_prime = seat.is_prime,
                           .is_self = is_self, .prime_url = seat.is_prime ? "" : url + "/main-contact", .remove_url = is_self ? "" : url + "/remove",
                           .edit_url = is_self ? local_url(request, "/account") : ""});
    }
    const auto change = find_prime_change(read, id, context.clock.now());
    if (change && !change->is_contested) {
      page.can_object = true;
      page.new_prime = people::get_person(read, change->person).name;
    }
    page.is_name_published = people::has_consent(read, request.actor.person, people::Consent::publish_name);
  });
  const auto count = static_cast<int>(page.rows.size());
  page.may_add = count < context.programme.representatives_most;
  if (count < context.programme.representatives_least) page.warning = tr("Your organisation needs at least two representatives. Please add one.");
  if (count > context.programme.representatives_most) page.warning = tr("Your organisation has more than four representatives. Please remove one.");
  return page;
}

Response render_people(const Request& request, Context& context, OrganisationId id, const Problems& problems) {
  PeoplePage page = read_people(request, context, id);
  auto fields = make_person_fields(request.form, problems);
  page.name = std::move(fields.name);
  page.name_latin = std::move(fields.name_latin);
  page.address = std::move(fields.address);
  page.locale = std::move(fields.locale);
  page.errors = list_error_lines(problems);
  html::Shell shell = context.make_shell(request, tr("Your representatives"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::my_people(w, shell, page);
  return Response::page(w.take(), problems.empty() ? 200 : http::status_of(problems.front()));
}

Response go_back(const Request& request) { return Response::see_other(local_url(request, "/me/people")); }

Response show_people(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  return id ? render_people(request, context, id, {}) : say_not_found(request, context);
}

// The person in the address, if they represent the actor's organisation today.
std::optional<people::Person> find_colleague(const Request& request, Context& context) {
  const auto person = request.id<PersonId>("person");
  const OrganisationId id = request.actor.organisation();
  if (!person || !id) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<people::Person> {
    const auto seats = access::list_seats_of_organisation(read, id, context.clock.today());
    if (!std::ranges::any_of(seats, [&](const auto& seat) { return seat.person == *person; })) return std::nullopt;
    return people::find_person(read, *person);
  });
}

Response add_person(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const auto parsed = people::parse_person(request.form.get("name"), request.form.get("name_latin"), request.form.get("email"), request.form.get("locale"));
  if (!parsed) return render_people(request, context, id, {parsed.error()});
  if (!parsed->email) return render_people(request, context, id, {{Problem::Kind::invalid, "email", tr("Enter an e-mail address, for example name@example.org")}});
  const By by = make_by(request, context);
  const auto added = context.db.write([&](db::Write& write) -> Result<void> {
    const auto known = people::find_person_by_address(write, *parsed->email);
    const auto seats = access::list_seats_of_organisation(write, id, context.clock.today());
    // Before a person is made that nobody would then need.
    if (static_cast<int>(seats.size()) >= context.programme.representatives_most) {
      return refused(Problem::Kind::conflict, tr("An organisation has at most {count} representatives. Remove one first.",
                                                 {{"count", std::int64_t{context.programme.representatives_most}}}));
    }
    return add_representative(write, by, context.programme, id, known ? *known : people::insert_person(write, by, *parsed), false);
  });
  return added ? go_back(request) : render_people(request, context, id, {added.error()});
}

Response render_ask(const Request& request, Context& context, const Message& title, html::Confirm question, const Message& line) {
  question.action_url = request.path;
  question.back_url = local_url(request, "/me/people");
  const html::Shell shell = context.make_shell(request, title);
  html::Writer w(context.texts, request.locale);
  views::ask(w, shell, question, line);
  return Response::page(w.take());
}

Response ask_main_contact(const Request& request, Context& context) {
  const auto person = find_colleague(request, context);
  if (!person) return say_not_found(request, context);
  return render_ask(request, context, tr("Change the main contact"), {.action = tr("Make main contact"), .is_danger = false},
                    tr("{person} becomes the main contact (prime representative). All representatives get a mail and can object for seven days.", {{"person", person->name}}));
}

Response make_main_contact(const Request& request, Context& context) {
  const auto person = find_colleague(request, context);
  if (!person) return say_not_found(request, context);
  const By by = make_by(request, context);
  const auto changed = context.db.write([&](db::Write& write) { return change_prime(write, by, context.programme, request.actor.organisation(), person->id); });
  return changed ? go_back(request) : say_not_found(request, context);
}

Response ask_remove(const Request& request, Context& context) {
  const auto person = find_colleague(request, context);
  if (!person) return say_not_found(request, context);
  return render_ask(request, context, tr("Remove a representative"), {.action = tr("Remove representative")},
                    tr("{person} will no longer represent your organisation. Our staff are told if too few people remain.", {{"person", person->name}}));
}

Response remove_person(const Request& request, Context& context) {
  const auto person = find_colleague(request, context);
  if (!person) return say_not_found(request, context);
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) { remove_representative(write, by, context.programme, request.actor.organisation(), person->id, "removed by the organisation"); });
  return go_back(request);
}

Response ask_leave(const Request& request, Context& context) {
  return render_ask(request, context, tr("I am no longer the representative"), {.action = tr("Stop representing")},
                    tr("You will no longer represent your organisation. We tell our staff, and your organisation has time to name somebody new."));
}

Response leave(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) { remove_representative(write, by, context.programme, id, request.actor.person, "left"); });
  return say(request, context.texts, context.make_shell(request, tr("Thank you")), 200, tr("You no longer represent this organisation. Thank you for your work."),
             local_url(request, "/"), tr("Go to the first page"));
}

Response object(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const By by = make_by(request, context);
  const auto done = context.db.write([&](db::Write& write) { return contest_prime(write, by, id); });
  if (!done) return render_people(request, context, id, {done.error()});
  return say(request, context.texts, context.make_shell(request, tr("Thank you")), 200, tr("Our staff will look at it and write to all of you."),
             local_url(request, "/me/people"), tr("Back to your representatives"));
}

Response save_name_consent(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const By by = make_by(request, context);
  context.db.write([&](db::Write& write) {
    if (request.form.get("agree").empty()) people::withdraw_consent(write, by, request.actor.person, people::Consent::publish_name);
    else people::give_consent(write, by, request.actor.person, people::Consent::publish_name, request.locale, "page of representatives");
  });
  return go_back(request);
}

}  // namespace

http::Routes make_representative_routes() {
  http::Routes routes;
  const auto add = [&](http::Method method, std::string pattern, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/me/" + std::move(pattern), Permission::represent, std::move(handler), {}});
  };
  using enum http::Method;
  add(get, "organisation", show_my_organisation);
  add(post, "organisation", save_my_organisation);
  add(get, "people", show_people);
  add(post, "people/add", add_person);
  add(post, "people/object", object);
  add(post, "people/name", save_name_consent);
  add(get, "people/leave", ask_leave);
  add(post, "people/leave", leave);
  add(get, "people/{person}/main-contact", ask_main_contact);
  add(post, "people/{person}/main-contact", make_main_contact);
  add(get, "people/{person}/remove", ask_remove);
  add(post, "people/{person}/remove", remove_person);
  return routes;
}

}  // namespace muster::organisations
