// Administrators give and end the roles that run the programme, reset a lost phone, and end sessions.
#include <algorithm>

#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/account_view.hpp"
#include "features/access/roles.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/session_store.hpp"
#include "features/access/sign_in_view.hpp"
#include "features/access/set_up_job.hpp"
#include "features/people/people.hpp"
#include "queries_access.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr Role kOffices[] = {Role::administrator, Role::staff, Role::regional_leader, Role::committee_member};
constexpr std::size_t kCapacityLongest = 100;

std::string list_url(const Request& request) { return local_url(request, "/staff/settings/people"); }
std::string holder_url(const Request& request, PersonId person) { return list_url(request) + "/" + person.format(); }
bool needs_password(Role role) { return role == Role::administrator || role == Role::staff; }

SeatLine make_line(const SeatRow& seat, Date today) {
  return {.id = seat.id.format(), .role = role_words(seat.role), .region = seat.region, .capacity = seat.capacity, .from = seat.from, .until = seat.until, .is_held = !seat.until || *seat.until >= today};
}

SeatsPage make_list(const Request& request, Context& context) {
  SeatsPage page{.url = list_url(request)};
  page.name = {.id = "name", .name = "name", .label = tr("Name"), .value = request.form.get("name")};
  page.email = {.id = "email", .name = "email", .label = tr("E-mail address"), .value = request.form.get("email"), .type = "email", .direction = "ltr"};
  page.role = {.id = "role", .name = "role", .label = tr("Role")};
  for (const Role role : kOffices) page.role.choices.push_back({.value = std::string(role_name(role)), .label = role_words(role), .is_chosen = request.form.get("role") == role_name(role)});
  page.region = {.id = "region", .name = "region", .label = tr("Region of a regional leader"), .is_optional = true, .empty_choice = tr("None")};
  for (const Programme::Region& region : context.programme.regions) {
    page.region.choices.push_back({.value = region.code, .label = verbatim(region.name.in(request.locale)), .is_chosen = request.form.get("region") == region.code});
  }
  page.capacity = {.id = "capacity", .name = "capacity", .label = tr("In which capacity"), .is_optional = true, .value = request.form.get("capacity")};
  page.until = {.id = "until", .name = "until", .label = tr("Last day of the term"), .is_optional = true, .day = request.form.get("until-day"), .month = request.form.get("until-month"), .year = request.form.get("until-year")};
  context.db.read([&](db::Read& read) {
    for (const SeatRow& seat : list_office_holders(read, context.clock.today())) {
      SeatLine line = make_line(seat, context.clock.today());
      line.name = people::get_person(read, seat.person).name;
      line.url = holder_url(request, seat.person);
      page.seats.push_back(std::move(line));
    }
  });
  return page;
}

