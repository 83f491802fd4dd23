// A person's own page: name, languages, addresses, consent, roles, and where they are signed in. It shows
// and changes the actor's own account and nobody else's.
#include <algorithm>

#include "features/access/access_pages.hpp"
#include "features/access/account_view.hpp"
#include "features/access/address_store.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/session_store.hpp"
#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_access.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

using http::Context;
using http::Request;
using http::Response;

Response back(const Request& request) { return Response::see_other(local_url(request, "/account")); }
By by_of(const Request& request, Context& context) { return {context.clock, context.random, request.actor}; }

void fill_lists(db::Read& read, const Request& request, Context& context, AccountPage& page) {
  const people::Person person = people::get_person(read, request.actor.person);
  page.name.value = person.name;
  page.name_latin.value = person.name_latin;
  for (const Locale locale : kLocales) {
    page.language.choices.push_back({.value = std::string(locale_tag(locale)), .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = locale == person.locale});
    page.site_language.choices.push_back({.value = std::string(locale_tag(locale)), .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = locale == person.site_locale});
  }
  for (const people::Address& address : person.addresses) page.addresses.push_back({address.email.text(), address.is_preferred, address.is_failing});
  page.waiting_address = find_waiting_address(read, context.clock, request.actor.account);
  page.has_password = find_secrets(read, request.actor.account).is_complete();
  if (page.has_password) page.codes_left = count_recovery_codes(read, request.actor.account);
  page.has_consent = people::has_consent(read, person.id, people::Consent::publish_name);
  for (const SeatRow& seat : list_seats_of_person(read, person.id, context.clock.today())) {
    page.seats.push_back({.id = seat.id.format(), .role = role_words(seat.role), .region = seat.region, .from = seat.from, .until = seat.until, .is_current = seat.id == request.actor.working_seat});
  }
  page.has_several_seats = page.seats.size() > 1;
  for (const SessionRow& session : list_sessions(read, context.clock, request.actor.account)) {
    page.sessions.push_back({session.id.format(), session.browser, session.last_seen_at, session.id == request.actor.session});
  }
}

AccountPage make_page(const Request& request, Context& context) {
  AccountPage page{.url = local_url(request, "/account")};
  page.name = {.id = "name", .name = "name", .label = tr("Your name"), .hint = tr("As you write it."), .autocomplete = "name"};
  page.name_latin = {.id = "name_latin", .name = "name_latin", .label = tr("Your name in Latin letters"), .is_optional = true};
  page.language = {.id = "locale", .name = "locale", .label = tr("Language of mails")};
  page.site_language = {.id = "site_locale", .name = "site_locale", .label = tr("Language of pages"), .hint = tr("For links in mails that you open."), .empty_choice = tr("As in mails")};
  page.new_address = {.id = "email", .name = "email", .label = tr("Another e-mail address"), .type = "email", .autocomplete = "email", .direction = "ltr"};
  page.code = {.id = "code", .name = "code", .label = tr("Code"), .input_mode = "numeric", .autocomplete = "one-time-code", .direction = "ltr", .size = "w6"};
  context.db.read([&](db::Read& read) { fill_lists(read, request, context, page); });
  return page;
}

