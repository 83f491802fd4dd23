// More time, handing over, and the list of representatives: small forms beside the report.
#include <algorithm>

#include "features/access/access.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/day_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/schedule_store.hpp"

namespace muster::reports {
namespace {

constexpr int kReasonLongest = 600;  // code points

http::Response nothing_there(const http::Request& request, http::Context& context) {
  return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/me/report"));
}

html::Hero make_hero(Message title, const Desk& desk) {
  return {.title = std::move(title), .crumb_url = desk.base, .crumb = tr("Your two-year report"), .is_narrow = true};
}

Result<Date> parse_wish(const http::Request& request, Date today) {
  const auto day = forms::read_day(request.form.pairs(), "wished");
  if (!day) return std::unexpected(day.error());
  if (!*day || **day <= today) return invalid("wished", tr("Enter a day to come, for example {date}.", {{"date", today.plus_months(2)}}));
  return **day;
}

http::Response render_more_time(const http::Request& request, http::Context& context, const Desk& desk, const std::vector<Problem>& problems) {
  struct Found {
    std::optional<Fill> fill;
    std::optional<TimeRequest> asked;
  };
  const auto found = context.db.read([&](db::Read& read) {
    Found all{.fill = find_fill(read, context.programme, desk.organisation, context.clock.today())};
    if (all.fill) all.asked = find_time_request(read, desk.organisation, all.fill->round);
    return all;
  });
  if (!found.fill || !check_act(Act::ask_time, found.fill->standpoint(), request.actor)) return http::Response::see_other(desk.base);
  AskPage page{.hero = make_hero(tr("Ask for more time"), desk), .url = desk.url("more-time"), .back_url = desk.base,
               .lead = tr("Your report is due on {date}. Staff answer by mail. Asking never counts against you.", {{"date", found.fill->due_on}}), .action = tr("Ask for more time")};
  page.date = make_day_field(request, "wished", tr("Until when?"));
  page.words = html::TextField{.id = "reason", .name = "reason", .label = tr("Why?"), .is_optional = true, .value = request.form.get("reason"), .max_length = kReasonLongest, .rows = 4};
  if (found.asked && found.asked->decision == "open") page.note = tr("You asked for time until {date}. Staff have not decided yet.", {{"date", found.asked->wished_on}});
  if (found.asked && found.asked->decision == "refused") page.note = tr("Staff could not give more time until {date}.", {{"date", found.asked->wished_on}});
  for (const Problem& problem : problems) {
    page.errors.push_back({problem.field, problem.message});
    if (problem.field == "wished") page.date->error = problem.message;
    if (problem.field == "reason") page.words->error = problem.message;
  }
  return show_ask(request, context, page);
}

http::Response render_hand_over(const http::Request& request, http::Context& context, const Desk& desk, const std::optional<Problem>& problem) {
  const auto people = context.db.read([&](db::Read& read) { return list_representatives(read, desk, request.actor, context.clock.today()); });
  AskPage page{.hero = make_hero(tr("Hand the report over"), desk), .url = desk.url("hand-over"), .back_url = desk.base,
               .lead = tr("We write to the person you choose. You can still help with the report."), .action = tr("Hand over")};
  page.choice = html::ChoiceField{.id = "person", .name = "person", .label = tr("Who takes the report on?")};
  for (const auto& one : people) {
    if (!one.is_reader) page.choice->choices.push_back({.value = one.person.format(), .label = verbatim(one.name)});
  }
  page.choice->choices.push_back({.value = "any", .label = tr("Any of us")});
  if (problem) {
    page.choice->error = problem->message;
    page.errors.push_back({"person", problem->message});
  }
  return show_ask(request, context, page);
}

http::Response render_new_representative(const http::Request& request, http::Context& context, const Desk& desk, const std::optional<Problem>& problem) {
  AskPage page{.hero = make_hero(tr("Add a representative"), desk), .url = desk.url("representatives/add"), .back_url = desk.url("people"),
               .lead = tr("Only you and staff see names and addresses. They are not published with the report."), .action = tr("Add representative")};
  page.texts = {{.id = "name", .name = "name", .label = tr("Name"), .value = request.form.get("name"), .autocomplete = "off"},
                {.id = "email", .name = "email", .label = tr("E-mail address"), .value = request.form.get("email"), .input_mode = "email", .autocomplete = "off", .direction = "ltr"}};
  page.tick = html::CheckField{.id = "main-contact", .name = "main", .label = tr("This person is our main contact."), .is_chosen = request.form.has("main")};
  if (problem) {
    const std::string field = problem->field.empty() ? "name" : problem->field;
    page.errors.push_back({field, problem->message});
    for (auto& text : page.texts) {
      if (text.id == field) text.error = problem->message;
    }
  }
  return show_ask(request, context, page);
}

// The representative that the address names, if it is one of this organisation.
std::optional<Representative> find_representative(const http::Request& request, http::Context& context, const Desk& desk) {
  const auto id = request.id<PersonId>("person");
  if (!id) return std::nullopt;
  const auto people = context.db.read([&](db::Read& read) { return list_representatives(read, desk, request.actor, context.clock.today()); });
  const auto found = std::ranges::find(people, *id, &Representative::person);
  return found == people.end() ? std::nullopt : std::optional(*found);
}

// Removed before: a form that is sent twice leads on, another organisation's people are not there.
bool was_representative(const http::Request& request, http::Context& context, const Desk& desk) {
  const auto id = request.id<PersonId>("person");
  const auto seats = context.db.read([&](db::Read& read) { return access::list_seat_history(read, desk.organisation); });
  return id && std::ranges::find(seats, *id, &access::SeatRow::person) != seats.end();
}

}  // namespace

http::Response show_more_time(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  return desk ? render_more_time(request, context, *desk, {}) : nothing_there(request, context);
}

http::Response ask_more_time(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const Date today = context.clock.today();
  const auto wished = parse_wish(request, today);
  const auto reason = read_words(request, "reason", forms::Kind::long_text, kReasonLongest);
  if (!wished) return render_more_time(request, context, *desk, {wished.error()});
  if (!reason) return render_more_time(request, context, *desk, {reason.error()});
  const By by{context.clock, context.random, request.actor};
  const auto asked = context.db.write([&](db::Write& write) -> Result<void> {
    const auto fill = find_fill(write, context.programme, desk->organisation, today);
    if (!fill) return refused(Problem::Kind::conflict, tr("No report is due yet."));
    if (auto allowed = check_act(Act::ask_time, fill->standpoint(), request.actor); !allowed) return allowed;
    return ask_for_time(write, by, {.organisation = desk->organisation, .round = fill->round, .wished_on = *wished, .reason = *reason, .asked_by = request.actor.person}, today);
  });
  if (asked) return http::Response::see_other(desk->url("more-time"));
  if (asked.error().kind == Problem::Kind::invalid) return render_more_time(request, context, *desk, {{Problem::Kind::invalid, "wished", asked.error().message}});
  return show_problem(request, context, asked.error(), desk->base);
}

http::Response show_hand_over(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  return desk ? render_hand_over(request, context, *desk, {}) : nothing_there(request, context);
}

http::Response hand_over_page(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const std::string& chosen = request.form.get("person");
  const auto person = PersonId::parse(chosen);
  if (!person && chosen != "any") return render_hand_over(request, context, *desk, Problem{Problem::Kind::invalid, "person", tr("Choose one of your representatives.")});
  const By by{context.clock, context.random, request.actor};
  const auto done = context.db.write([&](db::Write& write) { return hand_over(write, by, context.programme, desk->organisation, person.value_or(PersonId{})); });
  if (done) return http::Response::see_other(desk->base + "?saved=1");
  if (done.error().kind == Problem::Kind::invalid) return render_hand_over(request, context, *desk, done.error());
  return show_problem(request, context, done.error(), desk->base);
}

http::Response show_new_representative(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  return desk ? render_new_representative(request, context, *desk, {}) : nothing_there(request, context);
}

http::Response add_representative(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto person = people::parse_person(request.form.get("name"), "", request.form.get("email"), locale_tag(request.locale));
  if (!person) return render_new_representative(request, context, *desk, person.error());
  if (!person->email) return render_new_representative(request, context, *desk, Problem{Problem::Kind::invalid, "email", tr("Enter an e-mail address.")});
  const By by{context.clock, context.random, request.actor};
  const auto added = context.db.write([&](db::Write& write) -> Result<void> {
    write.lock("organisation", desk->organisation.value());
    // A full list is refused before a person is written.
    const auto known = people::find_person_by_address(write, *person->email);
    const auto now = list_representatives(write, *desk, request.actor, context.clock.today());
    const bool is_there = known && std::ranges::find(now, *known, &Representative::person) != now.end();
    if (!is_there && static_cast<int>(now.size()) >= context.programme.representatives_most) {
      return refused(Problem::Kind::conflict, tr("An organisation has at most {count} representatives. Remove one first.", {{"count", std::int64_t{context.programme.representatives_most}}}));
    }
    const PersonId id = known ? *known : people::insert_person(write, by, *person);
    return organisations::add_representative(write, by, context.programme, desk->organisation, id, request.form.has("main"));
  });
  if (!added) return render_new_representative(request, context, *desk, added.error());
  return http::Response::see_other(desk->url("people"));
}

http::Response ask_about_representative(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  const auto one = desk ? find_representative(request, context, *desk) : std::nullopt;
  if (!one) return nothing_there(request, context);
  const bool is_removal = request.path.ends_with("/remove");
  ConfirmPage page{.confirm = {.action_url = request.path, .back_url = desk->url("people")}};
  if (is_removal) {
    page.title = tr("Remove {name}?", {{"name", one->name}});
    page.line = tr("This person can then no longer see or change anything for your organisation.");
    page.confirm.action = tr("Remove representative");
  } else {
    page.title = tr("Make {name} the main contact?", {{"name", one->name}});
    page.line = tr("We tell all representatives. They can object within {count} days.", {{"count", std::int64_t{context.programme.contest_days}}});
    page.confirm.action = tr("Make main contact");
    page.confirm.is_danger = false;
  }
  return show_confirm(request, context, page);
}

http::Response change_representative(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto one = find_representative(request, context, *desk);
  if (!one) return was_representative(request, context, *desk) ? http::Response::see_other(desk->url("people")) : nothing_there(request, context);
  const By by{context.clock, context.random, request.actor};
  const bool is_removal = request.path.ends_with("/remove");
  const auto done = context.db.write([&](db::Write& write) -> Result<void> {
    if (!is_removal) return organisations::change_prime(write, by, context.programme, desk->organisation, one->person);
    organisations::remove_representative(write, by, context.programme, desk->organisation, one->person, "");
    return {};
  });
  if (!done) return show_problem(request, context, done.error(), desk->url("people"));
  return http::Response::see_other(one->is_reader && is_removal ? local_url(request, "/") : desk->url("people"));
}

}  // namespace muster::reports