Response render_list(const Request& request, Context& context, const std::optional<Problem>& problem) {
  SeatsPage page = make_list(request, context);
  if (problem) {
    page.errors.push_back({problem->field, problem->message});
    for (html::TextField* field : {&page.name, &page.email, &page.capacity}) {
      if (field->id == problem->field) field->error = problem->message;
    }
    for (html::ChoiceField* field : {&page.role, &page.region}) {
      if (field->id == problem->field) field->error = problem->message;
    }
    if (problem->field == "until") page.until.error = problem->message;
  }
  html::Shell shell = context.make_shell(request, tr("People who run the programme"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::seats(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

Result<std::optional<Date>> parse_until(const Request& request, Date today) {
  const auto part = [&](std::string name) { return std::string(trim(request.form.get("until-" + name))); };
  std::string day = part("day"), month = part("month");
  if (day.empty() && month.empty() && part("year").empty()) return std::optional<Date>{};
  if (day.size() == 1) day.insert(0, "0");
  if (month.size() == 1) month.insert(0, "0");
  const auto date = Date::parse(part("year") + "-" + month + "-" + day);
  if (!date) return invalid("until", tr("Enter a day, a month and a year that exist."));
  if (*date < today) return invalid("until", tr("Enter a day that is not in the past."));
  return std::optional<Date>(*date);
}

struct Wish {
  people::NewPerson person;
  NewSeat seat;
};

Result<Wish> parse_wish(const Request& request, Context& context) {
  Wish wish;
  const Date today = context.clock.today();
  auto person = people::parse_person(request.form.get("name"), "", request.form.get("email"), locale_tag(request.locale));
  if (!person) return std::unexpected(person.error());
  if (!person->email) return invalid("email", tr("Enter an e-mail address."));
  const auto role = parse_role(request.form.get("role"));
  if (!role || *role == Role::representative) return invalid("role", tr("Choose a role."));
  const std::string& region = request.form.get("region");
  if (*role == Role::regional_leader && context.programme.find_region(region) == nullptr) return invalid("region", tr("Choose the leader’s region."));
  const std::string_view capacity = trim(request.form.get("capacity"));
  if (has_hidden_controls(capacity) || count_code_points(capacity) > kCapacityLongest) return invalid("capacity", tr("Use at most 100 letters."));
  const auto until = parse_until(request, today);
  if (!until) return std::unexpected(until.error());
  wish.person = std::move(*person);
  wish.seat = {.role = *role, .region = *role == Role::regional_leader ? region : "", .from = today, .until = *until, .capacity = std::string(capacity)};
  return wish;
}

Response show_list(const Request& request, Context& context) { return render_list(request, context, {}); }

Response grant(const Request& request, Context& context) {
  auto wish = parse_wish(request, context);
  if (!wish) return render_list(request, context, wish.error());
  const By by{context.clock, context.random, request.actor};
  const bool is_new = context.db.write([&](db::Write& write) {
    write.lock("offices", 1);
    const auto known = people::find_person_by_address(write, *wish->person.email);
    NewSeat seat = wish->seat;
    seat.person = known ? *known : people::insert_person(write, by, wish->person);
    const auto held = list_seats_of_person(write, seat.person, context.clock.today());
    if (std::any_of(held.begin(), held.end(), [&](const SeatRow& row) { return row.role == seat.role && row.region == seat.region; })) return false;
    grant_seat(write, by, seat);
    const AccountId account = ensure_account(write, context.clock, seat.person);
    if (needs_password(seat.role) && !find_secrets(write, account).is_complete()) enqueue_set_up_mail(write, context.clock, seat.person);
    return true;
  });
  if (!is_new) return render_list(request, context, Problem{Problem::Kind::invalid, "role", tr("This person holds this role already.")});
  return Response::see_other(list_url(request));
}

// A person with an account; anybody else is not found.
struct Holder {
  people::Person person;
  AccountId account;
};
std::optional<Holder> find_holder(db::Read& read, const Request& request) {
  const auto id = request.id<PersonId>("person");
  auto person = id ? people::find_person(read, *id) : std::nullopt;
  if (!person) return std::nullopt;
  const auto account = read.find(sql::find_account_of_person, {{"person", person->id}}, [](const db::Row& row) { return row.id<AccountId>("id"); });
  return account ? std::optional(Holder{std::move(*person), *account}) : std::nullopt;
}
std::optional<Holder> find_holder(const Request& request, Context& context) {
  return context.db.read([&](db::Read& read) { return find_holder(read, request); });
}

Response not_found(const Request& request, Context& context) {
  return render_button(request, context,
                       {.hero = {.title = tr("There is no such person"), .is_narrow = true}, .line = tr("The address of the page may be wrong."), .other_url = list_url(request), .other = tr("All people who run the programme")}, 404);
}

Response render_holder(const Request& request, Context& context, const Holder& holder, const std::optional<Message>& error) {
  HolderPage page{.url = holder_url(request, holder.person.id), .back_url = list_url(request)};
  context.db.read([&](db::Read& read) {
    page.has_password = find_secrets(read, holder.account).is_complete();
    for (const SeatRow& seat : list_seat_history_of_person(read, holder.person.id)) {
      SeatLine line = make_line(seat, context.clock.today());
      line.is_held = line.is_held && seat.role != Role::representative;
      page.seats.push_back(std::move(line));
    }
    for (const SessionRow& session : list_sessions(read, context.clock, holder.account)) page.sessions.push_back({session.id.format(), session.browser, session.last_seen_at});
  });
  if (error) page.errors.push_back({"", *error});
  html::Shell shell = context.make_shell(request, verbatim(holder.person.name));
  shell.has_error = error.has_value();
  html::Writer w(context.texts, request.locale);
  views::holder(w, shell, page);
  return Response::page(w.take(), error ? 422 : 200);
}

Response show_holder(const Request& request, Context& context) {
  const auto holder = find_holder(request, context);
  return holder ? render_holder(request, context, *holder, {}) : not_found(request, context);
}

// The right is gone at once: the last day is yesterday. An installation without administrator would be lost.
Response end_office(const Request& request, Context& context) {
  const auto holder = find_holder(request, context);
  const auto id = SeatId::parse(request.form.get("seat"));
  if (!holder) return not_found(request, context);
  const By by{context.clock, context.random, request.actor};
  const Date today = context.clock.today();
  const bool is_last = context.db.write([&](db::Write& write) {
    write.lock("offices", 1);
    const auto seat = id ? find_seat(write, *id) : std::nullopt;
    if (!seat || seat->person != holder->person.id || seat->role == Role::representative || (seat->until && *seat->until < today)) return false;
    if (seat->role == Role::administrator && list_seats(write, Role::administrator, today).size() < 2) return true;
    end_seat(write, by, seat->id, today.plus_days(-1), "");
    return false;
  });
  if (is_last) return render_holder(request, context, *holder, tr("This is the only administrator. Give somebody else that role first."));
  return Response::see_other(request.path.substr(0, request.path.rfind('/')));
}

Response reset(const Request& request, Context& context) {
  const auto holder = find_holder(request, context);
  if (!holder) return not_found(request, context);
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    clear_secrets(write, by, holder->account, holder->person.id);
    enqueue_set_up_mail(write, context.clock, holder->person.id);
  });
  return Response::see_other(holder_url(request, holder->person.id));
}

Response end_session_of(const Request& request, Context& context) {
  const auto holder = find_holder(request, context);
  const auto session = SessionId::parse(request.form.get("session"));
  if (!holder || !session) return not_found(request, context);
  context.db.write([&](db::Write& write) {
    if (write.exists(sql::find_session_of_account, {{"id", *session}, {"account", holder->account}})) end_session(write, context.clock, *session);
  });
  return Response::see_other(holder_url(request, holder->person.id));
}

}  // namespace

http::Routes make_seat_routes() {
  using http::Method;
  const auto route = [](Method method, std::string path, Response (*handler)(const Request&, Context&)) {
    return http::Route{method, "/{lang}/staff/settings/people" + path, Permission::administer, http::PrivateHandler(handler), {}};
  };
  return {route(Method::get, "", show_list),
          route(Method::post, "", grant),
          route(Method::get, "/{person}", show_holder),
          route(Method::post, "/{person}/end", end_office),
          route(Method::post, "/{person}/reset", reset),
          route(Method::post, "/{person}/sessions/end", end_session_of)};
}

}  // namespace muster::access