Response render_account(const Request& request, Context& context, const AccountPage& page) {
  html::Shell shell = context.make_shell(request, tr("Your account"));
  shell.has_error = !page.errors.empty();
  html::Writer w(context.texts, request.locale);
  views::account(w, shell, page);
  return Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

Response refuse(const Request& request, Context& context, const Problem& problem) {
  AccountPage page = make_page(request, context);
  page.errors.push_back({problem.field, problem.message});
  for (html::TextField* field : {&page.name, &page.name_latin, &page.new_address, &page.code}) {
    if (request.form.has(field->name)) field->value = request.form.get(field->name);
    if (field->id == problem.field) field->error = problem.message;
  }
  for (html::ChoiceField* field : {&page.language, &page.site_language}) {
    for (html::Choice& choice : field->choices) {
      if (request.form.has(field->name)) choice.is_chosen = choice.value == request.form.get(field->name);
    }
    if (field->id == problem.field) field->error = problem.message;
  }
  return render_account(request, context, page);
}

Response show_account(const Request& request, Context& context) { return render_account(request, context, make_page(request, context)); }

Response save_name(const Request& request, Context& context) {
  const auto parsed = people::parse_person(request.form.get("name"), request.form.get("name_latin"), "", request.form.get("locale"));
  if (!parsed) return refuse(request, context, parsed.error());
  const std::string& pages = request.form.get("site_locale");
  const auto site_locale = parse_locale(pages);
  if (!pages.empty() && !site_locale) return refuse(request, context, {Problem::Kind::invalid, "site_locale", tr("Choose one of the six languages.")});
  const By by = by_of(request, context);
  context.db.write([&](db::Write& write) {
    people::rename_person(write, by, request.actor.person, parsed->name, parsed->name_latin);
    people::set_locale(write, by, request.actor.person, parsed->locale);
    if (request.form.has("site_locale")) people::set_site_locale(write, by, request.actor.person, site_locale);
  });
  return back(request);
}

Response add_address(const Request& request, Context& context) {
  const auto email = Email::parse(request.form.get("email"));
  if (!email) return refuse(request, context, {Problem::Kind::invalid, "email", email.error().message});
  if (!context.allow("add_address", request.actor.account.format())) return too_often(request, context);
  context.db.write([&](db::Write& write) {
    put_address_check(write, context.clock, context.random, request.actor.account, *email);
    jobs::enqueue(write, context.clock, {.kind = "access.send_address_code", .key = request.actor.account.format(),
                                         .values = {{"account", request.actor.account.format()}, {"person", request.actor.person.format()}}});
  });
  return back(request);
}

Response confirm_address(const Request& request, Context& context) {
  const By by = by_of(request, context);
  const std::string code = keep_digits(request.form.get("code"));
  const auto added = context.db.write([&](db::Write& write) -> Result<void> {
    const auto email = take_address_code(write, context.clock, request.actor.account, code);
    if (!email) return invalid("code", tr("This code does not fit. Check the newest mail, or add the address again."));
    auto result = people::add_address(write, by, request.actor.person, *email, false);
    if (result) people::confirm_address(write, by, request.actor.person, *email);
    return result;
  });
  return added ? back(request) : refuse(request, context, added.error());
}

// Only an address that the person has already: a new one must be confirmed first.
Response change_address(const Request& request, Context& context) {
  const auto email = Email::parse(request.form.get("address"));
  const By by = by_of(request, context);
  const bool is_done = email && context.db.write([&](db::Write& write) {
    write.lock("person", request.actor.person.value());
    if (people::find_person_by_address(write, *email) != request.actor.person) return false;
    if (request.form.get("do") == "remove") {
      people::remove_address(write, by, request.actor.person, *email);
      return true;
    }
    return people::add_address(write, by, request.actor.person, *email, true).has_value();
  });
  if (!is_done) return refuse(request, context, {Problem::Kind::invalid, "email", tr("This is not one of your addresses.")});
  return back(request);
}

Response save_consent(const Request& request, Context& context) {
  const By by = by_of(request, context);
  const bool is_given = request.form.get("given") == "yes";
  context.db.write([&](db::Write& write) {
    if (!is_given) {
      people::withdraw_consent(write, by, request.actor.person, people::Consent::publish_name);
    } else if (!people::has_consent(write, request.actor.person, people::Consent::publish_name)) {
      people::give_consent(write, by, request.actor.person, people::Consent::publish_name, request.locale, "account page");
    }
  });
  return back(request);
}

Response end_one(const Request& request, Context& context) {
  const auto session = SessionId::parse(request.form.get("session"));
  if (session) {
    context.db.write([&](db::Write& write) {
      if (write.exists(sql::find_session_of_account, {{"id", *session}, {"account", request.actor.account}})) end_session(write, context.clock, *session);
    });
  }
  return back(request);
}

Response end_others(const Request& request, Context& context) {
  context.db.write([&](db::Write& write) { end_sessions_of_account(write, context.clock, request.actor.account, request.actor.session); });
  return back(request);
}

Response switch_seat(const Request& request, Context& context) {
  const auto id = SeatId::parse(request.form.get("seat"));
  const auto seat = std::find_if(request.actor.seats.begin(), request.actor.seats.end(), [&](const Seat& each) { return id && each.id == *id; });
  if (seat == request.actor.seats.end()) return refuse(request, context, {Problem::Kind::invalid, "", tr("You do not hold this role any more.")});
  context.db.write([&](db::Write& write) { set_working_seat(write, request.actor.session, *id); });
  return Response::see_other(local_url(request, home_path_of(seat->role)));
}

}  // namespace

Message role_words(Role role) {
  switch (role) {
    case Role::administrator: return tr("administrator");
    case Role::staff: return tr("staff member");
    case Role::regional_leader: return tr("regional leader");
    case Role::committee_member: return tr("committee member");
    case Role::representative: break;
  }
  return tr("representative");
}

http::Routes make_account_routes() {
  using http::Method;
  const auto post = [](std::string path, Response (*handler)(const Request&, Context&)) {
    return http::Route{Method::post, "/{lang}/account" + path, Permission::signed_in, http::PrivateHandler(handler), {}};
  };
  return {{Method::get, "/{lang}/account", Permission::signed_in, http::PrivateHandler(show_account), {}},
          post("/name", save_name),
          post("/address", add_address),
          post("/address/confirm", confirm_address),
          post("/address/change", change_address),
          post("/consent", save_consent),
          post("/sessions/end", end_one),
          post("/sessions/end-all", end_others),
          post("/seat", switch_seat)};
}

}  // namespace muster::access
