// Staff: who asked to be forgotten, what is kept how long, and the page on which an administrator forgets somebody.
#include "features/privacy/privacy_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/people/people.hpp"
#include "features/privacy/erase_store.hpp"
#include "features/privacy/keep_store.hpp"
#include "features/privacy/privacy_view.hpp"
#include "views_privacy.hpp"

namespace muster::privacy {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kFound = 20;

std::string erase_url(const Request& request, PersonId person) { return local_url(request, "/staff/settings/privacy/" + person.format()); }

Response say_not_found(const Request& request, Context& context) {
  html::Writer w(context.texts, request.locale);
  views::nobody(w, context.make_shell(request, tr("Personal data")), local_url(request, "/staff/settings/privacy"));
  return Response::page(w.take(), 404);
}

void fill_found(db::Read& read, const Request& request, PrivacyPage& page) {
  page.words.value = std::string(take_code_points(trim(request.query.get("q")), 200));
  page.has_searched = !page.words.value.empty();
  if (!page.has_searched) return;
  for (const people::Person& person : people::list_persons(read, people::search_persons(read, page.words.value, kFound))) {
    page.found.push_back({person.name, erase_url(request, person.id)});
  }
}

void fill_kinds(db::Read& read, Instant now, PrivacyPage& page) {
  for (const Kind& kind : list_kinds()) {
    page.kinds.push_back({std::string(kind.code), tr(kind.label), kind.days, kind.count(read, end_of(kind, now)), is_on(read, kind.code)});
  }
}

Response show_privacy(const Request& request, Context& context) {
  PrivacyPage page{.url = local_url(request, "/staff/settings/privacy"), .may_change = access::permits(request.actor, Permission::administer)};
  page.words = {.id = "q", .name = "q", .label = tr("Name or e-mail address"), .type = "search"};
  context.db.read([&](db::Read& read) {
    if (page.may_change) fill_found(read, request, page);
    for (const Wish& wish : list_wishes(read)) {
      page.wishes.push_back({people::get_person(read, wish.person).name, page.may_change ? erase_url(request, wish.person) : "", wish.asked_at});
    }
    fill_kinds(read, context.clock.now(), page);
  });
  html::Writer w(context.texts, request.locale);
  views::privacy(w, context.make_shell(request, tr("Personal data")), page);
  return Response::page(w.take());
}

Response switch_rule(const Request& request, Context& context) {
  const By by{context.clock, context.random, request.actor};
  const bool is_known = context.db.write([&](db::Write& write) { return switch_kind(write, by, request.form.get("kind"), request.form.get("on") == "1"); });
  if (!is_known) return say_not_found(request, context);
  return Response::see_other(local_url(request, "/staff/settings/privacy"));
}

std::optional<people::Person> find_living(db::Read& read, const Request& request) {
  const auto id = request.id<PersonId>("person");
  auto person = id ? people::find_person(read, *id) : std::nullopt;
  if (person && person->is_erased) person.reset();
  return person;
}

Response render_erase(const Request& request, Context& context, const people::Person& person, const std::vector<html::ErrorLine>& errors) {
  ErasePage page{.question = {.action_url = erase_url(request, person.id), .back_url = local_url(request, "/staff/settings/privacy"), .action = tr("Forget this person")},
                 .name = verbatim(person.name),
                 .errors = errors};
  page.sure = {.id = "sure", .name = "sure", .label = tr("Yes, forget this person for good."), .is_declaration = true};
  if (!errors.empty() && errors.front().field == "sure") page.sure.error = errors.front().text;
  context.db.read([&](db::Read& read) {
    page.tables = list_held(read, person.id, 1);
    std::erase_if(page.tables, [](const HeldTable& table) { return table.rows.empty() || table.key == "log" || table.key == "mails"; });
    page.mails_naming = count_mails_naming(read, person.id);
    for (const Mention& mention : list_mentions(read, person.id)) {
      const bool is_by_hand = is_for_hands(mention);
      page.mentions.push_back({"m" + std::to_string(page.mentions.size()), is_by_hand ? "" : mention_key(mention), mention.label, mention.excerpt,
                               is_by_hand ? local_url(request, "/staff/organisations/" + std::to_string(mention.row) + "/edit") : ""});
    }
  });
  html::Shell shell = context.make_shell(request, tr("Forget a person"));
  shell.has_error = !errors.empty();
  html::Writer w(context.texts, request.locale);
  views::erase(w, shell, page);
  return Response::page(w.take(), errors.empty() ? 200 : 422);
}

Response show_erase(const Request& request, Context& context) {
  const auto person = context.db.read([&](db::Read& read) { return find_living(read, request); });
  return person ? render_erase(request, context, *person, {}) : say_not_found(request, context);
}

Response take_erase(const Request& request, Context& context) {
  const By by{context.clock, context.random, request.actor};
  const auto person = context.db.read([&](db::Read& read) { return find_living(read, request); });
  if (!person) return say_not_found(request, context);
  if (request.form.get("sure") != "1") return render_erase(request, context, *person, {{"sure", tr("Tick that this person is to be forgotten.")}});
  const bool is_last = context.db.read([&](db::Read& read) { return is_last_administrator(read, person->id, context.clock.today()); });
  const SearchedMail searched = is_last ? SearchedMail{} : erase_from_mail(context.db, context.clock, person->id);
  const bool is_kept = context.db.write([&](db::Write& write) {
    write.lock("administrators", 1);  // two who forget each other at once
    if (is_last_administrator(write, person->id, context.clock.today())) return true;
    erase(write, by, context.programme, person->id, request.form.list("mention"), searched);
    return false;
  },
                                        db::Priority::bulk);
  if (is_kept) return render_erase(request, context, *person, {{"", tr("This is the last administrator. Name another one first.")}});
  return Response::see_other(local_url(request, "/staff/settings/privacy"));
}

}  // namespace

http::Routes make_privacy_routes() {
  using http::Method;
  return {{Method::get, "/{lang}/staff/settings/privacy", Permission::run_programme, http::PrivateHandler(show_privacy), {}},
          {Method::post, "/{lang}/staff/settings/privacy/keep", Permission::administer, http::PrivateHandler(switch_rule), {}},
          {Method::get, "/{lang}/staff/settings/privacy/{person}", Permission::administer, http::PrivateHandler(show_erase), {}},
          {Method::post, "/{lang}/staff/settings/privacy/{person}", Permission::administer, http::PrivateHandler(take_erase), {}}};
}

}  // namespace muster::privacy
