// Texts for passing on (S54): of every sent issue, in any of its languages, as a mail to forward, plain text, a short
// text and a page to print. Nothing in them is about a person, signs anybody in or takes anybody off a list. "We passed
// this one on" is there for those who like to say so; nobody is asked for it.
#include <algorithm>

#include "features/updates/archive_store.hpp"
#include "features/updates/kit_store.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kKits = 50;
constexpr std::int64_t kManyMost = 100'000'000;

Response show_kits(const Parts&, const Request& request, Context& context) {
  KitListPage page{.hero = {.title = tr("Updates to pass on"), .lead = tr("Ready texts for your members and for anybody else."), .crumb_url = local_url(request, "/me"), .crumb = tr("Your page"), .is_narrow = true}, .rows = {}, .rate = say_rate(context.programme)};
  page.ask_url = local_url(request, "/me/updates/address");
  context.db.read([&](db::Read& read) {
    fill_address(read, request, context.clock.now(), request.actor.organisation(), page);
    const auto of = organisations::find_organisation(read, request.actor.organisation());
    for (const PublicVersion& one : list_public(read, request.locale, 0, kKits)) {
      const MergeValues values = make_values(context.texts, context.programme, {}, one.issue, one.locale, of ? &*of : nullptr, Copy::kit);
      page.rows.push_back({local_url(request, "/me/updates/" + one.issue.format()), fill_line(one.subject, values), std::string(locale_tag(one.locale)), std::string(locale_direction(one.locale)), one.sent_at});
    }
  });
  html::Writer w(context.texts, request.locale);
  html::Shell shell = context.make_shell(request, tr("Updates to pass on"));
  if (request.query.has("asked")) shell.notice = html::Notice{"done", tr("A mail to the owner is on its way.")};
  views::kits(w, shell, page);
  return Response::page(w.take());
}

struct Opened {
  organisations::Organisation of;
  std::vector<Locale> languages;
  Locale language = Locale::en;
  IssueText text;
  std::optional<PassedOn> said;
  CountedAddress link;  // in the copy of this organisation, never of a reader
};

// Of an issue that was sent, in a language that was.
std::optional<Opened> open_kit(const Parts& parts, const Request& request, Context& context) {
  const auto id = request.id<IssueId>("issue");
  if (!id || !request.actor.organisation()) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<Opened> {
    const auto versions = list_public_versions(read, *id);
    if (versions.empty()) return std::nullopt;
    Opened kit{.of = organisations::get_organisation(read, request.actor.organisation()), .languages = {}, .language = versions.front().source, .text = {}, .said = {}, .link = {}};
    for (const PublicVersion& one : versions) kit.languages.push_back(one.locale);
    const Locale wanted = choose_language(request, request.locale);
    if (std::ranges::find(kit.languages, wanted) != kit.languages.end()) kit.language = wanted;
    auto text = find_issue_text(read, *id, kit.language);
    if (!text) return std::nullopt;
    kit.text = std::move(*text);
    kit.said = find_passed_on(read, *id, kit.of.id);
    kit.link = make_counted_address(read, parts.counting, make_parts(request, context).public_url, {.issue = id->value(), .organisation = kit.of.id, .locale = kit.language});
    return kit;
  });
}

Message say_passed_on(const PassedOn& said) {
  if (said.about_many) return trn("You said on {date} that about {count} person got it.", "You said on {date} that about {count} people got it.", *said.about_many, {{"date", said.said_at.date()}});
  return tr("You said on {date} that you passed it on.", {{"date", said.said_at.date()}});
}

Response render_kit(const Parts& keys, const Request& request, Context& context, const Opened& kit, std::vector<html::ErrorLine> errors = {}) {
  const std::string url = local_url(request, "/me/updates/" + kit.text.issue.id.format());
  MailParts parts = make_parts(request, context);
  parts.link = kit.link;
  parts.answer = [&](int choice) { return counting::make_answer_url(keys.counting, parts.public_url, {.issue = kit.text.issue.id.value(), .organisation = kit.of.id, .locale = kit.language, .link = 0}, choice); };
  const auto content = make_content(kit.text, parts, kit.of, Copy::kit);
  KitPage page{.hero = {.title = verbatim(content.subject), .crumb_url = local_url(request, "/me/updates"), .crumb = tr("Updates to pass on"), .is_narrow = true}, .languages = {}, .tag = std::string(locale_tag(kit.language)), .direction = std::string(locale_direction(kit.language)), .subject = content.subject, .words = make_page_part(kit.text, parts, kit.of, Copy::kit), .text = content.text, .social = make_social_text(kit.text, parts, kit.of), .print_url = "/" + std::string(locale_tag(kit.language)) + "/updates/" + kit.text.issue.id.format(), .url = url + "/passed-on", .has_said = kit.said.has_value(), .said = kit.said ? say_passed_on(*kit.said) : Message{}, .errors = std::move(errors)};
  for (const Locale locale : kit.languages) {
    page.languages.push_back({.label = verbatim(std::string(locale_own_name(locale))), .url = url + "?language=" + std::string(locale_tag(locale)), .is_current = locale == kit.language});
  }
  const bool is_typed = !page.errors.empty();
  page.is_open = is_typed || page.has_said;
  page.way = {.id = "way", .name = "way", .label = tr("How"), .is_optional = true, .error = find_error(page.errors, "way"), .value = is_typed ? request.form.get("way") : kit.said ? kit.said->way
                                                                                                                                                                                   : ""};
  page.many = {.id = "many", .name = "many", .label = tr("About how many people"), .is_optional = true, .hint = tr("A rough number is enough."), .error = find_error(page.errors, "many"), .value = is_typed ? request.form.get("many") : kit.said && kit.said->about_many ? std::to_string(*kit.said->about_many)
                                                                                                                                                                                                                                                                           : "",
               .input_mode = "numeric",
               .direction = "ltr",
               .size = "w6"};
  html::Shell shell = context.make_shell(request, page.hero.title);
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  shell.has_error = is_typed;
  html::Writer w(context.texts, request.locale);
  views::kit(w, shell, page);
  return Response::page(w.take(), is_typed ? 422 : 200);
}

Response show_kit(const Parts& parts, const Request& request, Context& context) {
  const auto kit = open_kit(parts, request, context);
  return kit ? render_kit(parts, request, context, *kit) : http::nothing_here();
}

Response save_said(const Parts& parts, const Request& request, Context& context) {
  const auto kit = open_kit(parts, request, context);
  if (!kit) return http::nothing_here();
  std::vector<html::ErrorLine> errors;
  PassedOn said;
  if (auto way = check_line("way", request.form.get("way"), kReasonLength, false))
    said.way = std::move(*way);
  else
    errors.push_back({"way", way.error().message});
  const std::string& many = request.form.get("many");
  const std::int64_t number = parse_number(many);
  if (!many.empty() && (number <= 0 || number > kManyMost))
    errors.push_back({"many", tr("Enter a number, for example {example}", {{"example", std::string("420")}})});
  else if (number > 0)
    said.about_many = number;
  if (!errors.empty()) return render_kit(parts, request, context, *kit, std::move(errors));
  context.db.write([&](db::Write& write) { save_passed_on(write, make_by(request, context), kit->text.issue.id, kit->of.id, said); });
  return Response::see_other(local_url(request, "/me/updates/" + kit->text.issue.id.format()) + "?saved=1");
}

Response take_back(const Parts& parts, const Request& request, Context& context) {
  const auto kit = open_kit(parts, request, context);
  if (!kit) return http::nothing_here();
  context.db.write([&](db::Write& write) { delete_passed_on(write, kit->text.issue.id, kit->of.id); });
  return Response::see_other(local_url(request, "/me/updates/" + kit->text.issue.id.format()) + "?saved=1");
}

}  // namespace

http::Routes make_kit_routes(const Parts& parts) {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/me/updates" + path, Permission::represent, http::PrivateHandler([parts, handler](const Request& request, Context& context) { return handler(parts, request, context); }), {}});
  };
  add(get, "", show_kits);
  add(get, "/{issue}", show_kit);
  add(post, "/{issue}/passed-on", save_said);
  add(post, "/{issue}/passed-on/undo", take_back);
  return routes;
}

}  // namespace muster::updates
